"""Messages whose key comes late: told after a while, read when it comes, through restarts."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.people import EventId, RoomId
from bot.demo.person import Person
from bot.matrix.waiting import HELD_SECONDS
from bot.ports import Message, Undecryptable
from tests.matrix.conftest import NewKring, NewPerson, circle
from tests.matrix.kring import FakeClock, Kring
from tests.matrix.proxy import Fate, Proxy, Rule

SYNC = r"GET .*/sync"


class KeyThief:
    """Takes the room keys out of sync answers, and can put them back."""

    def __init__(self, proxy: Proxy) -> None:
        self.taken: list[dict[str, Any]] = []
        self.giving_back = False
        proxy.add(Rule(SYNC, Fate.REWRITE, rewrite=self._rewrite))

    def _rewrite(self, answer: dict[str, Any]) -> dict[str, Any]:
        events = answer.setdefault("to_device", {}).setdefault("events", [])
        if self.giving_back:
            events += self.taken
            self.taken = []
        else:
            self.taken += events
            events.clear()
        return answer


async def _unreadable(kring: Kring, anna: Person, room: RoomId) -> EventId:
    """A message of Anna's whose key was taken; Kring has seen it come."""
    said = await anna.say(room, "eindelijk")
    tap = await anna.tap(room, said, "✅")
    await kring.hears(tap)
    assert kring.said(room) == []
    return said


async def test_a_message_is_read_when_its_key_comes_and_only_once(
    proxy: Proxy, new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(url=proxy.url), await new_person("anna")
    room = await circle(kring, anna)
    thief = KeyThief(proxy)
    said = await _unreadable(kring, anna, room)

    thief.giving_back = True
    nudge = await anna.tap(room, said, "✋")
    await kring.hears(nudge)
    for _ in range(2):
        await kring.hears(await anna.say(room, "verder"))

    assert kring.said(room) == ["eindelijk", "verder", "verder"]
    assert kring.of(Undecryptable) == []


async def test_a_message_that_waits_too_long_is_told_once_and_still_read_later(
    proxy: Proxy, new_kring: NewKring, new_person: NewPerson
) -> None:
    clock = FakeClock()
    kring, anna = await new_kring(url=proxy.url, clock=clock), await new_person("anna")
    room = await circle(kring, anna)
    thief = KeyThief(proxy)
    said = await _unreadable(kring, anna, room)
    assert kring.of(Undecryptable) == []

    clock.ahead += HELD_SECONDS * 1000
    await kring.step()
    assert [(u.event, u.sender) for u in kring.of(Undecryptable)] == [(said, anna.user)]
    await kring.hears(await anna.tap(room, said, "✋"))
    await kring.restart()
    await kring.hears(await anna.tap(room, said, "⏸️"))
    assert len(kring.of(Undecryptable)) == 1

    thief.giving_back = True
    await kring.hears(await anna.tap(room, said, "🕓"))
    assert kring.said(room) == ["eindelijk"]


@pytest.mark.parametrize("killed", [False, True])
async def test_a_message_waits_through_a_restart(
    proxy: Proxy, new_kring: NewKring, new_person: NewPerson, killed: bool
) -> None:
    kring, anna = await new_kring(url=proxy.url), await new_person("anna")
    room = await circle(kring, anna)
    thief = KeyThief(proxy)
    said = await _unreadable(kring, anna, room)
    await kring.restart()

    thief.giving_back = True
    before = kring.token
    nudge = await anna.tap(room, said, "✋")
    await kring.hears(nudge)
    assert kring.said(room) == ["eindelijk"]
    if killed:  # after the batch was handed out and before it was handled
        await kring.restart(token=before)
        await kring.until(lambda: kring.said(room) == ["eindelijk"] * 2, "it again")
    await kring.hears(await anna.say(room, "verder"))
    await kring.restart()
    await kring.hears(await anna.say(room, "klaar"))

    heard = [event for event in kring.of(Message) if event.event == said]
    assert len(heard) == (2 if killed else 1)


async def test_a_message_that_was_removed_meanwhile_waits_no_longer(
    proxy: Proxy, new_kring: NewKring, new_person: NewPerson
) -> None:
    clock = FakeClock()
    kring, anna = await new_kring(url=proxy.url, clock=clock), await new_person("anna")
    room = await circle(kring, anna)
    thief = KeyThief(proxy)
    said = await _unreadable(kring, anna, room)
    await anna.redact(room, said)

    thief.giving_back = True
    await kring.hears(await anna.say(room, "iets anders"))
    clock.ahead += HELD_SECONDS * 1000
    await kring.hears(await anna.say(room, "verder"))

    assert kring.of(Undecryptable) == []
    assert kring.said(room) == ["iets anders", "verder"]
