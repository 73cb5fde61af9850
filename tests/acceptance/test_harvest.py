"""The harvest with real clients: lines are repeated, and each can take back their own."""

from __future__ import annotations

from bot.core.people import EventId
from bot.demo.heard import Heard
from bot.demo.person import Person
from tests.acceptance.conftest import NewTable
from tests.acceptance.table import Table
from tests.conftest import People

LINES = (
    "dat ik niet de enige ben met een volle la",
    "een lijstje met namen die ik mag bellen",
    "dat stilte ook een antwoord kan zijn",
    "de geur van soep op de gang",
)


async def rounds(here: Table, *people: Person) -> Heard:
    """Come to the harvest with these people in the circle; return the first turn."""
    agreements = await here.gathers(*people, start="!start praatvloer")
    for person in people:
        await here.taps(person, agreements)
    await here.hears("stage")
    await here.host.say(here.room, "!volgende")
    return await here.hears("turn")


async def brings(here: Table, person: Person, line: str) -> EventId:
    """Let somebody say their line in their turn, and be done."""
    said = await here.says(person, line)
    await person.say(here.room, "!klaar")
    return said


async def test_lines_are_repeated_and_taken_back_in_every_way(
    table: NewTable, people: People
) -> None:
    leaver = await people("Ilse")
    here = await table([*(await table(4)).people, leaver])
    anna, bram, noor = here.guests[:3]
    turn = await rounds(here, anna, bram, noor, leaver)
    assert turn.mentions == (anna.user,)
    assert "Wat neem je mee" in turn.body
    first = await brings(here, anna, LINES[0])
    await here.hears("turn")
    # The last words of a turn are the line, and a word that was mended counts as mended.
    await here.says(bram, "even denken hoor wat was het ook alweer")
    second = await here.says(bram, "een lijst met namen")
    await here.host.transcript.until(lambda one: one.event == second and one.body != "")
    here.sentences.append(LINES[1])
    await bram.edit(here.room, second, LINES[1])
    await bram.say(here.room, "klaar")
    await here.hears("turn")
    third = await noor.send(
        here.room, "m.room.message",
        {"msgtype": "m.audio", "body": "opname-van-noor.ogg", "url": "mxc://a/b"},
    )  # fmt: skip
    await noor.say(here.room, "klaar")
    await here.hears("turn")
    await brings(here, leaver, LINES[3])
    harvest = await here.hears("harvest")
    assert harvest.mentions == ()
    assert harvest.block["person"] is None
    for person, line in ((anna, LINES[0]), (bram, LINES[1]), (leaver, LINES[3])):
        assert f"{person.name}: {line}" in harvest.body
    assert f"{noor.name}: zie het bericht zelf" in harvest.body
    assert "opname-van-noor" not in str(harvest.content)
    await here.hears("check-out")

    # Changed by its author, it reads as it does now.
    changed = "een briefje met twee namen om te bellen"
    here.sentences.append(changed)
    await bram.edit(here.room, second, changed)
    await here.reads(harvest, changed, without=[LINES[1]])
    # Taken back by a reply to it; what is another's, only they can take back.
    await anna.say(here.room, "!intrekken", reply_to=second)
    await here.hears("fault")
    await bram.say(here.room, "!intrekken", reply_to=second)
    await here.reads(harvest, LINES[0], without=[changed, bram.name])
    # Taken back by removing the message it stands in, and without pointing at anything.
    await anna.redact(here.room, first)
    await here.reads(harvest, LINES[3], without=[anna.name])
    await noor.say(here.room, "!withdraw")
    await here.reads(harvest, LINES[3], without=[noor.name])
    assert third
    # The line of somebody who left stays theirs: it is there until they remove it.
    await leaver.leave(here.room)
    await here.hears("left")
    await here.asks(anna, "!intrekken", "fault")
    assert LINES[3] in here.edits(harvest)[-1].content["m.new_content"]["body"]
    await here.stops()

    edits = here.edits(harvest)
    assert len(edits) == 4
    assert len({one.block["id"] for one in (harvest, *edits)}) == 5
    assert all(one.moment == "harvest" and one.mentions == () for one in edits)
    assert all(one.block["stage"] == "check-out" for one in edits)
    await after_the_close(here, harvest, anna, bram)


async def after_the_close(here: Table, harvest: Heard, anna: Person, bram: Person) -> None:
    """Where it stands is known; whose lines stand there is not, so all of it can be taken away."""
    pointing = await here.asks(anna, "!overzicht", "help")
    to_harvest = {"m.in_reply_to": {"event_id": harvest.event}}
    assert pointing.content["m.relates_to"] == to_harvest
    assert "Antwoord" in (await here.asks(anna, "!intrekken", "fault")).body
    await a_learning_group_looks_back(here, to_harvest)
    await bram.say(here.room, "!intrekken", reply_to=harvest.event)
    told = await here.hears("help")
    assert "weggehaald" in told.body
    assert told.mentions == ()
    gone = [harvest.event, *(one.event for one in here.edits(harvest))]
    left = {one["event_id"]: one["content"] for one in await here.raw()}
    assert [left[event] for event in gone] == [{}] * len(gone), "with all that it said before"
    await bram.say(here.room, "!intrekken", reply_to=harvest.event)
    await here.hears("fault")
    assert "m.relates_to" not in (await here.asks(anna, "!overzicht", "help")).content


async def a_learning_group_looks_back(here: Table, to_harvest: object) -> None:
    """The next meeting answers to the lines of the last one, with its goal, and repeats none of them."""
    here.sentences.append("samen eten op dinsdag")
    agreements = await here.gathers(
        *here.guests[:3], start="!start leergroep samen eten op dinsdag"
    )
    for person in here.guests[:3]:
        await here.taps(person, agreements)
    looking = await here.hears("stage")
    assert (looking.block["stage"], looking.mentions) == ("look-back", ())
    assert looking.content["m.relates_to"] == to_harvest
    assert "samen eten op dinsdag" in looking.body
    assert not any(line in looking.body for line in LINES)
    await here.stops()


async def test_a_line_taken_back_before_the_harvest_does_not_come_and_passing_brings_none(
    table: NewTable,
) -> None:
    here = await table(4)
    anna, bram, noor = here.guests[:3]
    await rounds(here, anna, bram, noor)
    await brings(here, anna, LINES[2])
    await here.hears("turn")
    answer = await here.asks(anna, "!intrekken", "help")
    assert "komt straks niet terug" in answer.body
    await bram.say(here.room, "liever niet")
    await here.hears("turn")
    removed = await here.says(noor, LINES[0])
    await noor.redact(here.room, removed)
    await noor.say(here.room, "klaar")
    again = await here.hears("turn")
    assert again.mentions == (bram.user,)
    await bram.say(here.room, "pas")
    harvest = await here.hears("harvest")
    for words in (*LINES, anna.name, bram.name, noor.name):
        assert words not in harvest.body
    await here.hears("check-out")
    await here.stops()
