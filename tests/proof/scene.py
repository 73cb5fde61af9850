"""A room with Kring and people in it, in which each word, file name and display name is a canary."""

from __future__ import annotations

import io
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bot.core.people import EventId, RoomId, UserId
from bot.demo.heard import Heard
from bot.demo.person import Person
from tests.acceptance.contract import SPOKEN
from tests.kring import Kring
from tests.matrix.proxy import Proxy
from tests.proof.canaries import Canaries
from tests.proof.sealed import Archive


@dataclass
class Scene:
    """What a story needs. ``people`` are in the room, the first of them leads; ``late`` comes later.

    ``words`` are what is typed and called; ``names`` what the homeserver knows as well, for Matrix
    keeps it there (display names, the room's name); ``clear`` what a client failed to encrypt.
    """

    kring: Kring
    proxy: Proxy
    archive: Archive
    people: list[Person]
    late: Person
    words: Canaries
    names: Canaries
    clear: Canaries
    room: RoomId = field(init=False)
    chat: RoomId = field(init=False)
    kinds: set[str] = field(default_factory=set)
    moments: Counter[str] = field(default_factory=Counter)
    sessions: set[str] = field(default_factory=set)
    _heard: dict[RoomId, int] = field(default_factory=dict)

    @property
    def host(self) -> Person:
        """Who leads."""
        return self.people[0]

    def person(self, user: str) -> Person:
        """Return who has this user id."""
        return next(one for one in (*self.people, self.late) if one.user == user)

    async def hears(
        self,
        *moments: str,
        person: Person | None = None,
        room: RoomId | None = None,
        saying: str = "",
    ) -> Heard:
        """Return the next message of Kring's of one of these moments; what it said before passes.

        ``saying`` is what must stand in it. What Kring keeps at that moment goes into the archive.
        """
        person, room = person or self.host, room or self.room
        heard = await self._until(
            person,
            room,
            lambda one: (
                one.sender == self.kring.user
                and one.type in SPOKEN
                and one.replaces is None
                and one.moment in moments
                and saying in one.body
            ),
            self._heard.get(room, 0),
        )
        self._heard[room] = person.transcript.position(heard)
        self.moments[str(heard.moment)] += 1
        if heard.block.get("kind"):
            self.kinds.add(heard.block["kind"])
        if heard.block.get("session"):
            self.sessions.add(heard.block["session"])
        await self.archive.look()
        return heard

    async def _until(
        self, person: Person, room: RoomId, wanted: Callable[[Heard], bool], after: int
    ) -> Heard:
        """Wait for something in a room; in vain, tell what was said there last, and what Kring wrote."""
        try:
            return await person.transcript.until(
                lambda one: one.room == room and wanted(one), after=after
            )
        except TimeoutError:
            said = [one for one in person.transcript.all() if one.room == room][-20:]
            lines = [f"{one.sender} {one.moment or one.type}: {one.body[:80]!r}" for one in said]
            told = "\n".join([*lines, self.kring.stderr[-2000:]])
            raise AssertionError(f"waited in vain; last\n{told}") from None

    async def says(self, person: Person, before: str = "", **more: Any) -> EventId:
        """Let somebody say a few words; with a command, or a word that Kring minds, before them."""
        return await person.say(self.room, f"{before} {self.words.words()}".strip(), **more)

    async def asks(self, person: Person, command: str, *moments: str) -> Heard:
        """Let somebody type something, and hear the answer."""
        await person.say(self.room, command)
        return await self.hears(*moments)

    async def settles(self) -> None:
        """Wait until all that was said in the room was answered: a seat's name comes back in order."""
        name = self.words.word()
        await self.host.say(self.room, f"!plek {name}")
        await self.hears("help", saying=name)
        await self.host.say(self.room, f"!plek weg {name}")

    async def quickly(self, person: Person, room: RoomId, words: str) -> None:
        """Let somebody say something without looking first who is there."""
        content = {"msgtype": "m.text", "body": words, "m.mentions": {}}
        await person.client.room_send(
            room, "m.room.message", content, ignore_unverified_devices=True
        )

    @property
    def now(self) -> Heard:
        """The last thing Kring said in a stage of the session."""
        said = self.host.transcript.all()
        return next(
            one
            for one in reversed(said)
            if one.room == self.room and one.block.get("stage") and one.replaces is None
        )

    async def moves_on(self, now: Heard) -> None:
        """Let the host lead on, out of a stage or to the next turn in it.

        After the outcome of a poll the next stage comes by itself.
        """
        place = self.host.transcript.position(now)
        if now.moment != "poll-result":
            await self.host.say(self.room, "!volgende")
        heard = await self._until(
            self.host,
            self.room,
            lambda one: (
                one.block.get("stage") is not None
                and one.replaces is None
                and (one.block["stage"] != now.block["stage"] or one.moment == "turn")
            ),
            place,
        )
        self._heard[self.room] = self.host.transcript.position(heard)
        self.kinds.add(heard.block["kind"])
        await self.archive.look()

    async def privately(self, person: Person, words: str, *moments: str) -> Heard:
        """Let somebody tell Kring something in their private chat, and hear the answer there."""
        await person.say(self.chat, words)
        return await self.hears(*moments, person=person, room=self.chat)

    async def taps(self, person: Person, target: Heard, emoji: str = "✅") -> None:
        """Let somebody tap under a message, once they have read it."""
        await person.transcript.until(lambda one: one.event == target.event and bool(one.block))
        await person.tap(target.room, target.event, emoji)

    async def leads_on(self, *moments: str) -> Heard:
        """Let the host lead on, as often as it takes."""
        await self.host.say(self.room, "!volgende")
        return await self.hears(*moments)

    async def shows(self, person: Person, kind: str, room: RoomId | None = None) -> EventId:
        """Let somebody send a picture, a voice message or a file, encrypted, with words in it."""
        data = self.words.words(40).encode()
        answer, keys = await person.client.upload(
            lambda *_: io.BytesIO(data), "text/plain", encrypt=True, filesize=len(data)
        )
        assert keys is not None, answer
        name = f"{self.words.word()}.ogg"
        content: dict[str, Any] = {
            "msgtype": kind,
            "body": name,
            "filename": name,
            "file": {"url": answer.content_uri, **keys},
            "info": {"mimetype": "text/plain", "size": len(data)},
        }
        if kind == "m.audio":
            content |= {"org.matrix.msc3245.voice": {}, "org.matrix.msc1767.text": name}
        return await person.send(room or self.room, "m.room.message", content)

    async def puts_poll(self, person: Person) -> EventId:
        """Let somebody put a poll of their own, with options in their own words."""
        name = "org.matrix.msc3381.poll"
        answers = [
            {"id": self.words.word(), "org.matrix.msc1767.text": self.words.words(2)} for _ in "ab"
        ]
        question = {"body": self.words.words(3), "org.matrix.msc1767.text": self.words.words(3)}
        start = {"kind": f"{name}.disclosed", "question": question, "answers": answers}
        content = {f"{name}.start": start, "org.matrix.msc1767.text": self.words.words(3)}
        poll = await person.send(self.room, f"{name}.start", content)
        relation = {"m.relates_to": {"rel_type": "m.reference", "event_id": poll}}
        chosen = {f"{name}.response": {"answers": [answers[0]["id"]]}, **relation}
        await person.send(self.room, f"{name}.response", chosen)
        return poll

    async def sends_in_clear(self, person: Person) -> None:
        """Let a client fail to encrypt what somebody says."""
        room = f"{person.client.homeserver}/_matrix/client/v3/rooms/{self.room}"
        where = f"{room}/send/m.room.message/{secrets.token_hex(8)}"
        headers = {"Authorization": f"Bearer {person.client.access_token}"}
        content = {"msgtype": "m.text", "body": f"!nood {self.clear.words()}"}
        async with (
            aiohttp.ClientSession(headers=headers) as http,
            http.put(where, json=content) as answer,
        ):
            assert answer.status == 200, await answer.text()


def users(people: list[Person]) -> list[UserId]:
    """Return the ids of people."""
    return [person.user for person in people]
