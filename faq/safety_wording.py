"""Refuses a text that leaves out what keeps a client safe, that reassures, or that gives a waiting time."""

from __future__ import annotations

import re
from typing import Iterator, Mapping, Tuple

from faq.schema import SafetyWording, Wording
from faq.yaml_source import Fault, YamlSource


def safety_faults(
    source: YamlSource, texts: Mapping[str, Wording], wording: SafetyWording
) -> Iterator[Fault]:
    """Check the texts that were read from `source` on every channel."""
    health = {name for names in wording.must_say.values() for name in names}
    for name in texts:
        is_health = name in health or name.startswith("fact_")
        wanted = [words for words, names in wording.must_say.items() if name in names]
        unwanted = [*wording.never_say, *(wording.never_say_of_health if is_health else [])]
        for channel, text in _wordings(texts[name]):
            line = source.line([name, channel])
            for words in wanted:
                if words not in text:
                    problem = f"'{name}.{channel}' does not say '{words}'."
                    yield Fault(source.path, line, problem, "Say it: clients' safety depends on it.")
            for words in unwanted:
                if re.search(rf"\b{re.escape(words)}\b", text):
                    problem = f"'{name}.{channel}' says '{words}', which may give a wrong sense of safety."
                    yield Fault(source.path, line, problem, "Leave it out.")


def _wordings(wording: Wording) -> Iterator[Tuple[str, str]]:
    """Yield each channel with its text in small letters."""
    yield from ((channel, text.casefold()) for channel, text in wording.dict().items() if text)
