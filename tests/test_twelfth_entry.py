"""Adding a question is adding one file: it is trained and answered on both channels."""

import json

import pytest

ENTRY = """\
question: Can I bring my dog along?
answer: Guide dogs are welcome in the treatment room. Other dogs have to stay at home.
sms: Guide dogs are welcome. Other dogs have to stay at home.
phrasings:
- Are dogs allowed in the treatment room?
- Can my dog come with me?
- May I take my puppy to the appointment?
- is it ok if the dog sits in while I have my massage
- I have a guide dog, can it come in?
- dogs welcome?
- what do I do with my dog during the session
- pets allowed
"""


@pytest.mark.slow
def test_a_twelfth_entry_is_one_file(copy, faqbot):
    (copy / "faq/entries/dogs.yml").write_text(ENTRY)
    trained = faqbot("train", cwd=copy)
    assert trained.returncode == 0, trained.stderr
    assert trained.stderr == ""
    for channel, words in (("web", "in the treatment room"), ("sms", "Guide dogs are welcome.")):
        ran = faqbot("ask", "--json", "--channel", channel, "could I bring my dog?", cwd=copy)
        said = json.loads(ran.stdout)
        assert said["answered"] == ["dogs"]
        assert words in said["replies"][0]
    others = faqbot("ask", "--json", "how long is a session", cwd=copy)
    assert json.loads(others.stdout)["answered"] == ["session_length"]
