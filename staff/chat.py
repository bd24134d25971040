"""`faqbot ask` for people: a conversation in the terminal, with commands to look behind an answer."""

from __future__ import annotations

import sys
import uuid
from typing import Awaitable, Callable, Dict, List, NamedTuple, Optional

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.history import FileHistory
from rich.console import Console
from rich.padding import Padding

from channels import history, settings, sms_text
from channels.guard import Guard, Turn
from faq import live, segments
from staff import correcting, explaining
from staff.errors import StaffError

COMMANDS = {
    "/why": "why the last message was understood so",
    "/wrong": "that is wrong: pick the right entry and teach it the message",
    "/again": "ask the last message again",
    "/channel web": "answer as on the website",
    "/channel sms": "answer as by text message, with its segments",
    "/reset": "begin a new conversation",
    "/help": "these commands",
    "/quit": "end (or Ctrl-D)",
}

_STYLES = {"emergency": "bold red", "escalation": "bold yellow"}


class Line(NamedTuple):
    """What the last message was, to come back to."""

    text: str
    turn: Turn


class Chat:
    """One person's conversation with the assistant, on one channel at a time."""

    def __init__(self, guard: Guard, channel: str, console: Console, explain: bool) -> None:
        """Begin a conversation; with `explain`, say after every answer why."""
        self._guard = guard
        self._channel = channel
        self._console = console
        self._explain = explain
        self._conversation = uuid.uuid4().hex
        self._last: Optional[Line] = None
        self._commands: Dict[str, Callable[[str], Awaitable[None]]] = {
            "/why": self._why,
            "/wrong": self._wrong,
            "/again": self._again,
            "/channel": self._switch,
            "/reset": self._reset,
            "/help": self._help,
        }
        self._read: Callable[[str], Awaitable[str]] = _from_keyboard() if sys.stdin.isatty() else _from_pipe

    async def run(self) -> None:
        """Talk until the end of the input, Ctrl-C or /quit."""
        self._say("Ask as a client would. /help lists commands, /quit ends.", "dim")
        while True:
            try:
                text = (await self._read("You: ")).strip()
            except (EOFError, KeyboardInterrupt):
                return
            if text == "/quit":
                return
            if text:
                await self._take(text)

    async def ask(self, text: str) -> None:
        """Put `text` to the assistant and show what it says."""
        turn = await self._guard.turn(self._conversation, text, self._channel)
        self._last = Line(text, turn)
        if self._channel == "sms":
            await self._show_sms(turn)
        else:
            self._show_web(turn)
        if turn.parsed:
            intent = turn.parsed["intent"]
            self._say(f"  ({intent['name']}, {intent['confidence']:.0%})", "dim")
        if self._explain:
            await explaining.explain(self._guard, text, self._console)

    async def _take(self, text: str) -> None:
        command, _, rest = text.partition(" ")
        try:
            if command in self._commands:
                await self._commands[command](rest.strip())
            elif command.startswith("/"):
                self._say(f"  {command} is not a command. /help lists them.")
            else:
                await self.ask(text)
        except StaffError as error:
            self._say(f"  {error}")

    def _show_web(self, turn: Turn) -> None:
        entries = live.shared().current().entries
        for reply in turn.replies:
            self._console.print(
                Padding(reply.text.rstrip(), (0, 0, 0, 2)),
                style=_STYLES.get(reply.kind, ""),
                highlight=False,
                markup=False,
            )
            for number, name in enumerate(reply.suggestions, 1):
                self._say(f"    {number}. {entries[name].question}", "cyan")

    async def _show_sms(self, turn: Turn) -> None:
        text, listed = sms_text.compose(live.shared().current(), turn.replies, is_first=False)
        store = self._guard.agent.tracker_store
        await history.keep_offered(store, self._conversation, listed, turn.replies)
        count = segments.count(text)
        self._console.print(Padding(text, (0, 0, 0, 2)), highlight=False, markup=False)
        self._say(f"  ({len(text)} characters, {count} segment{'' if count == 1 else 's'})", "dim")

    async def _why(self, _: str) -> None:
        await explaining.explain(self._guard, self._asked().text, self._console)

    async def _again(self, _: str) -> None:
        text = self._asked().text
        self._say(f"You: {text}", "dim")
        await self.ask(text)

    async def _switch(self, channel: str) -> None:
        if channel not in ("web", "sms"):
            raise StaffError("Write /channel web or /channel sms.")
        self._channel = channel
        self._say(f"  Now answering as on the channel {channel}.")

    async def _reset(self, _: str) -> None:
        self._conversation = uuid.uuid4().hex
        self._last = None
        self._say("  A new conversation begins.")

    async def _help(self, _: str) -> None:
        for command, meaning in COMMANDS.items():
            self._say(f"  {command:<14}{meaning}")

    async def _wrong(self, _: str) -> None:
        text = self._asked().text
        entries = live.shared().current().entries
        names: List[str] = list(entries)
        self._say(f"  Which of these answers '{text}'?")
        for number, name in enumerate(names, 1):
            self._say(f"  {number:>3}. {entries[name].question}")
        chosen = (await self._read("  Number (empty: none of them): ")).strip()
        if not chosen:
            self._say("  Nothing was changed. For a question of its own: faqbot new")
            return
        if not chosen.isdecimal() or not 1 <= int(chosen) <= len(names):
            raise StaffError(f"Nothing was changed: '{chosen}' is not a number from 1 to {len(names)}.")
        path = correcting.add_phrasing(text, names[int(chosen) - 1])
        self._say(f"  Added to {path.name}. The assistant learns it with: faqbot train")

    def _asked(self) -> Line:
        if self._last is None:
            raise StaffError("Ask something first.")
        return self._last

    def _say(self, text: str, style: str = "") -> None:
        self._console.print(text, style=style, highlight=False, markup=False)


def _from_keyboard() -> Callable[[str], Awaitable[str]]:
    history = settings.current().private_folder() / "ask_history"
    history.touch(mode=0o600)
    session: PromptSession = PromptSession(
        history=FileHistory(str(history)), completer=WordCompleter(list(COMMANDS), sentence=True)
    )
    return session.prompt_async


async def _from_pipe(_: str) -> str:
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line
