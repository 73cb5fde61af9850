"""Polls in an encrypted room: tapped, typed, changed, taken back, closed; whose answers count."""

from __future__ import annotations

from typing import Any

from bot.core.people import EventId
from bot.demo.heard import Heard
from bot.demo.person import Person
from tests.acceptance.conftest import NewTable
from tests.acceptance.table import Table
from tests.conftest import NewKring

UNSTABLE = "org.matrix.msc3381.poll"
START = "!start vraagronde"


async def answers(
    here: Table, person: Person, poll: Heard, *ids: Any, stable: bool = False
) -> EventId:
    """Let somebody tap in a poll, once they have read it."""
    await person.transcript.until(lambda one: one.event == poll.event and bool(one.block))
    relation = {"m.relates_to": {"rel_type": "m.reference", "event_id": poll.event}}
    if stable:
        return await person.send(here.room, "m.poll.response", {"m.selections": ids, **relation})
    content = {f"{UNSTABLE}.response": {"answers": list(ids)}, **relation}
    return await person.send(here.room, f"{UNSTABLE}.response", content)


async def begins(here: Table, *people: Person) -> Heard:
    """Start with these people in the circle; return the first poll."""
    agreements = await here.gathers(*people, start=START)
    for person in people:
        await here.taps(person, agreements)
    return await here.hears("poll")


async def test_a_poll_is_tapped_typed_changed_and_closed_and_told_in_counts(
    table: NewTable,
) -> None:
    here = await table(6)
    poll = await begins(here, *here.people[:5])
    asked = poll.content[f"{UNSTABLE}.start"]
    assert poll.type == f"{UNSTABLE}.start"
    assert [answer["org.matrix.msc1767.text"] for answer in asked["answers"]] == [
        "1. Wonen", "2. Werk & meedoen", "3. Rust",
    ]  # fmt: skip
    assert "kan zien wie wat kiest" in asked["question"]["org.matrix.msc1767.text"]
    assert "2. Werk & meedoen" in poll.body
    assert (poll.block["stage"], poll.block["person"]) == ("topic", None)

    await whose_answers_count(here, poll)
    await several_answers(here, poll)
    await a_scale(here)
    await here.hears("turn")
    await here.stops()


async def whose_answers_count(here: Table, poll: Heard) -> None:
    """The last answer of each in the circle, and nothing anybody else does to the poll."""
    samira, bram, noor, adem, willem, chandra = here.people
    await answers(here, chandra, poll, "3")  # who reads along does not count
    await chandra.say(here.room, "2")
    await answers(here, bram, poll, "1")
    await here.asks(bram, "4", "fault")
    await here.asks(noor, "!99", "fault")
    await answers(here, bram, poll, "3", stable=True)  # the last answer counts
    await noor.say(here.room, "optie 3")
    changed = await adem.say(here.room, "2")
    for garbage in (["x"], [1], ["2", "3"], []):
        await answers(here, willem, poll, *garbage)
    for type_ in ("m.poll.end", f"{UNSTABLE}.end"):  # somebody else closes it: only Kring does
        relation = {"rel_type": "m.reference", "event_id": poll.event}
        await bram.send(here.room, type_, {type_: {}, "m.relates_to": relation})
    replaced = {"rel_type": "m.replace", "event_id": poll.event}
    for type_ in (f"{UNSTABLE}.start", "m.room.message"):
        new = {"msgtype": "m.text", "body": "iets anders", "m.new_content": {}}
        await noor.send(here.room, type_, {**new, "m.relates_to": replaced})
    await adem.edit(here.room, changed, "1")
    await samira.say(here.room, "ik pas")
    await here.quiet()
    await willem.say(here.room, "rust!")

    result = await here.hears("poll-result")
    assert "4 mensen gaven antwoord" in result.body
    assert "Rust: 3 keer" in result.body
    assert "Wonen: één keer" in result.body
    assert "meedoen" not in result.body
    assert not any(person.name in result.body for person in here.people)
    ended = await samira.transcript.until(
        lambda one: (
            one.type == f"{UNSTABLE}.end"
            and one.sender == here.kring.user
            and one.room == here.room
        )
    )
    assert samira.transcript.position(ended) < samira.transcript.position(result)


async def several_answers(here: Table, over: Heard) -> None:
    """Tapped and typed, taken back, and the facilitator leads on; ``over`` is an older poll."""
    samira, bram, noor, adem = here.people[:4]
    card = await here.hears("poll")
    assert card.content[f"{UNSTABLE}.start"]["max_selections"] == 3
    await answers(here, bram, card, "1", "3")
    await noor.say(here.room, "1, 3 en 4")
    await answers(here, adem, over, "2")  # an answer to what is over
    assert "hoogstens 3" in (await here.asks(adem, "1 2 3 4", "fault")).body
    dropped = await answers(here, adem, card, "2")
    await adem.redact(here.room, dropped)
    result = await here.asks(samira, "!volgende", "poll-result")
    assert "2 mensen" in result.body
    assert "Rust: 2 keer" in result.body
    assert "Geld: één keer" in result.body
    assert "Werk" not in result.body


async def a_scale(here: Table) -> None:
    """Five answers, and their spread."""
    samira, bram, noor, adem, willem = here.people[:5]
    scale = await here.hears("poll")
    assert [answer["id"] for answer in scale.content[f"{UNSTABLE}.start"]["answers"]] == [*"12345"]
    assert "1. het kan veel beter\n2\n3\n4\n5. het gaat heel goed" in scale.body
    assert scale.content[f"{UNSTABLE}.start"]["kind"] == f"{UNSTABLE}.undisclosed"
    for person in (samira, bram, noor):
        await answers(here, person, scale, "4")
    await adem.say(here.room, "twee")
    await willem.say(here.room, "5.")
    result = await here.hears("poll-result")
    assert "2: één persoon" in result.body
    assert "4: 3 mensen" in result.body
    assert "5: één persoon" in result.body


async def test_a_poll_lives_through_a_kill_and_a_seat_answers(
    table: NewTable, kring: NewKring
) -> None:
    """G1: what was answered while Kring was away counts once, and the poll is closed once."""
    bot = await kring()
    here = await table(3, kring=bot)
    samira, bram, noor = here.people
    await here.asks(bram, "!plek Opa Jan", "help")
    agreements = await here.gathers(samira, bram, noor, start=START)
    for person in here.people:
        await here.taps(person, agreements)
    await bram.say(here.room, "!akkoord Opa Jan")
    poll = await here.hears("poll")
    assert "2 Opa" in poll.body
    await answers(here, samira, poll, "1")
    await here.quiet()
    await bot.kill()
    await answers(here, samira, poll, "2")
    await bram.say(here.room, "2")
    await noor.say(here.room, "Opa Jan 1")  # not her seat
    await bram.say(here.room, "!3 opa jan")
    await answers(here, noor, poll, "2")
    await bot.start()
    await here.hears("fault")
    result = await here.hears("poll-result")
    assert "Werk & meedoen: 3 keer" in result.body
    assert "Rust: één keer" in result.body
    await here.hears("poll")
    await bot.restart()
    await here.asks(samira, "!volgende", "poll-result")
    await here.hears("poll")
    closed = await here.stops()
    ends = [
        one for one in samira.transcript.all(after=samira.transcript.position(poll))
        if one.type == f"{UNSTABLE}.end" and one.sender == bot.user and one.room == here.room
    ]  # fmt: skip
    assert len(ends) == 3, "two that were over, and the one that was open at the close"
    assert closed.block["stage"] is None
