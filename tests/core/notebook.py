"""A book of notes of our own: everything that happened, in order, and what follows from it.

It knows nothing of how the law keeps notes. For each note it writes down all that was done, and looks
through all of it again whenever it is asked whether the note stands. What people see is taken from the
cards alone, as a client shows them: an edit takes the place of the newest card that is still there.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.effects import Effect, Line, NameOf, Say
from bot.core.people import EventId, UserId


@dataclass
class Page:
    """One note: who wrote the words, and all that was done about it since."""

    event: EventId
    author: UserId
    made_by: UserId
    mentioned: tuple[UserId, ...]
    sent: int
    done: list[tuple[str, UserId, int, tuple[UserId, ...] | None]] = field(default_factory=list)

    def concerned(self) -> set[UserId]:
        """Whom it concerns: mentioned at any time while here, who said so, whose words they are."""
        found = {*self.mentioned, *({self.author} if self.author != self.made_by else set())}
        if self.author == self.made_by:
            found.discard(self.author)
        for what, user, _, here in self.done:
            if what == "claims":
                found.add(user)
            if what == "changes":
                found |= set(here or ()) - {self.author}
            if what == "is forgotten":
                found.discard(user)
        return found

    def says_yes(self, user: UserId) -> bool:
        """What somebody's last answer to the words as they are is."""
        answer, words_of = False, self.sent
        for what, by, sent, _ in self.done:
            if what == "changes":
                words_of = sent
                answer = answer and user == self.author
            if by == user and what == "no":
                answer = False
            if by == user and what == "yes" and sent >= words_of:
                answer = True
            if by == user and what == "is forgotten":
                answer = False
        return answer

    def is_barred(self) -> bool:
        """Whether nothing could make it stand: its words are not what can be agreed to."""
        changes = [here for what, _, _, here in self.done if what == "changes"]
        lost = any(what in ("is removed", "is forgotten") for what, *_ in self.done)
        return lost or bool(changes and changes[-1] is None)


@dataclass
class Book:
    """The notes of a room, and what its cards show.

    ``here`` are those who are in the room, ``gone`` the cards that were removed.
    """

    here: set[UserId]
    pages: dict[int, Page] = field(default_factory=dict)
    made: int = 0
    cards: dict[str, tuple[Line, ...]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    def stands(self, number: int) -> bool:
        """Whether a note stands: everyone it concerns agreed, and is here."""
        page = self.pages[number]
        return not page.is_barred() and all(
            page.says_yes(user) and user in self.here for user in page.concerned()
        )

    def on(self, event: EventId) -> int | None:
        """The number of the note whose words stand in this message."""
        return next((n for n, page in self.pages.items() if page.event == event), None)

    def hears(self, effects: tuple[Effect, ...]) -> None:
        """Take in what Kring says: only this is what people see."""
        for say in effects:
            if isinstance(say, Say) and say.handle is not None and say.handle.startswith("note-"):
                assert say.lasting, "a card outlives its session"
                assert say.person is None
                there = say.handle in self.cards and say.handle not in self.gone
                assert say.edits == there, "one card for a note, and what is gone is not edited"
                self.gone.discard(say.handle)
                self.cards[say.handle] = say.lines

    def check(self) -> None:
        """Every card tells how it is, and the same whoever agreed."""
        for number, page in self.pages.items():
            lines = self.cards[f"note-{number}"]
            keys = [line.key.removeprefix("common.") for line in lines]
            assert keys[0] == ("note-stands" if self.stands(number) else "note-does-not-stand")
            named = {
                UserId(slot.person)
                for line in lines
                for _, slot in line.slots
                if isinstance(slot, NameOf) and line.key == "common.note-about"
            }
            assert named in (set(), page.concerned()), "all of them are named or nobody is"
