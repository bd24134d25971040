"""The channels that a person can choose on the command line."""

from enum import Enum


class Channel(str, Enum):
    """How a message travels."""

    web = "web"
    sms = "sms"
