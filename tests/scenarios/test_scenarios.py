"""Each conversation of the YAML files beside this one goes as a person would expect.

A turn holds what the client writes, where "{doubtful}" is something that could mean several entries, and
what must come of it: `intent`, `answered`, `kinds` of the replies, `escalation`, `offers` (quick replies),
and words that the replies say or `never` say.
"""

import uuid
from pathlib import Path

import pytest
import yaml

from staff.ask import as_json

SCENARIOS = [
    pytest.param(scenario, id=f"{path.stem}: {scenario['name']}")
    for path in sorted(Path(__file__).parent.glob("*.yml"))
    for scenario in yaml.safe_load(path.read_text(encoding="utf-8"))
]
KEYS = {"client", "intent", "answered", "kinds", "escalation", "offers", "says", "never"}


@pytest.mark.parametrize("scenario", SCENARIOS)
async def test_conversation(guard, doubtful, scenario):
    conversation, channel = uuid.uuid4().hex, scenario.get("channel", "web")
    for expected in scenario["turns"]:
        assert set(expected) <= KEYS
        text = expected["client"].replace("{doubtful}", doubtful)
        turn = await guard.turn(conversation, text, channel)
        came = as_json(text, channel, turn)
        came["kinds"] = [reply.kind for reply in turn.replies]
        came["offers"] = came["suggestions"]
        said = "\n".join(came["replies"])
        for key in expected.keys() & {"intent", "answered", "kinds", "escalation", "offers"}:
            assert came[key] == expected[key], (key, came)
        for words in expected.get("says", []):
            assert str(words).casefold() in said.casefold(), came
        for words in expected.get("never", []):
            assert str(words).casefold() not in said.casefold(), came
