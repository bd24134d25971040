"""Reads messages, one a line, and prints what is found in each and said to it; runs without Rasa.

It imports all that is meant to outlive Rasa, and ends with an error if that brings Rasa along.
"""

import importlib
import json
import sys
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# What knows Rasa or its pipeline; everything else in these folders must not.
RASA = {
    "faq": {"importer"},
    "nlu": {
        "condition_matcher",
        "health_net",
        "intent_classifier",
        "language_identifier",
        "sentence_featurizer",
        "spelling_corrector",
    },
}

# Free of Rasa too, but they need the libraries that run and convert the encoder or tell languages.
HEAVY = {"encoder", "health_model", "language", "weights"}

SAYING = ("asked_besides", "choice", "reply")


def modules():
    for folder, left_out in RASA.items():
        for path in sorted((ROOT / folder).glob("*.py")):
            if path.stem not in left_out | HEAVY | {"__init__"}:
                yield f"{folder}.{path.stem}"
    yield from (f"actions.{name}" for name in SAYING)


def main():
    sys.path.insert(0, str(ROOT))
    for name in modules():
        importlib.import_module(name)
    brought = sorted(
        {name.partition(".")[0] for name in sys.modules} & {"rasa", "rasa_sdk", "tensorflow", "sanic"}
    )
    assert not brought, brought

    from actions import reply
    from faq import knowledge_base
    from nlu import mentions, parts

    knowledge = knowledge_base.load(ROOT / "faq")
    detector = mentions.Detector(knowledge)
    for line in sys.stdin.read().splitlines():
        found = detector.examine(line)
        standing = [mention.as_dict() for mention in found if not mention.dismissed]
        said = [
            reply.escalate(knowledge, standing, [], channel)
            if standing
            else reply.answer(knowledge, ["session_length"], [("aftercare", 0.5)], channel)
            for channel in ("web", "sms")
        ]
        print(
            json.dumps(
                {
                    "mentions": [asdict(mention) for mention in found],
                    "parts": parts.parts_of(line),
                    "said": [one.as_dict() for replies in said for one in replies],
                }
            )
        )


if __name__ == "__main__":
    main()
