"""`faqbot evaluate` as it is run: on a labelled file and by cross-validation."""

import re

import pytest

from staff import held_out, sentences
from staff.held_out import Example

QUESTIONS = """question,expected,voice
How long does a typical session last?,session_length,Ann
Do I need a prescription from my doctor?,prescription,Ann
Do I need a prescription from my doctor?,aftercare,Bob
I have a fever,contraindication,Bob
"""


@pytest.mark.slow
def test_measures_a_spreadsheet_writes_a_page_and_compares_models(faqbot, model, tmp_path):
    labelled = tmp_path / "questions.csv"
    labelled.write_text(QUESTIONS)
    page = tmp_path / "report.html"
    environment = {"FAQBOT_DATA_FOLDER": str(tmp_path), "PATH": "/usr/bin:/bin", "COLUMNS": "80"}

    done = faqbot("evaluate", str(labelled), "--html", str(page), "--fail-under", "75", env=environment)
    assert done.returncode == 0, done.stderr
    assert re.search(r"Right, of all messages +75\.0%", done.stdout)
    assert re.search(r"Bob +50\.0%", done.stdout)
    assert "1 x aftercare, taken for prescription" in done.stdout
    assert max(len(line) for line in done.stdout.splitlines() if not line.startswith("Written")) <= 80
    assert done.stderr == ""
    assert "\x1b" not in done.stdout

    html = page.read_text()
    assert html.count("plotly-graph-div") == 3
    assert not re.search(r'<(?:script|link|img)[^>]+(?:src|href)="http', html)

    kept = tmp_path / "evaluations.json"
    kept.write_text(kept.read_text().replace(model.name, "an-older-model").replace("0.75", "0.5"))
    again = faqbot("evaluate", str(labelled), "--fail-under", "80", env=environment)
    assert again.returncode == 1
    assert re.search(r"75\.0% +50\.0% better", again.stdout)
    assert "Fewer than 80 % came out right." in again.stderr


def test_a_phrasing_is_judged_by_a_model_that_has_not_seen_it(tmp_path):
    texts = {
        "long": [
            "how long is it",
            "how many minutes",
            "what is the duration",
            "is it an hour",
            "length of time",
        ],
        "cost": [
            "what is the price",
            "how much money",
            "what does it cost",
            "how many pounds",
            "the fee please",
        ],
    }
    taught = [Example(text, label) for label, found in texts.items() for text in found]
    taught[2] = Example("how much do you charge", "long")
    ranked = held_out.rankings(taught, sentences.encode([example.text for example in taught]))
    assert ranked[2][0][0] == "cost"  # a model that had seen it would know its label by heart
