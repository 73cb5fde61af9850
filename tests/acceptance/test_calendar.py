"""A planned meeting on a real homeserver, from the plan to the talk, with a clock that is moved."""

from __future__ import annotations

from datetime import datetime, timedelta

import aiohttp

from bot.core.people import RoomId
from bot.demo.month import begins
from bot.demo.person import Person
from tests.acceptance.movable import ZONE, Movable, chooses, follows, opened, starts
from tests.acceptance.table import Table
from tests.conftest import People
from tests.leaks import leaks


async def test_planned_reminded_gathered_and_begun_at_its_time(
    movable: Movable, people: People
) -> None:
    company = [await people(name) for name in ("Samira", "Bram", "Noor", "Ilse")]
    host, *guests = company
    room = await host.create_room(invite=[movable.kring.user, *(one.user for one in guests)])
    for guest in guests:
        await guest.join(room)
    here = Table(movable.kring, room, company)
    await here.hears("hello")
    year = datetime.now(ZONE).year + 1

    # Planned by a tap of who asked.
    asked = await here.asks(
        host, f"!plan kampvuur op 12 januari {year} om 14:00 thema Thuis", "plan-confirm"
    )
    assert f"12 januari {year} om 14:00" in asked.body
    assert "Thuis" in asked.body
    await here.sees("a tick to tap", "✅", asked.event)
    await here.taps(guests[0], asked)
    await here.taps(host, asked)
    assert (await here.hears("planned")).content["msgtype"] == "m.notice"
    event = await opened(guests[0], await follows(here))
    assert starts(event) == datetime(year, 1, 12, 14, tzinfo=ZONE)
    assert str(event["SUMMARY"]) == "Afspraak"
    assert "Thuis" not in str(event.to_ical())

    # Moved: the file follows, of the same event.
    await host.say(room, "!verzet 1 13 januari 19:30")
    assert "13 januari" in (await here.hears("planned")).body
    moved = await opened(guests[0], await follows(here))
    assert (moved["UID"], moved["SEQUENCE"]) == (event["UID"], 1)
    assert starts(moved) == datetime(year, 1, 13, 19, 30, tzinfo=ZONE)

    # A week ahead: a reminder, and who comes.
    movable.at(datetime(year, 1, 6, 19, 30, tzinfo=ZONE))
    assert "13 januari" in (await here.hears("reminder")).body
    poll = await here.hears("poll")
    assert poll.type == "org.matrix.msc3381.poll.start"
    await chooses(guests[0], room, poll)
    await guests[0].say(room, "!agenda")
    assert "Eén persoon komt" in (await here.hears("agenda")).body

    # Down for the day's reminder, up again an hour ahead: nothing twice, nothing late.
    await movable.stop()
    movable.at(datetime(year, 1, 13, 18, 30, tzinfo=ZONE))
    await movable.start()
    assert "één persoon" in (await here.hears("reminder")).body

    movable.at(datetime(year, 1, 13, 19, 20, tzinfo=ZONE))
    gathering = await here.hears("gathering")
    assert "19:30" in gathering.body
    assert gathering.mentions == (host.user,)
    for guest in guests:
        await here.taps(guest, gathering)
    await here.quiet()
    movable.at(datetime(year, 1, 13, 19, 30, tzinfo=ZONE))
    agreements = await here.hears("agreements")
    for guest in guests:
        await here.taps(guest, agreements)
    assert (await here.hears("turn")).block["session"] == gathering.block["session"]
    await here.stops()
    await host.say(room, "!agenda")
    assert "niets gepland" in (await here.hears("agenda")).body
    await here.check()
    assert leaks(movable.kring.data, ["Thuis", "Samira"]) == []


async def test_an_upgraded_room_takes_the_calendar_along(movable: Movable, people: People) -> None:
    host, guest = await people("Samira"), await people("Bram")
    room = await host.create_room(invite=[movable.kring.user, guest.user])
    await guest.join(room)
    old = Table(movable.kring, room, [host, guest])
    await old.hears("hello")
    await old.asks(host, "!plan kampvuur elke derde donderdag 19:30", "plan-confirm")
    await old.asks(host, "!ja", "planned")
    await follows(old)

    address = f"{host.client.homeserver}/_matrix/client/v3/rooms/{room}/upgrade"
    headers = {"Authorization": f"Bearer {host.client.access_token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as http,
        http.post(address, json={"new_version": "11"}) as answer,
    ):
        assert answer.status == 200, await answer.text()
        new = RoomId((await answer.json())["replacement_room"])
    await host.invite(new, movable.kring.user)
    here = Table(movable.kring, new, [host])
    await here.hears("hello")
    assert "meegekomen" in (await here.hears("planned")).body
    assert "om 19:30, kampvuur" in (await here.asks(host, "!agenda", "agenda")).body


async def chats(person: Person, room: RoomId) -> RoomId:
    """Let somebody get a chat with Kring, and return it."""
    await person.say(room, "!wat-weet-je")
    chat = await person.invitation()
    await person.join(chat)
    await person.transcript.moment("about-you", room=chat)
    return chat


async def test_who_asked_for_it_is_reminded_privately_and_who_is_away_is_not(
    movable: Movable, people: People
) -> None:
    now = begins(
        datetime.now(ZONE)
    )  # in the daytime, whenever this runs: at night nothing is asked
    movable.at(now)
    host, guest, away = [await people(name) for name in ("Samira", "Bram", "Noor")]
    room = await host.create_room(invite=[movable.kring.user, guest.user, away.user])
    for person in (guest, away):
        await person.join(room)
    here = Table(movable.kring, room, [host, guest, away])
    await here.hears("hello")
    day = now + timedelta(days=3)
    for person in (guest, away):
        chat = await chats(person, room)
        await here.hears("help")
        await person.say(chat, "!herinner aan")
        await person.transcript.moment("help", room=chat)
        if person is away:
            back = day + timedelta(days=2)
            await person.say(chat, f"!afwezig tot {back:%d-%m-%Y}")
            await person.transcript.until(lambda one: "Je bent weg" in one.body)
    words = f"!plan kampvuur op {day:%d-%m-%Y} om 19:30 zonder thema herinnering 1 dag"
    await here.asks(host, words, "plan-confirm")
    await here.asks(host, "!ja", "planned")
    await follows(here)
    await here.hears("poll")

    movable.at(day.replace(hour=19, minute=30, second=0) - timedelta(days=1))
    await here.hears("reminder")
    private = await guest.transcript.until(
        lambda one: one.moment == "reminder" and one.room != room, what="a private reminder"
    )
    assert private.mentions == (guest.user,)
    assert room in private.body
    movable.at(day.replace(hour=19, minute=20, second=0))
    await here.hears("gathering")
    assert [one.room for one in away.transcript.moments("reminder")] == [room]
    await here.asks(host, "!stop", "closed")
