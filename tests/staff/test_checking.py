"""`faqbot check` finds each planted fault with its file and line, and none in the real knowledge base."""

import shutil

import pytest
import yaml
from rich.console import Console

from faq import project
from faq.yaml_source import Fault
from staff import checking

WORDS = ["back", "neck", "knee", "calf", "hip", "wrist", "elbow", "ankle", "shoulder", "jaw", "thigh"]


def copy_of_project(folder, entries=None):
    for name in ("config.yml", "domain.yml"):
        shutil.copy(project.root() / name, folder)
    shutil.copytree(project.root() / "faq", folder / "faq")
    # Greetings and thanks are enough beside the entries; what is out of scope would take a minute.
    (folder / "data").mkdir()
    shutil.copy(project.root() / "data/small_talk.yml", folder / "data")
    for path in (folder / "faq/entries").glob("*.yml"):
        if entries is not None and path.stem not in entries:
            path.unlink()
    return folder


def entry(folder, name, **changes):
    """Write a new entry, right but for `changes`; None leaves a key out."""
    written = yaml.safe_load((folder / "faq/entries/prescription.yml").read_text())
    written["question"] = f"Is there a {name}?"
    written["phrasings"] = [f"{name} for my {word} please" for word in WORDS]
    written["related"] = []
    written.update(changes)
    kept = {key: value for key, value in written.items() if value is not None}
    (folder / f"faq/entries/{name}.yml").write_text(yaml.safe_dump(kept, sort_keys=False))


def replace(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


LONG = "This is a sentence that is sent by text message. " * 8

IN_AN_ENTRY = {
    "no_question": ({"question": None}, "'question': is missing. Add it."),
    "no_answer": ({"answer": None}, "'answer': is missing. Add it."),
    "no_sms": ({"sms": None}, "'sms': is missing. Add it."),
    "unknown_key": ({"anwser": "x"}, "'anwser': is not a known key. Remove it"),
    "empty_phrasing": ({"phrasings": ["a", "b", "c", "d", "e", ""]}, "'phrasings.6'"),
    "few_for_schema": ({"phrasings": ["one", "two"]}, "'phrasings': "),
    "a_number": ({"answer": 45}, "'answer': "),
    "a_yes": ({"question": True}, "'question': "),
    "no_value": ({"sms": ""}, "'sms': "),
    "not_a_list": ({"phrasings": "one"}, "'phrasings': "),
    "unknown_related": ({"related": ["parking"]}, "'related': 'parking' is not an entry."),
    "itself_related": ({"related": ["itself_related"]}, "'related': 'itself_related' is this entry itself."),
    "many_related": (
        {"related": ["prescription", "aftercare", "undressing", "session_length"]},
        "'related': ",
    ),
    "long_sms": ({"sms": LONG}, "Shorten it by"),
    "unknown_placeholder": ({"answer": "Call {telephone}."}, "{telephone} stands for nothing. Use {name}"),
    "loose_brace": ({"answer": "Call } now."}, "stands for nothing"),
    "twice_in_one": (
        {"phrasings": ["parking", *WORDS, "Parking"]},
        "The phrasing 'Parking' also stands in twice_in_one",
    ),
    "twice_in_two": (
        {"phrasings": [f"itself_related for my {WORDS[0]} please", *"ABCDEFGHIJ"]},
        "also stands in",
    ),
    "few_phrasings": ({"phrasings": WORDS[:6]}, "There are only 6 phrasings. Write at least 10"),
}

IN_A_FILE = {
    "entries/broken.yml": "Not valid YAML",
    "entries/key_twice.yml": "'question' stands here and on line 1. Keep one of the two.",
    "entries/latin.yml": "is not UTF-8. Save the file as UTF-8.",
    "entries/Bad-Name.yml": "'Bad-Name' is not a name for an entry.",
    "texts.yml": "The text 'greet' is missing. Add it with its 'web' wording.",
    "conditions.yml": "'1.kind': ",
}


@pytest.fixture(scope="module")
def shape_faults(tmp_path_factory):
    root = copy_of_project(tmp_path_factory.mktemp("shape"), {"prescription"})
    for name, (changes, _) in IN_AN_ENTRY.items():
        entry(root, name, **changes)
    entry(root, "Bad-Name")
    folder = root / "faq"
    (folder / "entries/broken.yml").write_text("question: [\n")
    (folder / "entries/key_twice.yml").write_text("question: a\nquestion: b\n")
    (folder / "entries/latin.yml").write_bytes(b"question: caf\xe9\n")
    replace(folder / "texts.yml", "\ngreet:", "\ngreeting:")
    conditions = yaml.safe_load((folder / "conditions.yml").read_text())
    conditions[0]["kind"] = "serious"
    (folder / "conditions.yml").write_text(yaml.safe_dump(conditions))
    return root, checking.check(root).faults


def faults_in(found, name):
    root, faults = found
    return [str(fault) for fault in faults if fault.path == root / "faq" / name]


@pytest.mark.slow
@pytest.mark.parametrize("name", IN_AN_ENTRY)
def test_finds_a_fault_of_an_entrys_shape(shape_faults, name):
    assert any(IN_AN_ENTRY[name][1] in fault for fault in faults_in(shape_faults, f"entries/{name}.yml"))


@pytest.mark.slow
@pytest.mark.parametrize("name", IN_A_FILE)
def test_finds_a_fault_of_a_files_shape(shape_faults, name):
    assert any(IN_A_FILE[name] in fault for fault in faults_in(shape_faults, name))


@pytest.mark.slow
def test_every_fault_points_to_a_line_that_is_there(shape_faults):
    for fault in shape_faults[1]:
        if not fault.path.is_dir():
            # What is missing at the end of a file is missing on the line after it.
            assert 1 <= fault.line <= len(fault.path.read_bytes().splitlines()) + 1


def test_finds_a_placeholder_without_a_value(tmp_path):
    practice = copy_of_project(tmp_path, {"prescription"}) / "faq/practice.yml"
    replace(practice, 'phone: "01632 960123"', "phone:")
    found = [str(fault) for fault in checking.check(tmp_path).faults]
    assert any(
        "practice.yml:" in fault and "'phone': has no value. Write a value" in fault for fault in found
    )


@pytest.fixture(scope="module")
def content_faults(tmp_path_factory):
    root = copy_of_project(tmp_path_factory.mktemp("content"))
    entries, folder = root / "faq/entries", root / "faq"
    replace(
        entries / "prescription.yml",
        "phrasings:\n",
        'phrasings:\n- "Is 45 minutes possible, please?"\n',
    )
    replace(
        entries / "aftercare.yml",
        "phrasings:\n",
        'phrasings:\n- "So is half an hour or the whole hour the usual length of one session?"\n',
    )
    replace(entries / "session_length.yml", "30, 45 or 60 minutes. ", "30 or 60 minutes. ")
    replace(entries / "will_it_hurt.yml", "a day or two after,", "some time after,")
    replace(
        entries / "undressing.yml",
        "  Talk to your therapist",
        "  Notwithstanding considerations regarding individualised therapeutic appropriateness, "
        "physiological circumstances necessitate deliberation concerning appropriately comprehensive "
        "undressing requirements.\n  Talk to your therapist",
    )
    entry(
        root, "parking", phrasings=["where can I park"] + [f"where can I park{'.' * n}" for n in range(1, 12)]
    )
    topics = yaml.safe_load((project.root() / "data/out_of_scope.yml").read_text())
    insurance = next(topic for topic in topics["nlu"] if topic["metadata"]["topic"] == "insurance")
    # A doctor's note would be a prescription.
    lines = [line for line in insurance["examples"].splitlines() if "doctor" not in line]
    entry(root, "insurance", phrasings=[line.removeprefix("- ") for line in lines[:11]])
    still = {**topics, "nlu": [{**insurance, "examples": "\n".join(lines[11:])}]}
    (root / "data/out_of_scope.yml").write_text(yaml.safe_dump(still))
    conditions = folder / "conditions.yml"
    with conditions.open("a") as file:
        file.write(
            "- {name: planted_common, group: other, kind: health_condition, lay: [copyright], source: x}\n"
        )
        file.write(
            "- {name: planted_homograph, group: other, kind: health_condition, lay: [session], source: x}\n"
        )
        file.write(
            "- {name: planted_silenced, group: other, kind: health_condition, lay: [zorbed knee],"
            " never: [zorbed knees], source: x}\n"
        )
    return root, checking.check(root).faults


CONTENT = {
    "a phrasing of two entries": ("prescription.yml", "says nearly the same as"),
    "a phrasing in the wrong entry": ("aftercare.yml", "sounds like session_length"),
    "a fact gone from an answer": ("session_length.yml", "'answer' does not say '30, 45 or 60 minutes'"),
    "a fact gone from a text message": ("will_it_hurt.yml", "'sms' does not say 'a day or two'"),
    "an answer that is hard to read": ("undressing.yml", "'answer' is hard to read"),
    "an entry that is also taught to be out of scope": (
        "insurance.yml",
        "phrasings are taken for what is out of scope",
    ),
    "phrasings that repeat each other": ("parking.yml", "of the phrasings repeat another one"),
    "a condition's term that is an ordinary word": (
        "../conditions.yml",
        "'copyright' of planted_common is an ordinary word",
    ),
    "a condition that fires on the FAQ itself": (
        "../conditions.yml",
        "planted_homograph fires on 'session' in",
    ),
    "a condition's term that its own 'never' list holds back": (
        "../conditions.yml",
        "'zorbed knee' of planted_silenced is never found",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", CONTENT)
def test_finds_a_fault_of_content(content_faults, kind):
    name, said = CONTENT[kind]
    root, faults = content_faults
    path = (root / "faq/entries" / name).resolve()
    assert any(said in str(fault) for fault in faults if fault.path.resolve() == path)


@pytest.mark.slow
def test_finds_nothing_else_in_the_copy_with_faulty_content(content_faults):
    planted = [said for _, said in CONTENT.values()]
    assert not [str(f) for f in content_faults[1] if not any(said in str(f) for said in planted)]


@pytest.mark.slow
def test_finds_no_fault_in_the_real_knowledge_base(faqbot):
    done = faqbot("check")
    assert done.returncode == 0, done.stdout
    assert "No fault found in" in done.stdout


def test_a_fault_is_one_line_in_a_pipe_and_wraps_in_a_terminal(tmp_path):
    fault = Fault(tmp_path / "faq/entries/a.yml", 7, "A problem " * 20 + ".", "Mend it.")
    checked = checking.Checked([fault], [], 1, 10)
    shown = {}
    for is_terminal in (False, True):
        console = Console(width=80, force_terminal=is_terminal, color_system=None, record=True)
        checking.show(console, checked, tmp_path, False)
        shown[is_terminal] = console.export_text().splitlines()
    assert shown[False][0].startswith("faq/entries/a.yml:7: A problem")
    assert shown[False][0].endswith("Mend it.")
    assert max(map(len, shown[True])) <= 80
    assert shown[True][-1] == "1 fault found in 1 entry with 10 phrasings."
