"""Adding a question is adding one file: it is trained and answered on both channels."""

import json

import pytest

# Clients were sent to the practice with such questions; the topic says that they are answered now.
ENTRY = """\
question: Do you take insurance?
answer: We do not bill insurers. We give you a receipt that you can send to yours.
sms: We do not bill insurers. You get a receipt to send to yours.
topic: insurance
phrasings:
- do you take insurance
- is it covered by my health plan
- can I claim it back from my insurer
- do you work with BUPA
- insurance?
"""


@pytest.mark.slow
def test_a_twelfth_entry_is_one_file(copy, faqbot):
    (copy / "faq/entries/insurance.yml").write_text(ENTRY)
    trained = faqbot("train", cwd=copy)
    assert trained.returncode == 0, trained.stderr
    assert trained.stderr == ""
    for channel, words in (("web", "a receipt that you can send"), ("sms", "You get a receipt")):
        ran = faqbot("ask", "--json", "--channel", channel, "could I claim this on my insurance?", cwd=copy)
        said = json.loads(ran.stdout)
        assert said["answered"] == ["insurance"]
        assert words in said["replies"][0]
    others = faqbot("ask", "--json", "how long is a session", cwd=copy)
    assert json.loads(others.stdout)["answered"] == ["session_length"]
