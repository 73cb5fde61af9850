"""Who can read Kring: devices that joined people vouched for, all of them, and no others."""

from __future__ import annotations

import asyncio

import pytest
from nio import UnknownToDeviceEvent  # type: ignore[import-untyped] # nio has no type marker

from bot.core.people import EventId, RoomId
from bot.demo.homeserver import Homeserver
from bot.demo.person import Person
from bot.matrix.faults import Later
from bot.matrix.http import Http, path
from bot.matrix.sharing import UNREACHABLE_MILLISECONDS
from tests.matrix.conftest import NewKring, NewPerson, circle
from tests.matrix.kring import FakeClock, Kring, speech
from tests.matrix.proxy import Fate, Proxy, Rule

_txn = iter(range(1_000_000))


async def _say(kring: Kring, room: RoomId, text: str) -> EventId:
    return await kring.edge.send(room, speech(text), f"say-{next(_txn)}")


async def _insist(kring: Kring, room: RoomId, text: str) -> EventId:
    """Send as the runtime does: again, as the same transaction, until it works."""
    txn = f"insist-{next(_txn)}"
    while True:
        try:
            return await kring.edge.send(room, speech(text), txn)
        except Later as later:
            await asyncio.sleep(min(later.retry_after, 0.1))


async def _reads(person: Person, event: EventId) -> str:
    """What a person reads in an event; waits until they can."""
    heard = await person.transcript.until(lambda h: h.event == event and "body" in h.content)
    return str(heard.content["body"])


async def _cannot_read(person: Person, event: EventId) -> bool:
    """Whether the event came, and everything sent before it, and is not readable."""
    await person.transcript.until(lambda h: h.event == event)
    return not any(h.event == event and "body" in h.content for h in person.transcript.all())


async def test_a_device_nobody_vouched_for_gets_no_key_and_is_told(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    bram = await new_person("bram", signed=False)
    withheld: list[dict[str, object]] = []
    bram.client.add_to_device_callback(
        lambda event: withheld.append(event.source), UnknownToDeviceEvent
    )
    room = await circle(kring, anna, bram)

    first = await _say(kring, room, "een")
    second = await _say(kring, room, "twee")

    assert await _reads(anna, first) == "een"
    assert await _cannot_read(bram, second)
    assert await _cannot_read(bram, first)
    assert (await kring.edge.facts(room)).unreadable == (bram.user,)
    told = [event["content"] for event in withheld if event["type"] == "m.room_key.withheld"]
    assert len(told) == 1  # once in a session
    assert isinstance(told[0], dict)
    assert (told[0]["code"], told[0]["room_id"]) == ("m.unverified", room)
    assert isinstance(await kring.hears(await bram.say(room, "ik ben er")), object)


async def test_a_device_that_is_vouched_for_later_reads_from_then_on(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    bram = await new_person("bram", signed=False)
    room = await circle(kring, anna, bram)
    before = await _say(kring, room, "ervoor")

    await bram.sign()
    await kring.hears(await bram.say(room, "nu wel"))
    after = await _say(kring, room, "erna")

    assert await _reads(bram, after) == "erna"
    assert await _cannot_read(bram, before)
    assert (await kring.edge.facts(room)).unreadable == ()


async def test_a_further_device_and_a_newcomer_read_what_is_said_from_then_on(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna, bram = await new_kring(), await new_person("anna"), await new_person("bram")
    room = await circle(kring, anna)
    before = await _say(kring, room, "ervoor")

    await anna.invite(room, bram.user)
    invited = await _say(kring, room, "terwijl bram nog niet binnen is")
    await bram.join(room)
    await kring.sees(room, bram.user)
    tablet = await new_person("anna", user=anna.user, signing=anna.signing)
    await kring.hears(await anna.say(room, "ik heb nu ook een tablet"))
    after = await _say(kring, room, "erna")

    assert await _reads(bram, after) == "erna"
    assert await _reads(tablet, after) == "erna"
    assert await _reads(anna, before) == "ervoor"
    assert not any(h.event == invited and "body" in h.content for h in bram.transcript.all())


async def test_who_left_cannot_read_what_is_said_next(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna, bram = await new_kring(), await new_person("anna"), await new_person("bram")
    room = await circle(kring, anna, bram)
    together = await _say(kring, room, "samen")
    assert await _reads(bram, together) == "samen"
    await bram.leave(room)
    await kring.sees(room, bram.user, joined=False)

    alone = await _say(kring, room, "zonder bram")

    first = await _session(anna, together)
    second = await _session(anna, alone)
    assert await _reads(anna, alone) == "zonder bram"
    assert first != second
    known = {session.id for session in bram.client.olm.inbound_group_store}
    assert first in known
    assert second not in known


async def _session(person: Person, event: EventId) -> str:
    """The Megolm session an event was encrypted with."""
    heard = await person.transcript.until(lambda h: h.event == event)
    answer = await person.client.room_get_event(heard.room, event)
    return str(answer.event.session_id)


async def test_nothing_is_asked_of_the_homeserver_for_a_message_when_nothing_changed(
    server: Homeserver, proxy: Proxy, new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(url=proxy.url), await new_person("anna")
    room = await circle(kring, anna)
    await _say(kring, room, "een")
    before = proxy.count(r".")

    for number in range(5):
        await _say(kring, room, f"nog {number}")

    assert proxy.count(r".") - before == 5


async def test_a_session_ends_after_a_hundred_messages(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    room = await circle(kring, anna)
    sent = [await _say(kring, room, f"{number}") for number in range(102)]

    assert await _reads(anna, sent[-1]) == "101"

    sessions = [await _session(anna, sent[index]) for index in (0, 99, 100, 101)]
    assert sessions[0] == sessions[1]
    assert sessions[1] != sessions[2]
    assert sessions[2] == sessions[3]


@pytest.mark.parametrize("fate", [Fate.BAD_GATEWAY, Fate.LIMITED, Fate.DROP, Fate.LOSE, Fate.TWICE])
@pytest.mark.parametrize(
    "where", [r"sendToDevice/m\.room\.encrypted", r"keys/claim", r"keys/query"]
)
async def test_a_fault_while_handing_out_keys_leaves_nobody_deaf(
    proxy: Proxy, new_kring: NewKring, new_person: NewPerson, fate: Fate, where: str
) -> None:
    kring, anna = await new_kring(url=proxy.url), await new_person("anna")
    room = await circle(kring, anna)
    rule = proxy.add(Rule(where, fate, times=2))

    sent = await _insist(kring, room, "ondanks alles")

    assert rule.hits > 0
    assert await _reads(anna, sent) == "ondanks alles"


async def test_a_message_waits_as_long_as_its_key_cannot_be_handed_out(
    proxy: Proxy, new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(url=proxy.url), await new_person("anna")
    room = await circle(kring, anna)
    rule = proxy.add(Rule(r"sendToDevice", Fate.BAD_GATEWAY))
    before = proxy.count(r"PUT .*/send/")

    with pytest.raises(Later):
        await kring.edge.send(room, speech("later"), "later-1")
    assert proxy.count(r"PUT .*/send/") == before
    proxy.remove(rule)

    assert await _reads(anna, await kring.edge.send(room, speech("later"), "later-1")) == "later"


@pytest.mark.parametrize("fate", [Fate.LOSE, Fate.TWICE, Fate.DROP, Fate.BAD_GATEWAY, Fate.LIMITED])
async def test_a_fault_while_sending_sends_nothing_twice(
    proxy: Proxy, new_kring: NewKring, new_person: NewPerson, fate: Fate
) -> None:
    kring, anna = await new_kring(url=proxy.url), await new_person("anna")
    room = await circle(kring, anna)
    rule = proxy.add(Rule(r"/send/m\.room\.encrypted", fate, times=2))

    sent = await _insist(kring, room, "eens")
    last = await _say(kring, room, "daarna")

    await _reads(anna, last)
    said = [h.event for h in anna.transcript.all() if h.content.get("body") == "eens"]
    assert rule.hits == 2
    assert set(said) == {sent}


async def test_a_device_without_one_time_keys_reads_along_once_it_has_them_again(
    server: Homeserver, new_kring: NewKring, new_person: NewPerson
) -> None:
    clock = FakeClock()
    kring, anna, bram = (
        await new_kring(clock=clock),
        await new_person("anna"),
        await new_person("bram"),
    )
    room = await circle(kring, anna, bram)
    async with bram.offline():
        http = Http(server.url)
        http.use_token(anna.client.access_token)
        wish = {"one_time_keys": {bram.user: {bram.device: "signed_curve25519"}}}
        while (await http.request("POST", path("keys", "claim"), wish))["one_time_keys"]:
            pass
        await http.close()
        first = await _say(kring, room, "zonder bram")
        assert await _reads(anna, first) == "zonder bram"
    # Bram's client is back and uploads new keys; that is what its next message waits for.
    await kring.hears(await bram.say(room, "ik ben terug"))
    clock.ahead += UNREACHABLE_MILLISECONDS

    assert await _reads(bram, await _say(kring, room, "met bram")) == "met bram"
    assert await _cannot_read(bram, first)


async def test_after_a_restart_people_still_read_kring_and_kring_them(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    room = await circle(kring, anna)
    await _reads(anna, await _say(kring, room, "ervoor"))
    device = kring.edge.device_id
    await kring.restart()

    assert kring.edge.device_id == device
    assert await _reads(anna, await _say(kring, room, "erna")) == "erna"
    await kring.hears(await anna.say(room, "hoi"))
    assert kring.said(room) == ["hoi"]
