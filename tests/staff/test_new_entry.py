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
    "insurance",
]


def test_writes_an_entry_that_loads(faqbot, copy):
    done = faqbot("new", cwd=copy, input="\n".join(ANSWERS) + "\n")
    assert done.returncode == 0, done.stderr
    entry = load(copy / "faq").entries["insurance"]
    assert entry.question == "Do you take insurance?"
    assert entry.answer == "Please ask us before you book.\n- Bring your policy: it helps."
    assert len(entry.phrasings) == 5
    assert entry.related == ["prescription", "first_session"]
    assert entry.topic == "insurance"
    assert "faqbot check" in done.stdout


def test_what_cannot_be_is_asked_again_and_nothing_is_lost(faqbot, copy):
    answers = [
        *("Do you take insurance?", "session_length", "My Name", "insurance"),
        *("", "Please ask us.", "", "Please ask us."),
        *("do you take insurance", "", "is it covered", "can I claim", "insurers?", "my insurer", ""),
        *("parking", "1 2 3 4", "6, first_session"),
        *("prescription", ""),
    ]
    done = faqbot("new", cwd=copy, input="\n".join(answers) + "\n")
    assert done.returncode == 0, done.stderr
    for words in (
        "There is an entry session_length.yml already",
        "'My Name' is not a name",
        "At least 1, please.",
        "At least 5, please.",
        "There is no 'parking' in the list.",
        "There is no 'prescription' in the list.",
        "At most 3, please.",
    ):
        assert words in done.stderr
    entry = load(copy / "faq").entries["insurance"]
    assert entry.related == ["prescription", "first_session"]
    assert entry.topic is None
    assert len(entry.phrasings) == 5


def test_writes_nothing_when_it_is_left_early(faqbot, copy):
    done = faqbot("new", cwd=copy, input="\n".join(ANSWERS[:-3]) + "\n")
    assert done.returncode == 1
    assert not (copy / "faq/entries/insurance.yml").exists()
