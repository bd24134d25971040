"""`faqbot new` as a person answers it."""

from faq.knowledge_base import load

ANSWERS = [
    "Do you take insurance?",
    "insurance",
    "Please ask us before you book.",
    "- Bring your policy: it helps.",
    "",
    "Please ask us before you book, and bring your policy.",
    "do you take insurance",
    "is it covered",
    "can I claim this back",
    "insurers?",
    "will my insurer pay",
    "",
    "prescription, first_session",
]


def test_writes_an_entry_that_loads(faqbot, copy):
    done = faqbot("new", cwd=copy, input="\n".join(ANSWERS) + "\n")
    assert done.returncode == 0, done.stderr
    entry = load(copy / "faq").entries["insurance"]
    assert entry.question == "Do you take insurance?"
    assert entry.answer == "Please ask us before you book.\n- Bring your policy: it helps."
    assert len(entry.phrasings) == 5
    assert entry.related == ["prescription", "first_session"]
    assert "faqbot check" in done.stdout


def test_refuses_a_name_that_is_taken(faqbot, copy):
    done = faqbot("new", cwd=copy, input="How long?\nsession_length\n")
    assert done.returncode == 1
    assert "There is an entry session_length.yml already" in done.stderr


def test_writes_nothing_that_is_no_entry(faqbot, copy):
    answers = [*ANSWERS[:-1], "parking"]
    done = faqbot("new", cwd=copy, input="\n".join(answers) + "\n")
    assert done.returncode == 1
    assert "there is no entry 'parking'" in done.stderr
    assert not (copy / "faq/entries/insurance.yml").exists()
