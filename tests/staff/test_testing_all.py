"""`faqbot test-all`: questions and expected entries in, answers and a verdict out."""

import pytest

from staff import spreadsheet


@pytest.mark.slow
@pytest.mark.parametrize("name", ["questions.csv", "questions.xlsx"])
def test_writes_what_came_of_each_question(faqbot, model, tmp_path, name):
    rows = [
        {"question": "How long does a typical session last?", "expected": "session_length", "by": "Ann"},
        {"question": "Will it hurt?", "expected": "aftercare", "by": "Bob"},
        {"question": "I have a fever", "expected": "contraindication", "by": ""},
        {"question": "hello", "expected": "greet", "by": ""},
    ]
    spreadsheet.write(tmp_path / name, ["question", "expected", "by"], rows)
    done = faqbot("test-all", str(tmp_path / name), "--out", str(tmp_path / f"out-{name}"))
    assert done.returncode == 1, done.stderr
    assert "3 passed, 1 failed." in done.stdout
    written = spreadsheet.read(
        tmp_path / f"out-{name}", ["question", "expected", "by", "got", "confidence", "result"]
    )
    assert [row["result"] for row in written] == ["pass", "fail", "pass", "pass"]
    assert [row["by"] for row in written] == ["Ann", "Bob", "", ""]
    assert "30, 45 or 60 minutes" in written[0]["answer"]
    assert "consult your therapist" in written[2]["answer"]


def test_an_unknown_entry_says_where(faqbot, tmp_path):
    path = tmp_path / "questions.csv"
    path.write_text("question,expected\nhello,greet\nwhere to park,parking\n")
    done = faqbot("test-all", str(path))
    assert done.returncode == 1
    assert "questions.csv:3: 'parking' is not an entry or an outcome." in done.stderr
    assert not list(tmp_path.glob("*results*"))
