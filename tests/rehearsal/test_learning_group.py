"""A learning group over two meetings: the second answers to the lines of the first, by reference."""

from __future__ import annotations

from bot.core.harvest import HANDLE
from bot.formats.loader import load, shipped
from bot.rehearsal.room import RehearsalRoom, Said, user_ids

LIBRARY = load([shipped()])
NAMES = ("Faye", "Anna", "Bert", "Cor")
LINES = {"Anna": "elke dag een kwartier lopen", "Bert": "de deur openlaten", "Cor": "eerder bellen"}


class Group:
    """A room in which a learning group meets; Faye leads without a turn."""

    def __init__(self) -> None:
        self.people = user_ids(NAMES)
        self.room = RehearsalRoom(LIBRARY, "nl", self.people, (self.people["Faye"],))

    async def says(self, name: str, words: str) -> list[Said]:
        return await self.room.says(self.people[name], words)

    async def begins(self) -> Said:
        """Meet, up to the first stage; what was said in it."""
        await self.says("Faye", "!start leergroep naasten horen erbij")
        for name in NAMES[1:]:
            await self.says(name, "ik doe mee")
        await self.says("Faye", "volgende")
        said: list[Said] = []
        for name in NAMES[1:]:
            said = await self.says(name, "akkoord")
        [looking] = said
        return looking

    async def ends(self) -> str:
        """Lead on to the close, with a line of each; the harvest."""
        harvest = ""
        while (session := self.room.circle.session) is not None:
            turn = session.turn
            said: list[Said] = []
            if session.stage_plan.id == "intentions" and turn is not None:
                name = next(one for one in NAMES if str(self.people[one]) == str(turn.person))
                await self.says(name, LINES[name])
                said = await self.says(name, "klaar")
            else:
                said = await self.says("Faye", "!volgende")
            for one in said:
                if one.say is not None and one.say.moment == "harvest":
                    harvest = one.words or ""
        return harvest


async def test_the_second_meeting_looks_back_at_the_lines_of_the_first() -> None:
    group = Group()
    first = await group.begins()
    assert first.say is not None
    assert first.say.replies_to is None
    assert "Van een vorige keer staat hier niets" in (first.words or "")
    harvest = await group.ends()
    assert all(line in harvest for line in LINES.values())

    second = await group.begins()
    assert second.say is not None
    assert (second.say.replies_to, second.say.stage) == (HANDLE, "look-back")
    # The words themselves are read where they stand; Kring has none of them.
    assert not any(line in (second.words or "") for line in LINES.values())
    assert "naasten horen erbij" in (second.words or "")
    assert not any(line in repr(group.room.circle) for line in LINES.values())


async def test_what_was_taken_away_is_not_pointed_at() -> None:
    group = Group()
    await group.begins()
    await group.ends()
    harvest = next(
        one for one in reversed(group.room.lines) if "Dit nemen we mee" in (one.words or "")
    )
    await group.room.says(group.people["Anna"], "!intrekken", replies_to=harvest.event)
    again = await group.begins()
    assert again.say is not None
    assert again.say.replies_to is None
