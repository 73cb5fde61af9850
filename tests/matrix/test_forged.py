"""What a homeserver, or somebody beside it, makes up is not taken for a person's words."""

from __future__ import annotations

from typing import Any

from bot.demo.person import Person
from tests.matrix.conftest import NewKring, NewPerson, circle
from tests.matrix.proxy import Fate, Proxy, Rule

Event = dict[str, Any]


def _rewriting(proxy: Proxy, change: Any) -> Rule:
    """Let ``change`` alter, in place, the timeline of every room in every sync answer."""

    def rewrite(answer: Event) -> Event:
        for joined in answer.get("rooms", {}).get("join", {}).values():
            change(joined["timeline"]["events"])
        return answer

    return proxy.add(Rule(r"GET .*/sync", Fate.REWRITE, rewrite=rewrite))


async def test_a_message_under_another_persons_name_is_not_heard(
    proxy: Proxy, new_kring: NewKring, new_person: NewPerson
) -> None:
    kring = await new_kring(url=proxy.url)
    anna, bram = await new_person("anna"), await new_person("bram")
    room = await circle(kring, anna, bram)
    await kring.hears(await anna.say(room, "ik ben anna"))
    await kring.hears(await bram.say(room, "ik ben bram"))

    def swap(events: list[Event]) -> None:
        for event in events:
            if event["type"] == "m.room.encrypted" and event["sender"] == bram.user:
                event["sender"] = anna.user

    rule = _rewriting(proxy, swap)
    await bram.say(room, "dit zei anna")
    await kring.hears(await anna.say(room, "dit ook"))
    proxy.remove(rule)

    assert kring.said(room) == ["ik ben anna", "ik ben bram", "dit ook"]


async def test_a_message_played_again_is_heard_once(
    proxy: Proxy, new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(url=proxy.url), await new_person("anna")
    room = await circle(kring, anna)
    copies: list[Event] = []

    def replay(events: list[Event]) -> None:
        for event in [e for e in events if e["type"] == "m.room.encrypted"]:
            copies.append(event)
            events.append(event | {"event_id": event["event_id"] + "-again"})

    _rewriting(proxy, replay)
    await kring.hears(await anna.say(room, "eens"))
    await kring.hears(await anna.say(room, "andermaal"))

    assert copies
    assert kring.said(room) == ["eens", "andermaal"]


async def test_a_message_moved_to_another_room_is_not_heard(
    proxy: Proxy, new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(url=proxy.url), await new_person("anna")
    one, other = await circle(kring, anna), await circle(kring, anna)

    def move(answer: Event) -> Event:
        rooms = answer.get("rooms", {}).get("join", {})
        if one in rooms:
            rooms[other] = rooms.pop(one)
        return answer

    proxy.add(Rule(r"GET .*/sync", Fate.REWRITE, rewrite=move))
    said = await anna.say(one, "alleen hier")
    tap = await anna.tap(one, said, "✅")
    await kring.hears(tap)

    assert kring.said(one) == []
    assert kring.said(other) == []


async def test_an_answer_full_of_nonsense_stops_nothing(
    proxy: Proxy, new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(url=proxy.url), await new_person("anna")
    room = await circle(kring, anna)

    def nonsense(answer: Event) -> Event:
        answer["to_device"] = {
            "events": [
                7,
                {},
                {"type": "m.room.encrypted"},
                *_olm(anna),
                *answer.get("to_device", {}).get("events", []),
            ]
        }
        answer["device_lists"] = {"changed": [None, 5, anna.user], "left": "x"}
        answer["account_data"] = {"events": [{"type": "m.direct", "content": [1]}]}
        rooms = answer.setdefault("rooms", {})
        rooms["invite"] = {"!x:localhost": {"invite_state": {"events": "?"}}, "!y": None}
        rooms.setdefault("join", {})["!z:localhost"] = {"timeline": None, "state": 4}
        for joined in rooms["join"].values():
            if isinstance(joined.get("timeline"), dict):
                joined["timeline"]["events"] = [
                    None,
                    {},
                    {"event_id": 5, "type": "m.room.message", "sender": anna.user},
                    {"event_id": "$a", "type": "m.room.member", "sender": "x", "state_key": "y"},
                    {"event_id": "$b", "type": "m.room.redaction", "sender": "x", "content": None},
                    {"event_id": "$c", "type": "m.room.create", "state_key": "", "content": 3},
                    *joined["timeline"]["events"],
                ]
        return answer

    rule = proxy.add(Rule(r"GET .*/sync", Fate.REWRITE, rewrite=nonsense))
    await kring.hears(await anna.say(room, "gewoon"))
    assert rule.hits > 0
    assert kring.said(room) == ["gewoon"]


def _olm(anna: Person) -> list[Event]:
    """To-device events that look as if they were encrypted for Kring."""
    content = {"algorithm": "m.olm.v1.curve25519-aes-sha2", "sender_key": "A" * 43}
    return [
        {"type": "m.room.encrypted", "sender": anna.user, "content": content | {"ciphertext": c}}
        for c in ({}, {"x": 5}, {"A" * 43: {"type": 0, "body": "é"}})
    ]


async def test_a_reply_that_a_homeserver_points_elsewhere_is_not_heard(
    proxy: Proxy, new_kring: NewKring, new_person: NewPerson
) -> None:
    """R4: a yes to one thing is none to another, where the client said inside what it answers."""
    kring, anna = await new_kring(url=proxy.url), await new_person("anna")
    room = await circle(kring, anna)
    question, note = await anna.say(room, "koffie?"), await anna.say(room, "een notitie")
    await kring.hears(note)

    def point(events: list[Event]) -> None:
        for event in events:
            relation = event["content"].get("m.relates_to")
            if event["type"] == "m.room.encrypted" and relation is not None:
                event["content"]["m.relates_to"] = {"m.in_reply_to": {"event_id": note}}

    rule = _rewriting(proxy, point)
    await anna.say(room, "ja", reply_to=question)
    await kring.hears(await anna.say(room, "lekker"))
    proxy.remove(rule)
    assert kring.said(room) == ["koffie?", "een notitie", "lekker"]
    await kring.hears(await anna.say(room, "en ja", reply_to=question))
