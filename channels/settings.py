"""The settings of the server: one validated place, each one also an environment variable.

Every setting is read from the environment as `FAQBOT_<NAME>`, from the file that `FAQBOT_<NAME>_FILE`
names, or from a line of the settings file; channels/settings_sources.py says how. None has to be set:
without any, the server keeps conversations in a SQLite file, makes and keeps a secret of its own, listens
on loopback, answers pages of its own origin only, and takes no text messages.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, List, Literal, Optional

from pydantic import BaseModel, Field, SecretStr, ValidationError, validator

from channels import settings_sources
from channels.settings_sources import SettingsError
from faq import project

__all__ = ["Settings", "SettingsError", "current"]


class Settings(BaseModel):
    """What the person who runs the server can choose."""

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(5005, ge=1, le=65535, description="Port to listen on.")
    workers: int = Field(1, ge=1, le=64, description="Processes that answer behind the one port.")
    stop_seconds: int = Field(
        20, ge=1, description="Seconds that a stopping server has to finish what is in flight."
    )
    log_format: Literal["text", "json"] = Field(
        "text", description="Lines of the log: text to read, or json for a collector."
    )
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
    twilio_auth_token: Optional[SecretStr] = Field(
        None, description="Auth token of the Twilio account; without it no text messages are taken."
    )
    twilio_secondary_auth_token: Optional[SecretStr] = Field(
        None, description="Second auth token, also accepted while the two are rotated."
    )
    vonage_api_key: Optional[str] = Field(None, description="API key that replies are sent by Vonage with.")
    vonage_api_secret: Optional[SecretStr] = Field(None, description="API secret that belongs to it.")
    vonage_signature_secret: Optional[SecretStr] = Field(
        None, description="Signature secret of the Vonage account, to take texts from Vonage as well."
    )
    vonage_api_url: str = Field("https://api.nexmo.com", description="Address of Vonage's Messages API.")
    sms_segment_price: float = Field(
        0.0083, ge=0, description="Price of one SMS segment, for what `faqbot check` says of costs."
    )
    sms_replies_per_hour: int = Field(
        30, ge=1, description="Most replies to one number in an hour; then silence, so that no two bots loop."
    )
    retention_days: int = Field(30, ge=0, description="Days after which a conversation is deleted.")
    keep_text: bool = Field(
        False,
        description="Keep what clients wrote until then, so that reports can show it; else for a day.",
    )

    messages_per_minute: int = Field(30, ge=1, description="Messages a minute in one conversation.")
    messages_per_minute_per_address: int = Field(
        120, ge=1, description="Messages a minute from one network address, which many clients may share."
    )
    proxies: int = Field(
        0, ge=0, description="Proxies in front of the server that add to X-Forwarded-For; 0 if none."
    )

    @validator("database_url")
    def _database_is_known(cls, value: Optional[str]) -> Optional[str]:  # noqa: N805
        if value and not value.startswith(("postgresql://", "postgresql+psycopg2://", "sqlite:///")):
            raise ValueError("give postgresql://user:password@host:5432/name, or nothing for SQLite")
        return value

    @validator("vonage_signature_secret")
    def _vonage_can_reply(cls, value: Optional[SecretStr], values: Dict[str, Any]) -> Optional[SecretStr]:  # noqa: N805
        if value and not (values.get("vonage_api_key") and values.get("vonage_api_secret")):
            raise ValueError("set FAQBOT_VONAGE_API_KEY and FAQBOT_VONAGE_API_SECRET too, which replies need")
        return value

    def signing_secret(self) -> str:
        """Return the secret, making one in a private file at the first call if none is set."""
        if self.secret:
            return self.secret.get_secret_value()
        path = self.private_folder() / "secret"
        if not path.exists():
            _write_once(path, secrets.token_urlsafe(48))
        return path.read_text(encoding="ascii")

    def address(self) -> str:
        """Return where the server is reached: the public address, or where it listens."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")

    def twilio_tokens(self) -> List[str]:
        """Return the tokens that Twilio may sign with."""
        tokens = [self.twilio_auth_token, self.twilio_secondary_auth_token]
        return [token.get_secret_value() for token in tokens if token]

    def private_folder(self) -> Path:
        """Return the folder for what the server makes and keeps, readable by its user alone."""
        folder = self.data_folder or project.root() / "var"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def is_shared(self) -> bool:
        """Return whether other processes answer beside this one, on this machine or another."""
        return self.workers > 1 or not self.database_address().startswith("sqlite")

    def database_address(self) -> str:
        """Return the SQLAlchemy address of the database."""
        return self.database_url or f"sqlite:///{self.private_folder() / 'conversations.db'}"


def _write_once(path: Path, text: str) -> None:
    # Processes that start together must end up with one secret, and never read half of it.
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
    try:
        os.link(name, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(name)


@lru_cache(maxsize=1)
def current() -> Settings:
    """Return the settings, read at the first call.

    Raises:
        SettingsError: if one is not known or has a value that it cannot have.
    """
    given = settings_sources.read(Settings)
    try:
        return Settings(**given)
    except ValidationError as error:
        faults = [f"FAQBOT_{str(fault['loc'][0]).upper()}: {fault['msg']}" for fault in error.errors()]
        raise SettingsError("A setting cannot be used.\n" + "\n".join(faults)) from None
