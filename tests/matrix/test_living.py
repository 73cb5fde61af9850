"""Starting, staying logged in, invitations, private rooms, and who may lead."""

from __future__ import annotations

import asyncio
import json
import stat
from pathlib import Path
from typing import Any

import pytest

from bot.core.people import RoomId
from bot.demo.homeserver import Homeserver
from bot.matrix.client import Edge
from bot.matrix.faults import EdgeFault, Refused
from bot.matrix.http import Http, path
from bot.ports import Membership, SystemClock
from tests.matrix.conftest import NewKring, NewPerson, NewUser, circle
from tests.matrix.kring import PASSWORD, WAIT_SECONDS, Kring, speech
from tests.matrix.proxy import Fate, Proxy, Rule
from tests.waiting import until


async def test_a_login_that_the_homeserver_no_longer_knows_stops_kring_with_one_line(
    server: Homeserver, new_kring: NewKring
) -> None:
    kring = await new_kring()
    session = json.loads((kring.folder / "keys" / "matrix-session.json").read_text())
    http = Http(server.url)
    http.use_token(session["access_token"])
    await http.request("POST", path("logout"), {})
    await http.close()

    with pytest.raises(EdgeFault, match="no longer knows Kring's login") as fault:
        await kring.until(lambda: False, "the fault")

    assert "\n" not in str(fault.value)
    with pytest.raises(EdgeFault, match="no longer knows Kring's login"):
        await kring.restart()


async def test_a_wrong_password_stops_kring_with_one_line(
    server: Homeserver, new_user: NewUser, tmp_path: Path
) -> None:
    edge = Edge(
        homeserver=server.url,
        user_id=await new_user("kring"),
        password=lambda: "niet dit",
        device_name="Kring",
        data_dir=tmp_path / "data",
        keys_dir=tmp_path / "keys",
        may_invite=lambda _: True,
        allowed_bots=lambda _: False,
        allowed_widgets=lambda _: False,
        clock=SystemClock(),
    )
    with pytest.raises(EdgeFault, match="does not accept Kring's user and password") as fault:
        await edge.open()
    await edge.close()
    assert "niet dit" not in str(fault.value)


@pytest.mark.campaign
async def test_kring_waits_for_a_homeserver_that_is_away(
    server: Homeserver, proxy: Proxy, new_user: NewUser, tmp_path: Path
) -> None:
    faults = [proxy.add(Rule(r".", fate, times=2)) for fate in (Fate.DROP, Fate.BAD_GATEWAY)]
    faults.append(proxy.add(Rule(r"/sync", Fate.LIMITED, times=2, retry_after_ms=10)))
    kring = Kring(proxy.url, await new_user("kring"), tmp_path)
    try:
        await kring.open()
    finally:
        await kring.edge.close()
    assert [rule.hits for rule in faults] == [2, 2, 2]


async def test_what_kring_keeps_is_readable_by_its_own_user_alone(new_kring: NewKring) -> None:
    kring = await new_kring()

    kept = [path for path in kring.folder.rglob("*") if path != kring.folder]

    modes = {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in kept}
    folders = {"data", "keys", "matrix"}  # who may enter data is not for the edge to say
    assert {modes[name] for name in modes.keys() - folders} == {"0o600"}, modes
    assert (modes["keys"], modes["matrix"]) == ("0o700", "0o700")
    assert PASSWORD.encode() not in b"".join(p.read_bytes() for p in kept if p.is_file())


async def test_without_its_keys_kring_comes_back_as_a_further_device_that_is_read(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    room = await circle(kring, anna)
    before = kring.edge.device_id
    await kring.edge.close()
    for file in (kring.folder / "data" / "matrix").iterdir():
        file.unlink()  # a backup that was put back holds none of these

    await kring.restart()
    sent = await kring.edge.send(room, speech("ik ben er weer"), "back-1")

    assert kring.edge.device_id != before
    await anna.transcript.until(lambda heard: heard.event == sent and heard.body != "")
    await kring.hears(await anna.say(room, "fijn"))
    assert kring.said(room) == ["fijn"]


async def test_an_invitation_that_a_kill_interrupted_is_accepted_after_it(
    proxy: Proxy, new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(url=proxy.url), await new_person("anna")
    rule = proxy.add(Rule(r"POST .*/join", Fate.HOLD))
    room = await anna.create_room(invite=[kring.user])
    await kring.step()

    async def is_tried() -> bool:
        return rule.hits > 0

    await until(is_tried, "an attempt to join")
    await kring.edge.close()
    proxy.remove(rule)

    await kring.restart()
    await kring.joins(room)

    joins = [event for event in kring.of(Membership) if event.user == kring.user]
    assert len(joins) == 1


async def test_joining_is_tried_again_when_the_homeserver_stumbles(
    proxy: Proxy, new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(url=proxy.url), await new_person("anna")
    rule = proxy.add(Rule(r"POST .*/join", Fate.BAD_GATEWAY, times=1))

    await kring.joins(await anna.create_room(invite=[kring.user]))

    assert rule.hits == 1


async def test_an_invitation_from_elsewhere_is_declined(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    anna, bram = await new_person("anna"), await new_person("bram")
    kring = await new_kring(may_invite=lambda user: user == anna.user)
    declined = await bram.create_room(invite=[kring.user])
    accepted = await anna.create_room(invite=[kring.user])

    await kring.joins(accepted)

    left = await bram.transcript.until(
        lambda heard: (
            heard.room == declined
            and heard.state_key == kring.user
            and heard.content["membership"] == "leave"
        )
    )
    assert left.sender == kring.user
    assert all(room != declined for room, _ in kring.heard)


async def test_a_private_room_is_one_of_two_that_was_meant_so(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    chat = await anna.create_room(invite=[kring.user], direct=True)
    room = await circle(kring, anna)
    await kring.joins(chat)

    assert kring.edge.is_private(chat)
    assert not kring.edge.is_private(room)
    assert await kring.edge.open_private(anna.user, encrypted=True) == chat
    await kring.restart()
    assert kring.edge.is_private(chat)
    assert not kring.edge.is_private(room)


async def test_a_private_room_is_opened_once_of_each_kind(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    await circle(kring, anna)

    plain = await kring.edge.open_private(anna.user, encrypted=False)
    explanation = speech("Zo kun je meelezen") | {"kring.moment": {"moment": "help"}}
    sent = await kring.edge.send(plain, explanation, "explain-1")
    sealed = await kring.edge.open_private(anna.user, encrypted=True)

    assert plain != sealed
    assert not kring.edge.is_encrypted(plain)
    assert kring.edge.is_encrypted(sealed)
    assert kring.edge.is_private(plain)
    assert await kring.edge.open_private(anna.user, encrypted=False) == plain
    await anna.join(plain)
    read = await anna.transcript.until(lambda heard: heard.event == sent)
    assert (read.body, read.encrypted) == ("Zo kun je meelezen", False)
    await kring.restart()
    assert await kring.edge.open_private(anna.user, encrypted=False) == plain
    assert await kring.edge.open_private(anna.user, encrypted=True) == sealed


async def test_who_made_a_room_of_version_12_may_lead_there(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna, bram = await new_kring(), await new_person("anna"), await new_person("bram")
    room = await circle(kring, anna, bram)
    levels = (await anna.client.room_get_state_event(room, "m.room.power_levels")).content
    assert anna.user not in levels["users"]

    assert kring.edge.may_lead(room, anna.user)
    assert not kring.edge.may_lead(room, bram.user)
    levels["users"][bram.user] = 50
    await anna.set_state(room, "m.room.power_levels", levels)
    await kring.until(lambda: kring.edge.may_lead(room, bram.user), "the power")
    await kring.restart()
    assert kring.edge.may_lead(room, anna.user)
    assert kring.edge.may_lead(room, bram.user)


async def test_the_facts_of_a_room_are_as_they_are_now(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna, bram = await new_kring(), await new_person("anna"), await new_person("bram")
    safe = await circle(kring, anna, bram)
    facts = await kring.edge.facts(safe)
    assert facts.members == tuple(sorted([anna.user, bram.user]))
    assert (facts.faults, facts.unreadable) == ((), ())
    unsafe = await anna.create_room(
        invite=[kring.user], encrypted=False, invite_only=False, history="shared", guests=True
    )
    await kring.joins(unsafe)
    facts = await kring.edge.facts(unsafe)
    assert facts.faults == ("not-encrypted", "open-to-all", "guests", "history")


async def test_a_message_to_a_room_kring_is_not_in_is_refused(new_kring: NewKring) -> None:
    kring = await new_kring()
    with pytest.raises(Refused):
        await kring.edge.send(RoomId("!nergens:localhost"), speech("hoi"), "nowhere-1")


async def test_one_time_keys_never_run_out(
    proxy: Proxy, new_kring: NewKring, new_person: NewPerson
) -> None:
    counts: list[int] = []

    def count(answer: dict[str, Any]) -> dict[str, Any]:
        counts.append(answer.get("device_one_time_keys_count", {}).get("signed_curve25519", 0))
        return answer

    kring, anna = await new_kring(url=proxy.url), await new_person("anna")
    room = await circle(kring, anna)
    proxy.add(Rule(r"/sync", Fate.REWRITE, rewrite=count))
    body = {"one_time_keys": {kring.user: {kring.edge.device_id: "signed_curve25519"}}}
    http = Http(proxy.url)
    http.use_token(anna.client.access_token)
    for _ in range(45):
        await http.request("POST", path("keys", "claim"), body)
    await http.close()

    async with asyncio.timeout(WAIT_SECONDS):
        while not (len(counts) > 1 and counts[-1] >= 45):
            await anna.say(room, "hoi")
            await kring.step()
    assert min(counts) < 25
