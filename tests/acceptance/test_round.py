"""A whole session, from hello to closed, as people in the room hear it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping

import pytest

from bot.demo.heard import Heard
from tests.acceptance import contract
from tests.acceptance.conftest import NewTable
from tests.acceptance.table import Table
from tests.conftest import People

STORIES = (
    "De soep van mijn moeder ruikt nog altijd naar prei",
    "Ik kom hier omdat de fanfare vroeger langs ons huis liep",
    "Mijn buurman laat elke ochtend twee honden uit in de regen",
    "Op zolder staat een kist met brieven van mijn oma",
    "De laatste bus naar Appelscha reed zonder licht",
    "Ik heb nooit leren zwemmen en dat zegt iets over thuis",
)


async def around(table: Table, turn: Heard, stories: Mapping[str, str]) -> Heard:
    """Let everyone speak and be done in turn; return the check-out."""
    while True:
        speaker = table.person(turn.mentions[0])
        await table.says(speaker, stories[speaker.user])
        await table.taps(speaker, turn)
        if len(stories) == 1:
            return await table.hears("check-out")
        stories = {user: story for user, story in stories.items() if user != speaker.user}
        turn = await table.hears("turn")


DUTCH = ("!start kampvuur Thuis", "ik doe mee", "akkoord", "!klaar", "!volgende", "Thuis")
ENGLISH = ("!start campfire Home", "I join", "!agree", "!done", "!next", "Home")


@pytest.mark.parametrize("typed", [DUTCH, pytest.param(ENGLISH, marks=pytest.mark.campaign)])
async def test_six_people_speak_in_turn_from_hello_to_closed(
    table: NewTable, typed: tuple[str, ...]
) -> None:
    start, joins, agrees, done, onward, theme = typed
    here = await table(7)
    reader, *circle = here.people[::-1]
    await here.host.say(here.room, start)
    gathering = await here.hears("gathering")
    assert theme in gathering.body
    assert gathering.block["format"] == "campfire"
    assert gathering.block["session"]
    for person in circle:
        await person.say(here.room, joins)
    agreements = await here.asks(here.host, onward, "agreements")
    assert "6 mensen doen mee" in agreements.body
    assert "één persoon mee" in agreements.body
    assert "!nood" in agreements.body
    for person in circle:
        await person.say(here.room, agrees)
    spoke = []
    for person, story in zip(circle, STORIES, strict=True):
        turn = await here.hears("turn")
        assert turn.mentions == (person.user,)
        assert turn.block["person"] == person.user
        assert turn.block["kind"] == "round"
        assert turn.block["until"] > turn.at
        assert person.name in contract.announcement(turn)
        # The prompt is given once, in the first turn's message.
        assert ("rond" in turn.body) == (person is circle[0])
        await here.says(person, story)
        await person.say(here.room, done)
        spoke.append(turn)
    check_out = await here.hears("check-out")
    assert check_out.block["kind"] == "ask"
    assert check_out.mentions == ()
    for person in circle:
        await here.says(person, f"{person.name.lower()} gaat lichter weg dan gisteren")
    after_talk = await here.hears("after-talk")
    assert after_talk.block["kind"] == "hold"
    await here.says(reader, "Bedankt dat ik hier mocht zitten meelezen")
    closed = await here.asks(here.host, onward, "closed")
    assert closed.block["session"] == gathering.block["session"]
    assert (closed.block["stage"], closed.block["kind"]) == (None, None)
    assert "!nood" in closed.body
    assert len({turn.block["stage"] for turn in spoke}) == 1
    # Closed comes once; afterwards there is no session any more.
    again = await here.asks(here.host, onward, "fault")
    assert again.block["session"] is None
    for message in contract.said(here.host.transcript.all(), here.kring.user, here.room):
        assert "**" not in message.body
        assert "{" not in message.body
        assert not re.search(r"!(\s|$)", message.body), "no exclamation marks"


async def test_kring_is_led_by_mention(table: NewTable) -> None:
    here = await table(4)
    kring, me = here.kring.user, here.host
    await me.say(here.room, f"{kring} start kampvuur Thuis", mentions=[kring])
    await here.hears("gathering")
    for person in here.people[:3]:
        await person.say(here.room, f"{kring}: ik doe mee", mentions=[kring])
    await me.say(here.room, f"{kring}: volgende", mentions=[kring])
    await here.hears("agreements")
    for person in here.people[:3]:
        await person.say(here.room, f"{kring}: akkoord", mentions=[kring])
    turn = await here.hears("turn")
    await here.person(turn.mentions[0]).say(here.room, f"{kring}, klaar", mentions=[kring])
    assert (await here.hears("turn")).mentions != turn.mentions
    await me.say(here.room, f"{kring}: stop", mentions=[kring])
    await here.hears("closed")


async def test_everything_of_a_session_is_encrypted_and_no_word_travels_outside(
    table: NewTable,
) -> None:
    here = await table(4)
    stories = {str(one.user): story for one, story in zip(here.people, STORIES, strict=False)}
    turn = await here.begins(*here.people)
    await around(here, turn, stories)
    for person in here.people:
        await here.says(person, f"{person.name.lower()} neemt de stilte mee naar buiten")
    await here.hears("after-talk")
    await here.stops()
    wire = await here.raw()
    outside = [event for event in wire if event["type"] != "m.room.encrypted"]
    assert {event["type"] for event in wire if event["sender"] == here.kring.user} <= {
        "m.room.encrypted",
        "m.room.member",
        "m.reaction",
    }
    for event in outside:
        for sentence in [*here.sentences, "Thuis", "vuur"]:
            assert sentence not in str(event["content"])
    for event in wire:
        if event["type"] == "m.room.encrypted":
            assert set(event["content"]) <= {
                "algorithm", "ciphertext", "device_id", "sender_key", "session_id",
                "m.relates_to",
            }  # fmt: skip


async def test_buttons_stand_under_turns_and_a_pause_once_a_stage(table: NewTable) -> None:
    here = await table(3)
    first = await here.begins(*here.people)
    for key in ("✅", "⏭️", "⏸️"):
        await here.sees(f"a button {key}", key, first.event)
    await here.taps(here.person(first.mentions[0]), first, "✅")
    second = await here.hears("turn")
    for key in ("✅", "⏭️"):
        await here.sees(f"a button {key}", key, second.event)
    await here.stops()


@pytest.mark.parametrize("key", ["✅", "✅️", "✅🏽"])
async def test_a_tap_counts_however_a_client_writes_it(table: NewTable, key: str) -> None:
    here = await table(3)
    turn = await here.begins(*here.people)
    await here.taps(here.person(turn.mentions[0]), turn, key)
    assert (await here.hears("turn")).mentions != turn.mentions
    await here.stops()


async def test_passing_and_pausing_by_tap_without_a_variation_selector(table: NewTable) -> None:
    here = await table(3)
    turn = await here.begins(*here.people)
    passed = turn.mentions
    await here.taps(here.person(passed[0]), turn, "⏭")
    turn = await here.hears("turn")
    assert turn.mentions != passed
    await here.taps(here.guests[0], turn, "⏸")
    await here.hears("paused")
    await here.asks(here.guests[0], "verder", "resumed")
    await here.stops()


async def test_a_tap_of_another_or_under_an_old_turn_means_nothing(table: NewTable) -> None:
    here = await table(3)
    first = await here.begins(*here.people)
    speaker = here.person(first.mentions[0])
    other = next(person for person in here.people if person is not speaker)
    await here.taps(other, first, "✅")
    await here.taps(other, first, "❤️")
    await here.quiet()
    await here.taps(speaker, first, "✅")
    second = await here.hears("turn")
    await here.taps(here.person(second.mentions[0]), first, "⏭️")
    await here.taps(speaker, first, "⏭️")
    await here.quiet()
    await here.stops()


async def test_who_passes_is_offered_the_floor_once_more_and_later_comes_last(
    table: NewTable,
) -> None:
    here = await table(4)
    passer, later, third, fourth = here.people
    turn = await here.begins(*here.people)
    assert turn.mentions == (passer.user,)
    await passer.say(here.room, "pas")
    assert (await here.hears("turn")).mentions == (later.user,)
    await later.say(here.room, "later")
    assert (await here.hears("turn")).mentions == (third.user,)
    await third.say(here.room, "!klaar")
    assert (await here.hears("turn")).mentions == (fourth.user,)
    await fourth.say(here.room, "ik ben klaar")
    assert (await here.hears("turn")).mentions == (later.user,)
    await later.say(here.room, "klaar")
    again = await here.hears("turn")
    assert again.mentions == (passer.user,)
    assert "wil je nu nog" in again.body
    await passer.say(here.room, "!pas")
    await here.hears("check-out")
    await here.stops()


async def test_media_are_words(table: NewTable) -> None:
    here = await table(3)
    turn = await here.begins(*here.people)
    speaker = here.person(turn.mentions[0])
    other = next(person for person in here.people[1:] if person is not speaker)
    for msgtype in ("m.audio", "m.image"):
        content = {"msgtype": msgtype, "body": "opname.ogg", "url": "mxc://localhost/nothing"}
        await speaker.send(here.room, "m.room.message", content)
    await speaker.send(here.room, "m.sticker", {"body": "zon", "info": {}, "url": "mxc://a/b"})
    await here.quiet()
    # Out of turn they are words too: one reminder to all, naming nobody.
    content = {"msgtype": "m.image", "body": "foto.jpg", "url": "mxc://localhost/nothing"}
    await other.send(here.room, "m.room.message", content)
    reminder = await here.hears("reminder-all")
    assert reminder.mentions == ()
    assert other.name not in reminder.body
    await other.send(here.room, "m.room.message", content)
    await here.quiet()
    # What stands under one may be a call for help, or another command.
    called = content | {"filename": "foto.jpg", "body": "!nood"}
    await other.send(here.room, "m.room.message", called)
    assert "112" in (await here.hears("crisis")).body
    await here.taps(speaker, turn)
    turn = await here.hears("turn")
    await here.asks(here.host, "!stop", "closed")


async def test_a_word_of_support_is_let_be(table: NewTable) -> None:
    here = await table(3)
    turn = await here.begins(*here.people)
    for person in here.people:
        if person.user != turn.mentions[0]:
            await person.say(here.room, "wat mooi gezegd ❤️")
    await here.quiet()
    await here.stops()


async def test_all_at_once_is_heard_in_full_and_answered_once(table: NewTable) -> None:
    here = await table(6)
    await here.host.say(here.room, "!start kampvuur Thuis")
    gathering = await here.hears("gathering")
    await asyncio.gather(*(here.taps(person, gathering) for person in here.people))
    agreements = await here.asks(here.host, "!volgende", "agreements")
    assert "6 mensen doen mee" in agreements.body
    await asyncio.gather(*(person.say(here.room, "akkoord") for person in here.people))
    turn = await here.hears("turn")
    everyone = [person for person in here.people for _ in range(4)]
    await asyncio.gather(
        *(here.says(person, f"dat herken ik van heel vroeger thuis {number}")
          for number, person in enumerate(everyone))
    )  # fmt: skip
    await here.hears("reminder-all")
    await asyncio.gather(*(here.taps(person, turn) for person in here.people))
    assert (await here.hears("turn")).mentions != turn.mentions
    await asyncio.gather(*(person.say(here.room, "pauze") for person in here.people))
    await here.hears("paused")
    await here.quiet()
    await here.stops()


async def test_in_a_spoken_session_the_room_may_talk(table: NewTable) -> None:
    here = await table(3)
    await here.host.say(here.room, "!start kampvuur gesproken Thuis")
    gathering = await here.hears("gathering")
    assert "Thuis" in gathering.body
    assert "gesproken" not in gathering.body
    for person in here.people:
        await here.taps(person, gathering)
    agreements = await here.asks(here.host, "!volgende", "agreements")
    for person in here.people:
        await here.taps(person, agreements)
    turn = await here.hears("turn")
    for person in here.people:
        await here.says(person, "wie wil er straks nog een kop thee van mij")
    await here.quiet()
    await here.taps(here.person(turn.mentions[0]), turn)
    await here.hears("turn")
    await here.stops()


async def test_check_out_is_answered_by_words_a_picture_or_a_pass(table: NewTable) -> None:
    here = await table(3)
    turn = await here.begins(*here.people)
    for number in range(3):
        await here.taps(here.person(turn.mentions[0]), turn)
        turn = await here.hears("turn" if number < 2 else "check-out")
    a, b, c = here.people
    await a.send(
        here.room, "m.room.message", {"msgtype": "m.image", "body": "x", "url": "mxc://a/b"}
    )
    await here.taps(b, turn, "⏭️")
    await here.quiet()
    await here.says(c, "rustig en een beetje moe van alles")
    await here.hears("after-talk")
    await here.stops()


async def test_a_theme_is_shown_as_it_is_now(table: NewTable, people: People) -> None:
    here = await table(2)
    here.sentences += ["Verlies", "Opnieuw beginnen"]
    start = await here.host.say(here.room, "!start kampvuur Verlies")
    assert "Verlies" in (await here.hears("gathering")).body
    await here.host.edit(here.room, start, "!start kampvuur Opnieuw beginnen")
    eva = await people("Eva")
    await here.host.invite(here.room, eva.user)
    await eva.join(here.room)
    welcome = await here.hears("welcome-newcomer")
    assert "Opnieuw beginnen" in welcome.body
    assert "Verlies" not in welcome.body
    assert welcome.mentions == (eva.user,)
    await here.host.redact(here.room, start)
    dirk = await people("Dirk")
    await here.host.invite(here.room, dirk.user)
    await dirk.join(here.room)
    welcome = await here.hears("welcome-newcomer")
    assert "niet meer te lezen" in welcome.body
    await here.stops()
