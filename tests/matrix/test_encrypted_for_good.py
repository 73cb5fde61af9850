"""Once a room is encrypted, nothing a homeserver says makes Kring speak in clear there (R9)."""

from __future__ import annotations

from typing import Any

import pytest

from bot.matrix.faults import Refused
from tests.matrix.conftest import NewKring, NewPerson, circle
from tests.matrix.kring import speech
from tests.matrix.proxy import Fate, Proxy, Rule


async def test_r9_a_state_that_was_reset_does_not_open_the_room(
    proxy: Proxy, new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(url=proxy.url), await new_person("anna")
    room = await circle(kring, anna)

    def forgets(answer: dict[str, Any]) -> dict[str, Any]:
        for joined in answer.get("rooms", {}).get("join", {}).values():
            for events in (joined["state"]["events"], joined["timeline"]["events"]):
                events[:] = [event for event in events if event["type"] != "m.room.encryption"]
        return answer

    rule = proxy.add(Rule(r"GET .*/sync", Fate.REWRITE, rewrite=forgets))
    await kring.restart()
    assert rule.hits > 0

    assert kring.edge.is_encrypted(room)
    assert (await kring.edge.facts(room)).faults == ("encryption",)
    sent = await kring.edge.send(room, speech("alleen voor ons"), "after-the-reset")
    heard = await anna.transcript.until(lambda one: one.event == sent and "body" in one.content)
    assert heard.encrypted


async def test_r9_nothing_about_anybody_is_said_where_it_is_not_encrypted(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    room = await anna.create_room(invite=[kring.user], encrypted=False)
    await kring.joins(room)

    named = speech("Anna") | {
        "m.mentions": {"user_ids": [anna.user]},
        "kring.moment": {"moment": "help"},
    }
    turn = speech("Anna") | {"kring.moment": {"moment": "turn"}}
    for number, content in enumerate((named, turn, speech("Anna"))):
        with pytest.raises(Refused):
            await kring.edge.send(room, content, f"in-clear-{number}")
    general = speech("Hulp nodig?") | {"kring.moment": {"moment": "crisis"}}
    assert await kring.edge.send(room, general, "general")
