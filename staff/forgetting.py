"""`faqbot forget` and `purge`: what a client wants gone, and what has been kept long enough."""

from __future__ import annotations

import re
from typing import List

from channels import retention
from channels.sms_numbers import Numbers, conversation_of
from staff.errors import StaffError


def forget(who: str) -> List[str]:
    """Remove a client's conversation, and the number that it came from.

    Args:
        who: a telephone number with its country code ("+44 ..."), the token of a web session, or the id
            of a conversation.

    Returns:
        what was removed, a line each; empty if there was nothing.

    Raises:
        StaffError: if it is none of these.
    """
    number = re.sub(r"[\s().-]", "", who)
    if re.fullmatch(r"\+\d{7,15}", number):
        conversation = conversation_of(number)
        notes = Numbers().forget(conversation)
    elif re.fullmatch(r"0\d{6,14}", number):
        raise StaffError("Write the number with its country code, such as +44 7700 900123.")
    else:
        conversation, notes = _conversation(who.strip()), 0
    removed = []
    events = retention.forget(conversation)
    if events:
        removed.append(f"a conversation of {events} events (messages, answers and what was understood)")
    if notes:
        removed.append("the note of when the number last texted, and whether it had stopped texts")
    return removed


def _conversation(who: str) -> str:
    # A token begins with the conversation's id; it may well have expired by now.
    conversation = who.partition(".")[0]
    if not re.fullmatch(r"[\w-]{8,64}", conversation):
        raise StaffError(
            "Give a telephone number with its country code, the token of a session, or a conversation's id."
        )
    return conversation
