"""What is written to the log, and what never is: a client's words, number or session."""

from __future__ import annotations

import json
import logging
import sys
import time
from typing import Any, Dict

from channels import settings

# Libraries quote in their messages what they were given, which may be what a client wrote.
_OURS = ("actions", "channels", "faq", "nlu", "staff")


def install() -> None:
    """Write every record to standard error, in the format of the settings."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if settings.current().log_format == "json" else TextLines())
    root = logging.getLogger()
    root.handlers = [handler]
    # Sanic and Rasa set up handlers of their own.
    for name in ("sanic.root", "sanic.error", "sanic.access", "rasa"):
        library = logging.getLogger(name)
        library.handlers, library.propagate = [], True


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of `record` (see parent class)."""
        line: Dict[str, Any] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
            + f".{int(record.msecs):03}Z",
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": safe_message(record),
        }
        return json.dumps(line)


class TextLines(logging.Formatter):
    """Lines for people."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of `record` (see parent class)."""
        return f"{record.levelname} {record.name}: {safe_message(record)}"


def safe_message(record: logging.LogRecord) -> str:
    """Return what may be kept of a record's message: ours whole, of a library's its place and error."""
    if record.name.partition(".")[0] in _OURS:
        return record.getMessage()
    error = record.exc_info[0] if record.exc_info else None
    return f"{error.__name__ if error else 'said something'} at {record.module}:{record.lineno}"
