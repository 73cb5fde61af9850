"""What is typed for a map, held against what stands there already, read in the room."""

from __future__ import annotations

from bot.commands.naming import Found, named, strength, taken_away
from bot.commands.numbers import comparable
from bot.commands.parse import story, unaddressed
from bot.core.circle import Circle
from bot.core.events import Spoke
from bot.core.mapping import Item, Map, Named
from bot.ports import Edited, Message, Rooms, Sayings


class Charting:
    """Reads names for a map; whose they may be, the law decides."""

    def __init__(self, edge: Rooms, store: Sayings) -> None:
        self._edge = edge
        self._store = store

    async def typed(self, item: Message, circle: Circle, at: int, *, leads: bool) -> Spoke | None:
        """What a message means for the map that is being made; None if it says anything else.

        What replies to somebody else answers them.
        """
        if item.body is None or not _is_made(circle):
            return None
        if item.replies_to is not None and not await self._store.said(circle.room, item.replies_to):
            return None
        found = await self._named(item, item.body, circle)
        if not found:
            return None
        return Spoke(
            at, item.sender, leads, False, None, item.event, mentions=item.mentions, named=found
        )

    async def edited(
        self, item: Edited, circle: Circle, at: int, *, leads: bool
    ) -> tuple[Spoke, ...]:
        """Read again a message in which something of the map stands, or stood a moment ago."""
        items = circle.session.map if circle.session is not None else ()
        if not any(one.name.event == item.target for one in items):
            return ()
        words = await self._edge.words(circle.room, item.target)
        spoke = await self.typed(
            Message(item.target, item.at, item.sender, words), circle, at, leads=leads
        )
        return () if spoke is None else (spoke,)

    async def _named(self, item: Message, body: str, circle: Circle) -> tuple[Named, ...]:
        """The names in a message, each with the number of what stands there by that name."""
        if body.lstrip().startswith(("!", ">")):
            return ()
        told = story(body)
        me = self._edge.user_id
        words = unaddressed(
            told, me, self._edge.name(circle.room, me), mentioned_me=me in item.mentions
        )
        shift = body.find(words) if words else -1
        if shift < 0:
            return ()
        known = await self._known(circle)
        away = taken_away(words)
        if away is not None:
            stands = known.get(comparable(words[slice(*away)]))
            if stands is not None:
                return (Named(shift + away[0], shift + away[1], item=stands.number, gone=True),)
        value = strength(words)
        if value is not None:
            last = next((one for one in reversed(_items(circle)) if one.strength is None), None)
            last = last or next(iter(reversed(_items(circle))), None)
            whole = (shift, shift + len(words))
            return (Named(*whole, value, item=last.number),) if last else ()
        return tuple(self._held(found, words, shift, known) for found in named(words))

    def _held(self, found: Found, words: str, shift: int, known: dict[str, Item]) -> Named:
        stands = known.get(comparable(words[found.begin : found.end]))
        bond = None
        if found.bond is not None:
            bond = (shift + found.bond[0], shift + found.bond[1])
        return Named(
            shift + found.begin,
            shift + found.end,
            found.strength,
            bond,
            None if stands is None else stands.number,
            sure=found.strength is not None,
        )

    async def _known(self, circle: Circle) -> dict[str, Item]:
        """What stands on the map by its name, as it reads in the room now."""
        known: dict[str, Item] = {}
        for item in _items(circle):
            body = await self._edge.words(circle.room, item.name.event)
            if body is not None:
                known[comparable(story(body)[item.name.begin : item.name.end])] = item
        return known


def _items(circle: Circle) -> tuple[Item, ...]:
    return circle.session.map if circle.session is not None else ()


def _is_made(circle: Circle) -> bool:
    return circle.session is not None and isinstance(circle.session.stage, Map)
