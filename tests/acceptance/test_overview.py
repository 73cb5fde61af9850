"""``!overzicht`` with real clients: one message, kept true by edits, that disturbs nobody."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.demo.heard import Heard
from bot.demo.person import Person
from tests.acceptance.conftest import NewTable, nothing_leaked
from tests.acceptance.table import Table
from tests.conftest import NewKring, People
from tests.jsclient.conftest import JsPeople, installed, js_people

__all__ = ["installed", "js_people"]


def new(edit: Heard) -> dict[str, Any]:
    """What a message says after an edit."""
    content = edit.content["m.new_content"]
    assert isinstance(content, dict)
    return content


async def test_one_message_tells_where_we_are_from_the_gathering_to_the_close(
    table: NewTable,
) -> None:
    here = await table(5)
    *three, reader = here.guests
    assert "!start" in (await here.asks(reader, "!overzicht", "help")).body
    await here.host.say(here.room, "!start kampvuur Thuis")
    gathering = await here.hears("gathering")
    overview = await here.asks(reader, "!overzicht", "help")
    assert overview.block["session"] == gathering.block["session"]
    assert overview.block["person"] is None
    assert overview.mentions == ()
    assert "verzamelen" in overview.body
    # A burst of changes does not become a burst of edits.
    await asyncio.gather(*(here.taps(one, gathering) for one in three))
    await here.reads(overview, *(one.name for one in three), "Er lezen 2 mensen mee")
    agreements = await here.asks(here.host, "!volgende", "agreements")
    await here.reads(overview, "afspraken", without=[three[0].name])
    assert len([one for one in here.edits(overview) if "verzamelen" in one.body]) <= 2
    for one in three:
        await here.taps(one, agreements)
    turn = await here.hears("turn")
    anna = here.person(turn.mentions[0])
    shown = await here.reads(overview, "eerste ronde", f"Aan het woord: {anna.name}")
    _, _, waiting = new(shown)["body"].partition("Nog aan de beurt: ")
    assert all((one.name in waiting) == (one is not anna) for one in three)
    assert "Daarna komt: afscheid nemen" in waiting

    # Asked again it is not sent anew: a short answer points back to it.
    again = await here.asks(here.host, "!overview", "help")
    assert again.content["m.relates_to"] == {"m.in_reply_to": {"event_id": overview.event}}
    assert [one.name for one in three if one.name in again.body] == [anna.name]

    noor = next(one for one in three if one is not anna)
    await here.asks(noor, "pauze", "paused")
    shown = await here.reads(overview, "pauze", f"Aan het woord: {anna.name}")
    assert noor.name not in new(shown)["body"].partition("Nog aan de beurt")[0]
    await here.asks(noor, "verder", "resumed")
    await here.says(anna, "Bij mij thuis staat de radio altijd te zacht")
    await here.taps(anna, turn)
    turn = await here.hears("turn")
    bram = here.person(turn.mentions[0])
    await here.reads(overview, f"Geweest: {anna.name}", f"Aan het woord: {bram.name}")
    await who_leaves_is_not_named(here, overview, bram)

    closed = await here.stops()
    shown = await here.reads(overview, "afgelopen", without=[one.name for one in three])
    assert shown.block["session"] == closed.block["session"]
    own = [one for one in here.host.transcript.all() if one.sender == here.kring.user]
    assert own.index(shown) < own.index(closed), "the close is the last thing of a session"
    edits = here.edits(overview)
    assert len({one.block["id"] for one in (overview, *edits)}) == len(edits) + 1
    assert all(one.mentions == () for one in edits)
    assert "!start" in (await here.asks(reader, "!overzicht", "help")).body


async def who_leaves_is_not_named(here: Table, overview: Heard, speaker: Person) -> None:
    """R6: who leaves stays where they stood until the turn ends, and then is not told of."""
    shown = new(here.edits(overview)[-1])["body"]
    _, _, waiting = shown.partition("Nog aan de beurt: ")
    leaver = next(one for one in here.guests if one.name in waiting)
    await leaver.leave(here.room)
    await here.quiet()
    assert leaver.name in new(here.edits(overview)[-1])["body"]
    await speaker.say(here.room, "klaar")
    await here.hears("left")
    await here.hears("check-out")
    await here.reads(overview, "afscheid nemen", without=[leaver.name, speaker.name])


async def test_an_overview_that_was_removed_comes_anew_when_asked_for(table: NewTable) -> None:
    here = await table(3)
    turn = await here.begins(*here.people)
    overview = await here.asks(here.host, "!overzicht", "help")
    await here.host.redact(here.room, overview.event)
    await here.taps(here.person(turn.mentions[0]), turn)
    await here.hears("turn")
    anew = await here.asks(here.host, "!overzicht", "help")
    assert "m.relates_to" not in anew.content
    assert "Geweest" in anew.body
    assert here.edits(overview) == []
    await here.stops()


async def test_a_strict_client_shows_what_is_edited_as_it_reads_now(
    people: People, js_people: JsPeople, kring: NewKring
) -> None:
    """The overview, and a harvest in which that client itself takes a line back."""
    samira, bram = await people("Samira"), await people("Bram")
    noor = await js_people("Noor")
    bot = await kring()
    room = await samira.create_room(invite=[bram.user, noor.user])
    await bram.join(room)
    await noor.join(room)
    await samira.invite(room, bot.user)
    here = Table(bot, room, [samira, bram])
    await here.hears("hello")
    gathering = await here.asks(samira, "!start praatvloer", "gathering")
    overview = await here.asks(samira, "!overzicht", "help")
    await noor.reads(overview.event)
    await noor.say(room, "ik doe mee")
    for one in (samira, bram):
        await here.taps(one, gathering)
    agreements = await here.asks(samira, "!volgende", "agreements")
    await noor.say(room, "akkoord")
    for one in (samira, bram):
        await here.taps(one, agreements)
    await here.hears("stage")
    shown = new(await here.reads(overview, "het vrije woord"))["body"]
    assert await noor.shows(overview.event, shown) == shown
    again = await here.asks(bram, "!overzicht", "help")
    assert (await noor.reads(again.event)).body == again.body

    await samira.say(room, "!volgende")
    lines = {
        noor.user: "een fles water voor onderweg naar huis",
        samira.user: "dat ik morgen mijn zus weer bel",
        bram.user: "drie nieuwe namen en een gezicht",
    }
    say = {one.user: one.say for one in (samira, bram)} | {noor.user: noor.say}
    for _ in lines:
        [speaker] = (await here.hears("turn")).mentions
        await say[speaker](room, lines[speaker])
        await say[speaker](room, "klaar")
    harvest = await here.hears("harvest")
    assert all(words in harvest.body for words in lines.values())
    await noor.reads(harvest.event)
    await noor.say(room, "!intrekken")
    shown = new(await here.reads(harvest, without=[lines[noor.user]]))["body"]
    assert await noor.shows(harvest.event, shown) == shown
    assert lines[bram.user] in shown
    await here.hears("check-out")
    await here.stops()
    await noor.shows(overview.event, "afgelopen")
    assert not noor.unreadable
    await here.check()
    nothing_leaked(bot, list(lines.values()), here.people)
