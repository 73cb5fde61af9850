"""What was done too soon is taken back with one tap, or by removing it, with real clients."""

from __future__ import annotations

from tests.acceptance import contract
from tests.acceptance.conftest import NewTable


async def test_a_tap_that_is_removed_and_words_that_came_too_soon(table: NewTable) -> None:
    here = await table(4)
    host, first, second, third = here.people
    await host.say(here.room, "!start kampvuur Thuis")
    gathering = await here.hears("gathering")
    for person in (first, second, third):
        await here.taps(person, gathering)
    # Somebody taps, and takes it back: a reader again, until they tap anew.
    tap = await host.tap(here.room, gathering.event, "✅")
    await host.redact(here.room, tap)
    await host.say(here.room, "volgende")
    agreements = await here.hears("agreements")
    assert "3 mensen doen mee" in agreements.body
    await host.say(here.room, "oeps, te snel")
    assert "verzamelen" in (await here.hears("gathering")).body
    await host.say(here.room, "volgende")
    agreements = await here.hears("agreements")
    for person in (first, second, third):
        await here.taps(person, agreements)
    turn = await here.hears("turn")
    assert turn.mentions == (first.user,)
    # By removing the tap; by a tap after words; by removing the words.
    await first.transcript.until(lambda one: one.event == turn.event and one.body != "")
    tap = await first.tap(here.room, turn.event, "✅")
    assert (await here.hears("turn")).mentions == (second.user,)
    await first.redact(here.room, tap)
    back = await here.hears("turn")
    assert back.mentions == (first.user,)
    assert contract.words(contract.announcement(back)) <= contract.WORDS_AT_MOST
    await first.say(here.room, "klaar")
    announced = await here.hears("turn")
    await here.taps(first, announced, "✋")
    assert (await here.hears("turn")).mentions == (first.user,)
    words = await first.say(here.room, "dat was m'n verhaal")
    assert (await here.hears("turn")).mentions == (second.user,)
    await first.redact(here.room, words)
    assert (await here.hears("turn")).mentions == (first.user,)
    # Once the next one speaks, it is their turn; who wants to add something is asked at the end.
    await first.say(here.room, "pas maar")
    assert (await here.hears("turn")).mentions == (second.user,)
    await here.says(second, "Bij ons thuis ging dat toch een beetje anders.")
    await first.say(here.room, "oeps")
    await here.asks(first, "toch nog iets", "queue")
    await second.say(here.room, "klaar")
    assert (await here.hears("turn")).mentions == (third.user,)
    # A pause asked for in words is ended by one tap of who asked for it.
    await third.say(here.room, "kunnen we even stoppen?")
    paused = await here.hears("paused")
    await here.taps(first, paused)
    await here.taps(third, paused)
    assert (await here.hears("resumed")).mentions == (third.user,)
    await third.say(here.room, "klaar")
    assert (await here.hears("turn")).mentions == (first.user,)
    await here.stops()
