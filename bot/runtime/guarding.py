"""How safe a room is (R7, R8), as the edge sees it now: what the law is told of it."""

from __future__ import annotations

from dataclasses import replace

from bot.commands.arguments import about_safety
from bot.core.events import Event, Joined, MendAsked, RenewAsked, RoomChanged, SafetyAsked
from bot.core.people import RoomId
from bot.core.personal import CameToTalk
from bot.ports import Membership, Rooms, StateChanged
from bot.runtime.noting import Heard


class Guarding:
    """Reads what concerns a room's safety against the room as it is."""

    def __init__(self, edge: Rooms) -> None:
        self._edge = edge

    async def changed(self, room: RoomId, at: int) -> RoomChanged:
        """How the room is now."""
        facts = await self._edge.facts(room)
        return RoomChanged(at, facts.faults, facts.new_keys)

    async def state(self, room: RoomId, item: StateChanged, at: int) -> tuple[RoomChanged, ...]:
        """What a change of the room means; also one that was undone before Kring saw it."""
        now = await self.changed(room, at)
        passing = tuple(one for one in item.wrong if one not in now.faults)
        then = replace(now, faults=(*now.faults, *passing))
        return (then, now) if passing else (now,)

    async def moved(
        self, room: RoomId, item: Membership, at: int
    ) -> tuple[RoomChanged | Joined | CameToTalk, ...]:
        """What somebody's coming or going means in a talk: a bot may have come, or be gone."""
        facts = await self._edge.facts(room)
        changed = RoomChanged(at, facts.faults, facts.new_keys)
        if not item.joined:
            return (changed,)
        came = Joined(at, item.user, can_read=item.user not in facts.unreadable)
        return came, changed, CameToTalk(at, (item.user,))

    async def asked(self, heard: Heard) -> Event:
        """What ``!veilig`` means, with what stands behind it."""
        wanted = about_safety(heard.command.words)
        if wanted is None:
            return heard.fault("safety-what")
        if wanted == "renew":
            return RenewAsked(heard.at, heard.user, heard.leads)
        facts = await self._edge.facts(heard.room)
        if wanted == "mend":
            return MendAsked(heard.at, heard.user, heard.leads, facts.faults)
        return SafetyAsked(
            heard.at,
            heard.user,
            facts.faults,
            readers=len(facts.members),
            unreadable=len(facts.unreadable),
            remarks=await self._edge.remarks(heard.room),
            new_keys=facts.new_keys,
        )
