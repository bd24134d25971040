"""Keeps Rasa's and TensorFlow's chatter off the screen. Import it before either of them."""

from __future__ import annotations

import logging
import os
import warnings


def silence() -> None:
    """Turn off telemetry, warnings of libraries and logs below errors."""
    # Rasa sends usage and crash reports unless it is told not to.
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    # Libraries set filters of their own when they are imported, so a filter would not last.
    warnings.showwarning = lambda *args, **kwargs: None
    logging.basicConfig(level=logging.ERROR, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("rasa").setLevel(logging.ERROR)
    logging.getLogger("channels").setLevel(logging.WARNING)
    _drop_debug_records_of_structlog()


def _drop_debug_records_of_structlog() -> None:
    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
