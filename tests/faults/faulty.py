"""`faqbot serve` with faults that the file `fault` in the data folder switches on by name.

Each name is a place on a message's way and what happens there. A fault strikes every time, but the
deadly ones, which take their name out of the file first.
"""

import os
import signal
import sys
import time
from pathlib import Path

from staff import quiet

quiet.silence()

from actions.answer import ActionAnswer  # noqa: E402
from channels import web_chat  # noqa: E402
from channels.guard import SECONDS_TO_ANSWER  # noqa: E402
from channels.sms_numbers import Numbers  # noqa: E402
from staff import cli  # noqa: E402

FILE = Path(os.environ["FAQBOT_DATA_FOLDER"]) / "fault"


def is_on(name):
    return FILE.exists() and FILE.read_text() == name


def die():
    FILE.write_text("")
    os.kill(os.getpid(), signal.SIGKILL)


def before(owner, name, *faults):
    """Run each of `faults` that is on before `owner.name`."""
    whole = getattr(owner, name)

    def faulty(*args, **kwargs):
        for fault, strike in faults:
            if is_on(fault):
                strike()
        return whole(*args, **kwargs)

    setattr(owner, name, faulty)


def fail():
    raise RuntimeError("on purpose")


before(
    ActionAnswer,
    "compose",
    ("action raises", fail),
    ("action hangs", lambda: time.sleep(3600)),
    ("action is slow", lambda: time.sleep(2)),
    ("action is late", lambda: time.sleep(SECONDS_TO_ANSWER + 3)),
    ("killed in the action", die),
)
before(web_chat, "replies_as_json", ("killed before the answer is sent", die))
before(Numbers, "keep_reply", ("killed before the reply is kept", die))

sys.argv = ["faqbot", "serve"]
cli.main()
