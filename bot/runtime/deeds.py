"""Doing what was committed beside speaking, in order with what is said in the room.

Each may be done again after a kill or a lost answer, and then changes nothing more.
"""

from __future__ import annotations

import secrets

from bot.core.effects import Accept, Convene, Deed, Mend, Renew
from bot.core.events import Convened, Mended, Renewed
from bot.core.people import RoomId
from bot.formats.library import Library
from bot.matrix.client import Edge
from bot.matrix.faults import Refused
from bot.ports import Rooms, Row

Outcome = Mended | Renewed | Convened | None
"""What is told to the law of the room when it is done; its time is that of the row."""


async def do(edge: Edge, library: Library, row: Row, deed: Deed) -> tuple[Outcome, RoomId | None]:
    """Do it; what came of it, and the room that was made for it. Raises ``Later``."""
    match deed:
        case Accept(key):
            edge.accept(row.room, key)
            return None, None
        case Convene():
            return await convene(edge, library, row.room, deed, row.at), None
        case Mend(before):
            left = await edge.mend(row.room, before)
            return Mended(row.at, before, left), None
        case Renew():
            try:
                made = await edge.renew(row.room, row.txn)
            except Refused:
                return Renewed(row.at, made=False), None
            return Renewed(row.at, made=True), made


async def convene(
    edge: Rooms, library: Library, room: RoomId, convene: Convene, at: int
) -> Convened:
    """Find out who is in a room and how safe it is, to open a planned meeting."""
    facts = await edge.facts(room)
    return Convened(
        at,
        convene.series,
        convene.meeting,
        session=secrets.token_hex(8),
        plan=library.plans.get(convene.format),
        present=facts.members,
        faults=facts.faults,
        unreadable=facts.unreadable,
        seed=secrets.randbits(32),
        new_keys=facts.new_keys,
    )
