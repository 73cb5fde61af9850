"""Answers to polls: a tap in one, a number typed in the room, or an option by its own words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.commands.numbers import comparable, numbers, same_words
from bot.commands.parse import unaddressed
from bot.commands.plain import is_polite, plain
from bot.core.circle import Circle, Poll
from bot.core.effects import Mark, Quote, Slot, Text, Words
from bot.core.events import Act, Chosen, Event, IdeaTold, Polled, Spoke
from bot.core.people import PersonId, RoomId
from bot.formats.library import Library
from bot.ports import Edited, Message, PollAnswer, Rooms, Sayings
from bot.runtime.typed import typed_words

_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_COMES: Mapping[Act, tuple[int, ...]] = {
    Act.YES: (1,), Act.FINE: (1,), Act.JOIN: (1,), Act.TICK: (1,), Act.AGREE: (1,), Act.NO: (2,),
}  # fmt: skip
"""What a yes or a no means as a reply to the question who comes."""
OPTION_AT_MOST = 280
"""No option is longer, in characters."""


class Polling:
    """Reads answers against the room as it is; what they mean, the law decides."""

    def __init__(self, edge: Rooms, store: Sayings, library: Library) -> None:
        self._edge = edge
        self._store = store
        self._library = library

    async def answered(self, room: RoomId, item: PollAnswer, at: int) -> tuple[Event, ...]:
        """What an answer in a poll means: nothing, where the poll is not Kring's."""
        mark = await self._store.said(room, item.target)
        if mark is None or not mark.poll or item.sender == self._edge.user_id:
            return ()
        # The id of an option is its number; an id that is none spoils the answer.
        known = all(_NUMBER.fullmatch(answer) for answer in item.answers)
        chosen = tuple(int(answer) for answer in item.answers) if known else ()
        return (Polled(at, item.sender, mark, chosen, item.event),)

    async def typed(self, item: Message, circle: Circle, at: int, *, leads: bool) -> Spoke | None:
        """What a message means as an answer to the poll that goes on; None if it says anything else.

        What replies to somebody else answers them.
        """
        if item.body is None or _poll(circle) is None:
            return None
        if item.replies_to is not None and not await self._store.said(circle.room, item.replies_to):
            return None
        chosen = await self._chosen(item, item.body, circle)
        if chosen is None:
            return None
        return Spoke(
            at, item.sender, leads, brief=True, plain=None, event=item.event, chosen=chosen
        )

    async def about_meeting(
        self, item: Message, circle: Circle, at: int
    ) -> Polled | IdeaTold | None:
        """What a message means as an answer to what was asked about a meeting; None if nothing.

        A bare number answers the last such question while no talk goes on. A reply to one answers
        that: whether somebody comes also with a yes or a no, which theme also in words.
        """
        if item.body is None or not circle.askings:
            return None
        replied = await self._store.said(circle.room, item.replies_to) if item.replies_to else None
        handle = replied.handle if replied is not None else circle.askings[-1].handle
        if handle not in {one.handle for one in circle.askings}:
            return None
        if replied is None and (circle.session is not None or item.replies_to is not None):
            return None
        read = numbers(item.body)
        chosen = read.numbers if read is not None and not read.name else ()
        if replied is not None and not chosen and handle.startswith("coming-"):
            chosen = _COMES.get(plain(item.body) or Act.HELP, ())
        if len(chosen) != 1:
            idea = replied is not None and handle.startswith("theme-") and not is_polite(item.body)
            return IdeaTold(at, item.sender, replied, item.event) if idea and replied else None
        return Polled(
            at, item.sender, Mark(None, "poll", handle=handle, poll=True), chosen, item.event
        )

    async def edited(
        self, item: Edited, circle: Circle, at: int, *, leads: bool
    ) -> tuple[Spoke, ...]:
        """Read again the message in which somebody typed their answer to the poll that goes on."""
        poll = _poll(circle)
        if poll is None or not any(answer.event == item.target for answer in poll.answers):
            return ()
        words = await self._edge.words(circle.room, item.target)
        message = Message(item.target, item.at, item.sender, words)
        spoke = await self.typed(message, circle, at, leads=leads)
        return () if spoke is None else (spoke,)

    async def _chosen(self, item: Message, body: str, circle: Circle) -> Chosen | None:
        me, my_name = self._edge.user_id, self._edge.name(circle.room, self._edge.user_id)
        words = unaddressed(body, me, my_name, mentioned_me=me in item.mentions)
        read = numbers(words)
        if read is None:
            option = await self._option(words, circle)
            return None if option is None else Chosen((option,), PersonId(item.sender))
        if not read.name:
            return Chosen(read.numbers, PersonId(item.sender))
        for person in sorted(circle.people, key=lambda one: one.user != item.sender):
            if person.name is not None:
                name = await typed_words(self._edge, self._library, circle.room, person.name)
                if name is not None and comparable(name) == read.name:
                    return Chosen(read.numbers, person.id)
        return None

    async def _option(self, body: str, circle: Circle) -> int | None:
        """The number of the one option that a message names in its own words; None if none."""
        poll = _poll(circle)
        options = poll.options if poll is not None and len(body) <= OPTION_AT_MOST else ()
        named = [
            number
            for number, slot in enumerate(options, 1)
            if same_words(await self._words(slot, circle) or "", body)
        ]
        return named[0] if len(named) == 1 else None

    async def _words(self, slot: Slot, circle: Circle) -> str | None:
        match slot:
            case Text(key):
                return self._library.texts(circle.language)[key].forms[0]
            case Words(event):
                return await typed_words(self._edge, self._library, circle.room, event)
            case Quote(event):
                return await self._edge.words(circle.room, event)
        return None


def _poll(circle: Circle) -> Poll | None:
    stage = circle.session.stage if circle.session else None
    return stage if isinstance(stage, Poll) else None
