"""The settings of the server: one validated place, each one also an environment variable.

Every setting is read from `FAQBOT_<NAME>`. None has to be set: without any, the server keeps
conversations in a SQLite file, makes and keeps a secret of its own, listens on loopback, answers pages
of its own origin only, and takes no text messages.
"""

from __future__ import annotations

import secrets
from functools import lru_cache
from pathlib import Path
from typing import List, Optional

from pydantic import BaseSettings, Field, SecretStr, ValidationError

from faq import project


class SettingsError(Exception):
    """A setting has a value that it cannot have; the message names it."""


class Settings(BaseSettings):
    """What the person who runs the server can choose."""

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(5005, ge=1, le=65535, description="Port to listen on.")
    public_url: Optional[str] = Field(
        None, description="Address that clients and Twilio reach the server under, behind its proxy."
    )
    secret: Optional[SecretStr] = Field(
        None, min_length=32, description="Signs sessions and hides phone numbers; made and kept if not set."
    )
    allowed_origins: List[str] = Field(
        [], description='Other sites that may use the chat, as JSON: ["https://www.example.com"].'
    )
    database_url: Optional[str] = Field(
        None, description="SQLAlchemy address of the conversations; a SQLite file in var/ if not set."
    )
    data_folder: Optional[Path] = Field(
        None, description="Folder for conversations and the made secret; var/ in the project if not set."
    )
    retention_days: int = Field(30, ge=0, description="Days after which a conversation is deleted.")

    class Config:
        env_prefix = "FAQBOT_"

    def signing_secret(self) -> str:
        """Return the secret, making one in a private file at the first call if none is set."""
        if self.secret:
            return self.secret.get_secret_value()
        path = self.private_folder() / "secret"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(48), encoding="ascii")
        return path.read_text(encoding="ascii")

    def private_folder(self) -> Path:
        """Return the folder for what the server makes and keeps, readable by its user alone."""
        folder = self.data_folder or project.root() / "var"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder


@lru_cache(maxsize=1)
def current() -> Settings:
    """Return the settings, read at the first call.

    Raises:
        SettingsError: if one has a value that it cannot have.
    """
    try:
        return Settings()
    except ValidationError as error:
        faults = [f"FAQBOT_{str(fault['loc'][0]).upper()}: {fault['msg']}" for fault in error.errors()]
        raise SettingsError("A setting cannot be used.\n" + "\n".join(faults)) from None
