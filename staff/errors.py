"""What the person at the keyboard can mend."""


class StaffError(Exception):
    """A command cannot do what was asked; the message says where, why and what to do instead."""
