"""Doing what was committed beside speaking, in order with what is said in the room.

Each may be done again after a kill or a lost answer, and then changes nothing more.
"""

from __future__ import annotations

from bot.core.effects import Accept, Deed, Mend, Renew
from bot.core.events import Mended, Renewed
from bot.core.people import RoomId
from bot.matrix.client import Edge
from bot.matrix.faults import Refused
from bot.ports import Row

Outcome = Mended | Renewed | None
"""What is told to the law of the room when it is done; its time is that of the row."""


async def do(edge: Edge, row: Row, deed: Deed) -> tuple[Outcome, RoomId | None]:
    """Do it; what came of it, and the room that was made for it. Raises ``Later``."""
    match deed:
        case Accept(key):
            edge.accept(row.room, key)
            return None, None
        case Mend(before):
            left = await edge.mend(row.room, before)
            return Mended(row.at, before, left), None
        case Renew():
            try:
                made = await edge.renew(row.room, row.txn)
            except Refused:
                return Renewed(row.at, made=False), None
            return Renewed(row.at, made=True), made
