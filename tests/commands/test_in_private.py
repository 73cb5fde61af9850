"""Every command in a private chat, by table: answered for oneself, or refused with the reason (R2)."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.commands.catalogue import CATALOGUE, CommandName
from bot.config import Config
from bot.core import private
from bot.core.circle import Circle
from bot.core.effects import Mark, Say
from bot.core.people import EventId, RoomId, UserId
from bot.core.personal import Everything, Personal, steps
from bot.core.room import Remark
from bot.formats.library import Library
from bot.formats.loader import load, shipped
from bot.ports import (
    Authored,
    Edited,
    Inbound,
    Message,
    Reaction,
    Removed,
    RoomFacts,
    Undecryptable,
)
from bot.runtime.understanding import Understanding

CHAT = RoomId("!chat:home")
ANNA = UserId("@anna:home")
KRING = UserId("@kring:home")
NOW = 1_800_000_000_000

ANSWERED: dict[CommandName, tuple[str, str, str]] = {
    "help": ("", "help", "help-private"),
    "crisis": ("", "crisis", "crisis"),
    "safety": ("", "safety", "safety-private"),
    "language": ("en", "help", "language-set"),
    "formats": ("", "help", "formats-intro"),
    "themes": ("2", "help", "themes-name"),
    "role": ("client", "voices", "voices-kept"),
    "what-do-you-know": ("", "about-you", "about-nothing"),
    "forget-me": ("", "forgotten", "forgotten"),
    "away": ("tot 12 juni", "help", "away-noted"),
    "reminders": ("uit", "help", "reminders-off"),
    "note": ("soep", "note-refused", "note-refused-private"),
}
"""What is answered, with what behind it: the moment and the first text. All else is refused."""


@pytest.fixture(scope="session")
def library() -> Library:
    return load([shipped()])


class OneChat:
    """A private chat as the runtime sees it; ``encrypted`` or not."""

    user_id = KRING
    helper = False
    """Whether a room in which the person is has a named human."""

    def __init__(self, library: Library, *, encrypted: bool = True) -> None:
        self.circle = Circle(CHAT, "nl")
        self._encrypted = encrypted
        sections = {
            "matrix": {"homeserver": "http://home", "user_id": KRING, "password_file": "password"}
        }
        config = Config.model_validate(sections, context={"base": Path.cwd()})
        self._understanding = Understanding(self, self, library, config, self.named_human)

    async def named_human(self, user: UserId) -> UserId | None:
        return UserId("@hanna:home") if self.helper else None

    async def authored(self, room: RoomId, event: EventId) -> Authored | None:
        return None

    async def is_vouched(self, room: RoomId, event: EventId) -> bool:
        return True

    async def members(self, room: RoomId) -> tuple[UserId, ...]:
        return (ANNA,)

    def name(self, room: RoomId, user: UserId) -> str:
        return "Kring"

    def may_lead(self, room: RoomId, user: UserId) -> bool:
        return True

    def is_private(self, room: RoomId) -> bool:
        return True

    def is_crowded(self, room: RoomId) -> bool:
        return False

    def is_mine(self, room: RoomId) -> bool:
        return False

    def upgraded(self, room: RoomId) -> tuple[RoomId, RoomId] | None:
        return None

    def is_encrypted(self, room: RoomId) -> bool:
        return self._encrypted

    async def words(self, room: RoomId, event: EventId) -> str | None:
        return None

    async def facts(self, room: RoomId) -> RoomFacts:
        return RoomFacts((ANNA,), ("history",), ())

    async def remarks(self, room: RoomId) -> tuple[Remark, ...]:
        return ()

    async def said(self, room: RoomId, event: EventId) -> Mark | None:
        return Mark(None, "help")

    async def hears(self, item: Inbound) -> list[tuple[str, list[str]]]:
        """Return what Kring says, each by its moment and its texts."""
        said: list[tuple[str, list[str]]] = []
        for event in await self._understanding.events(CHAT, item, self.circle, NOW):
            everything = Everything((self.circle,), frozenset({CHAT}), CHAT)
            happens = (
                [step for _, step in steps(event, everything)]
                if isinstance(event, Personal)
                else [event]
            )
            for one in happens:
                self.circle, effects = private.step(self.circle, one)
                for effect in effects:
                    assert isinstance(effect, Say)
                    keys = [line.key.removeprefix("common.") for line in effect.lines]
                    said.append((effect.moment, keys))
        return said

    async def answers(self, body: str | None, **more: object) -> tuple[str, str]:
        """Return the one thing Kring says to a message: its moment and its first text."""
        message = Message(EventId("$1"), NOW, ANNA, body, **more)  # type: ignore[arg-type]  # of Message
        [(moment, keys)] = await self.hears(message)
        return moment, keys[0]


NAMES = [(entry.name, name) for entry in CATALOGUE for name in (entry.nl[0], entry.en[0])]


@pytest.mark.parametrize(("command", "name"), NAMES)
async def test_a_command_is_answered_or_refused(
    library: Library, command: CommandName, name: str
) -> None:
    words, moment, text = ANSWERED.get(command, ("", "fault", "private-refused"))
    chat = OneChat(library)
    assert await chat.answers(f"!{name} {words}") == (moment, text)
    if command not in ANSWERED:
        for behind in ("kampvuur Thuis", "Bram", "@bram:home", "<x>", "weg Opa"):
            assert await OneChat(library).answers(f"!{name} {behind}") == (moment, text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("!wat-weet-je @bram:home", "fault-only-yourself"),
        ("!wat-weet-je van Bram", "fault-only-yourself"),
        ("!what-do-you-know about him", "fault-only-yourself"),
        ("!vergeet-mij en Bram", "fault-only-yourself"),
        ("!forget-me @bram:home", "fault-only-yourself"),
        ("!rol vliegenier", "fault-unknown-voice"),
        ("!rol", "fault-unknown-voice"),
        ("!afwezig tot sint-juttemis", "fault-away-when"),
        ("!afwezig tot 1 januari 2001", "fault-away-over"),
        ("!herinner misschien", "fault-reminders"),
        ("!taal klingon", "fault-language"),
        ("!xyzzy", "fault-unknown-command-plain"),
    ],
)
async def test_what_cannot_be_gets_what_to_do(library: Library, typed: str, text: str) -> None:
    """G7."""
    chat = OneChat(library)
    assert await chat.answers(typed) == ("fault", text)
    assert chat.circle == Circle(CHAT, "nl")


@pytest.mark.parametrize(
    ("typed", "moment", "text"),
    [
        ("!wat-weet-je van mij", "about-you", "about-nothing"),
        ("!what-do-you-know about me please", "about-you", "about-nothing"),
        ("!vergeet-mij alsjeblieft", "forgotten", "forgotten"),
        ("@kring wat-weet-je", "about-you", "about-nothing"),
        ("Wat weet je van mij?", "about-you", "about-nothing"),
        ("vergeet mij", "forgotten", "forgotten"),
        ("ik ben cliënt", "voices", "voices-kept"),
        ("ik ben afwezig tot 12 juni", "help", "away-noted"),
        ("ik ben weer terug", "help", "back-noted"),
        ("English please", "help", "language-set"),
        ("hulp", "help", "help-private"),
        ("nood", "crisis", "crisis"),
        ("ik ben in nood", "crisis", "crisis"),
        ("Wie zitten er in de kring?", "help", "private-words"),
        ("is er nu een gesprek bezig?", "help", "private-words"),
        ("ik wil een notitie over Bram", "help", "private-words"),
        ("dit was een heel verhaal\nover vroeger\n!klaar", "fault", "private-refused"),
        ("", "help", "private-words"),
        (None, "help", "private-words"),
    ],
)
async def test_plain_words(library: Library, typed: str | None, moment: str, text: str) -> None:
    assert await OneChat(library).answers(typed) == (moment, text)


async def test_a_form_makes_no_difference(library: Library) -> None:
    """A reply, a pill, somebody else's id beside it: the asker is who sent it."""
    chat = OneChat(library)
    bram = UserId("@bram:home")
    for more in ({"replies_to": EventId("$0")}, {"mentions": (bram,)}, {"mentions": (KRING, bram)}):
        assert await chat.answers("!volgende", **more) == ("fault", "private-refused")
        assert await chat.answers("!wat-weet-je", **more) == ("about-you", "about-nothing")
    assert await chat.answers("!rol naaste", mentions=(bram,)) == ("voices", "voices-kept")
    assert {person.user for person in chat.circle.people} == {ANNA}


async def test_taps_edits_and_removals_ask_nothing(library: Library) -> None:
    chat = OneChat(library)
    for item in (
        Reaction(EventId("$2"), NOW, ANNA, "✅", EventId("$1")),
        Reaction(EventId("$2"), NOW, ANNA, "❤️", EventId("$1")),
        Edited(EventId("$2"), NOW, ANNA, EventId("$1")),
        Removed(EventId("$2"), NOW, ANNA, EventId("$1")),
    ):
        assert await chat.hears(item) == []
    waits = Undecryptable(EventId("$3"), NOW, ANNA)
    assert await chat.hears(waits) == [("ask", ["private-resend"])]


async def test_outside_encryption_there_is_help_and_no_more(library: Library) -> None:
    """R9, section 7."""
    chat = OneChat(library, encrypted=False)
    open_ = ("safety", "fault-unencrypted-chat")
    for entry in CATALOGUE:
        answer = {"help": ("help", "help-private-open"), "crisis": ("crisis", "crisis")}
        words = ANSWERED.get(entry.name, ("", "", ""))[0]
        assert await chat.answers(f"!{entry.nl[0]} {words}") == answer.get(entry.name, open_)
    for words, answer_to in (
        ("nood", ("crisis", "crisis")),
        ("ik ben cliënt", open_),
        ("hoi", open_),
    ):
        assert await chat.answers(words) == answer_to
    assert await chat.answers(None) == open_
    assert chat.circle == Circle(CHAT, "nl")
