"""A room with Kring and people in it, as a dialogue: who says what, and what Kring says then.

``hears`` is strict: it takes Kring's next message, whatever it is, so nothing Kring says can go
unnoticed. Nothing waits for a fixed time: that Kring keeps silent shows in what it says next.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import aiohttp

from bot.core.people import EventId, RoomId, UserId
from bot.demo.heard import Heard
from bot.demo.person import Person
from tests.acceptance import contract
from tests.kring import Kring

PLAIN = {"m.room.member", "m.reaction", "m.room.redaction"}
"""What Kring may send outside encryption in an encrypted room."""
MENDED = {
    "m.room.encryption", "m.room.join_rules", "m.room.guest_access", "m.room.history_visibility",
    "im.vector.modular.widgets", "m.widget",
}  # fmt: skip
"""What it may change there when it is asked to make the room safe; see ``tests.outside``."""


class Table:
    """One room. ``host`` made it and leads; ``people`` are all, the host first.

    What people say by ``says`` is kept in ``sentences``, to be looked for where it may not be.
    """

    def __init__(self, kring: Kring, room: RoomId, people: Sequence[Person]) -> None:
        self.kring = kring
        self.room = room
        self.host, *self.guests = people
        self.people = list(people)
        self.sentences: list[str] = []
        self._position = 0
        self._since = 0

    def anew(self) -> None:
        """Kring was taken out in the middle: what it says from here on is checked by itself."""
        self._since = len(self.host.transcript)

    def person(self, user: str) -> Person:
        """Return who has this user id."""
        return next(person for person in self.people if person.user == user)

    async def hears(self, moment: str) -> Heard:
        """Return Kring's next message, which must be of this moment; edits come when they come."""
        heard = await self.host.transcript.until(
            lambda one: (
                one.room == self.room
                and one.sender == self.kring.user
                and one.type in contract.SPOKEN
                and one.replaces is None
            ),
            after=self._position,
            what=f"moment {moment}",
        )
        self._position = self.host.transcript.position(heard)
        assert heard.moment == moment, f"{heard.moment} instead of {moment}: {heard.body}"
        return heard

    async def reads(self, target: Heard, *words: str, without: Sequence[str] = ()) -> Heard:
        """Wait until a message of Kring's was edited so that it says this, and not that."""
        shown = await self.host.transcript.until(
            lambda one: (
                one.replaces == target.event
                and all(word in one.content["m.new_content"]["body"] for word in words)
                and not any(word in one.content["m.new_content"]["body"] for word in without)
            ),
            what=f"an edit of {target.moment} with {words} without {without}",
        )
        assert shown.sender == self.kring.user
        return shown

    def edits(self, target: Heard) -> list[Heard]:
        """Return the edits of a message that were heard so far, oldest first."""
        found = [one for one in self.host.transcript.all() if one.replaces == target.event]
        return list({one.event: one for one in found}.values())

    async def says(self, person: Person, words: str) -> EventId:
        """Let somebody say something that nobody may find anywhere afterwards."""
        self.sentences.append(words)
        return await person.say(self.room, words)

    async def asks(self, person: Person, command: str, moment: str) -> Heard:
        """Let somebody type something, and return what Kring answers."""
        await person.say(self.room, command)
        return await self.hears(moment)

    async def taps(self, person: Person, target: Heard, emoji: str = "✅") -> None:
        """Let somebody tap under a message, once they have read it."""
        await person.transcript.until(lambda one: one.event == target.event and one.body != "")
        await person.tap(self.room, target.event, emoji)

    async def quiet(self) -> None:
        """See that Kring had nothing more to say so far: the next thing it says is this answer."""
        await self.asks(self.host, "!nood", "crisis")

    async def gathers(self, *people: Person, start: str = "!start kampvuur Thuis") -> Heard:
        """Start, let people join the circle, and lead on; return the agreements."""
        await self.host.say(self.room, start)
        gathering = await self.hears("gathering")
        for person in people:
            await self.taps(person, gathering)
        # Whose tap came last was handled when Kring answers what the same person says after it.
        await self.host.say(self.room, "!volgende")
        return await self.hears("agreements")

    async def begins(self, *people: Person, start: str = "!start kampvuur Thuis") -> Heard:
        """Start with these people in the circle, all agreed; return the first turn."""
        agreements = await self.gathers(*people, start=start)
        for person in people:
            await self.taps(person, agreements)
        return await self.hears("turn")

    async def stops(self) -> Heard:
        """Let the host end it."""
        return await self.asks(self.host, "!stop", "closed")

    async def sees(self, what: str, key: str, target: EventId) -> Heard:
        """Wait until Kring set a button under a message."""
        return await self.host.transcript.until(
            lambda one: (
                one.sender == self.kring.user
                and one.type == "m.reaction"
                and one.content.get("m.relates_to", {}).get("event_id") == target
                and one.content["m.relates_to"].get("key") == key
            ),
            what=what,
        )

    async def raw(self) -> list[dict[str, Any]]:
        """Return everything in the room as the homeserver has it, newest first."""
        return await raw_events(self.host, self.room)

    async def check(self) -> None:
        """Check all that always holds, of what was said here so far."""
        contract.check(self.host.transcript.all(after=self._since), self.kring.user, self.room)
        for event in await self.raw():
            if event["sender"] == self.kring.user:
                assert event["type"] in {"m.room.encrypted", *PLAIN, *MENDED}, event["type"]
                assert "reason" not in event["content"], "a reason travels outside encryption"


async def raw_events(person: Person, room: RoomId) -> list[dict[str, Any]]:
    """Return a room's timeline from the homeserver, undecrypted, newest first."""
    url = f"{person.client.homeserver}/_matrix/client/v3/rooms/{room}/messages"
    headers = {"Authorization": f"Bearer {person.client.access_token}"}
    found: list[dict[str, Any]] = []
    async with aiohttp.ClientSession(headers=headers) as http:
        query = {"dir": "b", "limit": "1000"}
        while True:
            async with http.get(url, params=query) as answer:
                said = await answer.json()
            found += said["chunk"]
            if not said["chunk"] or "end" not in said:
                return found
            query["from"] = said["end"]


def users(people: Sequence[Person]) -> list[UserId]:
    """Return the ids of people."""
    return [person.user for person in people]
