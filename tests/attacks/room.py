"""A room in memory in which the ways round are tried: the same understanding and law as in a real one.

    here = Room()
    await here.says("bram", "!notitie over @Noor")
    assert here.heard == ["note"]

Noor is a client, Bram a professional, Adem close to Noor; Samira leads. Zoe was here and has left.
"""

from __future__ import annotations

from bot.core.effects import Button
from bot.core.people import EventId, UserId
from bot.formats.loader import load, shipped
from bot.ports import Membership, Message, Reaction, Removed
from bot.rehearsal.room import RehearsalRoom, Said, user_ids

NAMES = ("Samira", "Noor", "Bram", "Adem", "Zoe")
LIBRARY = load([shipped()])


class Room:
    """People by first name; ``heard`` are the moments of what Kring said to the last thing done."""

    def __init__(self) -> None:
        people = user_ids(NAMES)
        self.room = RehearsalRoom(LIBRARY, "nl", people, (people["Samira"],))
        self.room.present.discard(people["Zoe"])
        self.said: list[Said] = []

    def user(self, name: str) -> UserId:
        """The id of a person."""
        return self.room.people[name]

    async def says(self, name: str, words: str, to: EventId | None = None) -> EventId:
        """Somebody says something, perhaps as a reply; a name after an ``@`` is a pill."""
        self.said = await self.room.says(self.user(name), words, replies_to=to)
        newest = self.room.newest(self.user(name))
        assert newest is not None
        return newest

    async def mentions(
        self, name: str, words: str, *who: str, to: EventId | None = None
    ) -> EventId:
        """Somebody says something in which people are mentioned who do not stand in the words."""
        event = self.room._event()
        self.room.lines.append(Said(event, self.user(name), words))
        users = tuple(self.user(one) for one in who)
        item = Message(event, self.room.now, self.user(name), words, users, to)
        self.said = await self.room._happens(item)
        return event

    async def changes(self, name: str, event: EventId, words: str) -> None:
        """Somebody changes their message."""
        self.said = await self.room.changes(self.user(name), event, words)

    async def removes(self, name: str, event: EventId) -> None:
        """Somebody removes a message, their own or not."""
        self.said = await self.room.removes(self.user(name), event)

    async def removes_update(self, name: str) -> None:
        """Somebody removes the newest edit by which Kring brought a message up to date."""
        newest = next(one for one in reversed(self.room.lines) if one.edits is not None)
        item = Removed(self.room._event(), self.room.now, self.user(name), newest.event)
        self.said = await self.room._happens(item)

    async def taps(self, name: str, event: EventId, button: Button) -> None:
        """Somebody taps under a message."""
        tap = Reaction(self.room._event(), self.room.now, self.user(name), button.value, event)
        self.said = await self.room._happens(tap)

    async def leaves(self, name: str) -> None:
        """Somebody leaves, or is removed: it is the same event."""
        self.said = await self.room.goes(self.user(name))

    async def comes(self, name: str) -> None:
        """Somebody comes in."""
        self.said = await self.room.comes(self.user(name))

    async def comes_again(self, name: str) -> None:
        """The homeserver tells a second time that somebody is here (a new name, another device)."""
        item = Membership(self.room._event(), self.room.now, self.user(name), joined=True)
        self.said = await self.room._happens(item)

    async def renamed(self, name: str, to: str) -> None:
        """Somebody takes another display name: ids stay what they are."""
        self.room.people = {
            (to if known == name else known): user for known, user in self.room.people.items()
        }

    async def starts(self, *circle: str, start: str = "!start kampvuur Thuis") -> None:
        """A session begins with these people in the circle, all agreed."""
        await self.says("Samira", start)
        for name in circle:
            await self.says(name, "!meedoen")
        await self.says("Samira", "!volgende")
        for name in circle:
            await self.says(name, "!akkoord")

    @property
    def heard(self) -> list[str]:
        """The moments of what Kring said."""
        return [one.say.moment for one in self.said if one.say is not None]

    @property
    def mentioned(self) -> set[UserId]:
        """Whom Kring called by it."""
        return {user for one in self.said if one.say for user in one.say.mention}

    @property
    def words(self) -> str:
        """What Kring said."""
        return "\n".join(one.words or "" for one in self.said)

    @property
    def card(self) -> EventId:
        """The newest card of a note."""
        cards = (
            one
            for one in reversed(self.room.lines)
            if one.say is not None
            and one.edits is None
            and (one.say.handle or "").startswith("note-")
        )
        return next(cards).event

    @property
    def stands(self) -> bool | None:
        """What the newest card shows now; None if there is no card."""
        card = next((one.words for one in self.room.lines if one.event == self.card), None)
        if card is None or "uit het kringboek gehaald" in card:
            return None
        assert ("staat niet." in card) != ("staat." in card.partition("\n")[0])
        return "staat niet." not in card

    @property
    def notes(self) -> int:
        """How many notes the room keeps."""
        return len(self.room.circle.notes)

    @property
    def speaker(self) -> str | None:
        """Who has the floor."""
        session = self.room.circle.session
        turn = session.turn if session else None
        names = {str(user): name for name, user in self.room.people.items()}
        return names[turn.person] if turn else None
