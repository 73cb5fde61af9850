"""R8: who cannot read along yet is told how to once, however often a talk is started."""

from __future__ import annotations

from bot.ports import RoomFacts
from bot.runtime.explaining import AGAIN_MS, Explained
from tests.runtime.test_personal import ANNA, CHAT, COR, FAYE, House
from tests.runtime.test_personal import house as house
from tests.waiting import until


async def test_r8_starting_again_explains_nothing_again(house: House) -> None:
    facts = RoomFacts(house.edge.members, (), (ANNA,))

    async def unreadable(room: object) -> RoomFacts:
        return facts

    house.edge.facts = unreadable  # type: ignore[method-assign]  # who cannot read along
    for _ in range(3):
        await house.hears(room=(house.says(FAYE, "!start kampvuur"),))
        await house.hears(room=(house.says(FAYE, "!stop"),))

    async def all_sent() -> bool:
        return not house.conductor._sender._tasks

    await until(all_sent, "all is sent")
    assert await house.moments(CHAT) == ["help"]


def test_after_a_while_it_is_told_again_and_who_is_forgotten_is_not_known() -> None:
    explained = Explained()
    assert not explained.lately(ANNA, 0)
    explained.told(ANNA, 5)
    assert explained.lately(ANNA, 6)
    assert not explained.lately(COR, 6)
    assert not explained.lately(ANNA, 5 + AGAIN_MS)
    explained.told(COR, 5 + AGAIN_MS)
    explained.let_go(COR)
    assert explained._told == {}
