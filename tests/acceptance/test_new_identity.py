"""R7, R8: a person whose identity has a new key, with real clients."""

from __future__ import annotations

from bot.demo.person import Person
from tests.acceptance.conftest import NewTable
from tests.acceptance.table import Table
from tests.conftest import PASSWORD, People
from tests.identity import resets

SECOND_MS = 1_000


async def test_r7_in_a_session_it_pauses_is_told_and_trusted_when_we_go_on(
    table: NewTable, company: list[Person], people: People
) -> None:
    noor = await people("Noor")
    here = await table([*company[:2], noor])
    bram = here.guests[0]
    await here.begins(*here.people)
    await resets(noor, PASSWORD)
    said = await noor.say(here.room, "Mijn telefoon is nieuw")
    when = (await bram.transcript.until(lambda one: one.event == said and one.body != "")).at
    told = await here.hears("safety")
    assert told.at - when < SECOND_MS
    assert "Noor heeft een nieuwe beveiligingssleutel" in told.body
    assert told.mentions == (noor.user,)
    assert told.block["session"]
    await noor.transcript.until(lambda one: one.event == told.event)
    unread = [one for one in noor.transcript.all() if one.event == told.event]
    assert [one.body for one in unread] == [""], "nobody is handed a key before it was told"
    assert "begeleider" in (await here.asks(bram, "!verder", "fault")).body
    resumed = await here.asks(here.host, "!verder", "resumed")
    await noor.transcript.until(lambda one: one.event == resumed.event and one.body != "")
    await here.stops()


async def test_r7_nobody_vouches_for_their_own_key(
    table: NewTable, company: list[Person], people: People
) -> None:
    samira = await people("Samira")
    here = await table([samira, *company[1:3]])
    await here.begins(*here.people)
    await resets(samira, PASSWORD)
    told = await _hears(here, "safety")
    assert "Samira heeft een nieuwe beveiligingssleutel" in told
    await samira.say(here.room, "!verder")
    assert "iemand anders" in await _hears(here, "fault")
    await here.guests[0].say(here.room, "!verder")
    await _hears(here, "resumed")
    await samira.say(here.room, "!stop")
    await samira.transcript.until(lambda one: one.room == here.room and one.moment == "closed")
    here.anew()  # what it could not read of this is not checked


async def _hears(here: Table, moment: str) -> str:
    """What Kring says next of this moment, as a guest hears it."""
    heard = await here.guests[0].transcript.until(
        lambda one: (
            one.room == here.room and one.sender == here.kring.user and one.moment == moment
        ),
        what=moment,
    )
    return heard.body


async def test_r7_between_sessions_it_is_told_at_the_next_start(
    table: NewTable, company: list[Person], people: People
) -> None:
    noor = await people("Noor")
    here = await table([*company[:2], noor])
    await here.asks(here.host, "!veilig", "safety")  # by now Noor is known here
    await resets(noor, PASSWORD)
    await here.host.say(here.room, "!start kampvuur Thuis")
    gathering = await here.hears("gathering")
    assert "Noor heeft een nieuwe beveiligingssleutel" in gathering.body
    invited = await here.hears("welcome-newcomer")
    assert invited.mentions == (noor.user,)
    await here.taps(noor, invited)
    for person in here.people[:2]:
        await here.taps(person, gathering)
    await here.host.say(here.room, "!volgende")
    agreements = await here.hears("agreements")
    await noor.transcript.until(lambda one: one.event == agreements.event and one.body != "")
    unread = [one for one in noor.transcript.all() if one.event == gathering.event]
    assert [one.body for one in unread] == [""]
    await here.stops()


async def test_r11_between_sessions_it_is_told_with_the_next_answer(
    table: NewTable, company: list[Person], people: People
) -> None:
    noor = await people("Noor")
    here = await table([*company[:2], noor])
    await here.asks(here.host, "!veilig", "safety")  # by now Noor is known here
    await resets(noor, PASSWORD)
    answer = await here.asks(here.host, "!hulp", "help")
    assert "Noor heeft een nieuwe beveiligingssleutel" in answer.body
    again = await here.asks(here.host, "!hulp", "help")
    assert "beveiligingssleutel" not in again.body
    await noor.transcript.until(lambda one: one.event == again.event and one.body != "")
