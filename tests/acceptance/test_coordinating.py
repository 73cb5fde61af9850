"""What coordinators ask of a real homeserver's Kring, and what becomes of a meeting that goes wrong."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.demo.month import begins, third_thursday
from tests.acceptance.movable import ZONE, Movable, chooses, events, follows, opened, starts
from tests.acceptance.table import Table
from tests.conftest import People
from tests.leaks import leaks

BEGINS = begins(datetime.now(ZONE))
"""So long ago that all of this is over before the homeserver's now: Kring's clock rules."""
FIRST = third_thursday((BEGINS.date().replace(day=1) + timedelta(days=32)).replace(day=1))
IDEA = "Waar we de soep laten staan"


async def test_two_coordinators_and_those_who_may_not(  # noqa: PLR0915 - one long dialogue
    movable: Movable, people: People
) -> None:
    movable.at(BEGINS)
    host, second, guest = [await people(name) for name in ("Samira", "Bram", "Noor")]
    kring = movable.kring.user
    room = await host.create_room(invite=[kring, second.user, guest.user], powers={second.user: 50})
    for person in (second, guest):
        await person.join(room)
    here = Table(movable.kring, room, [host, second, guest])
    await here.hears("hello")

    # Who may not plan is told so kindly; anyone sees what is planned.
    refused = await here.asks(guest, "!plan webinar elke derde donderdag 19:30", "fault")
    assert "coördinator" in refused.body
    assert "niets gepland" in (await here.asks(guest, "!agenda", "agenda")).body
    assert "!verzet 1" in (await here.asks(host, "!hulp plannen", "help")).body

    # Two at once: each answers for their own, and nobody else does.
    first = await here.asks(
        host, "!plan webinar elke derde donderdag 19:30 duur 1 uur", "plan-confirm"
    )
    assert first.body.count("donderdag") == 4
    other = await here.asks(
        second, "!plan lekgotla elke derde maandag 10:00 zonder thema", "plan-confirm"
    )
    for asked in (first, other):
        assert asked.block | {"id": ""} == {
            "v": 1, "id": "", "session": None, "format": None, "stage": None, "kind": None,
            "moment": "plan-confirm", "person": None, "until": None,
        }  # fmt: skip
    await here.taps(guest, first)
    await here.taps(second, first)
    assert "degene die erom vroeg" in (await here.asks(guest, "!ja", "fault")).body
    await host.say(room, "klopt")
    assert "webinar" in (await here.hears("planned")).body
    event = await opened(guest, await follows(here))
    assert str(event["SUMMARY"]) == "Afspraak"
    await here.taps(second, other)
    assert "lekgotla" in (await here.hears("planned")).body
    weekly = await opened(guest, await follows(here))

    # Asked in other words while it waits: that is said back.
    typed = await host.say(room, "!plan kampvuur op 1 maart 2031 19:30")
    assert "19:30" in (await here.hears("plan-confirm")).body
    await host.edit(room, typed, "!plan kampvuur op 1 maart 2031 20:15")
    assert "20:15" in (await here.hears("plan-confirm")).body
    await here.asks(host, "Nee, dat klopt niet", "help")

    # What cannot be is answered; what is at the same time is named; the files follow.
    for vain in ("!verzet", "!verzet 99 20:00", "!verzet 1 …", "!afzeggen", "!afzeggen 99"):
        await here.asks(host, vain, "fault")
    assert "coördinator" in (await here.asks(guest, "!afzeggen 1", "fault")).body
    listed = await here.asks(guest, "!agenda", "agenda")
    number = next(
        line.split(":")[0].removeprefix("- ")
        for line in listed.body.splitlines()
        if "webinar" in line
    )
    monday = next(line for line in listed.body.splitlines() if "lekgotla" in line)
    day = monday.partition(": maandag ")[2].partition(" om ")[0]
    moved = await here.asks(host, f"!verzet {number} {day} 10:30", "planned")
    assert "Let op" in moved.body
    again, departs = await events(guest, await follows(here))
    assert (again["UID"], again["SEQUENCE"]) == (event["UID"], 1)
    assert (departs["UID"], starts(departs).weekday()) == (event["UID"], 0)
    await here.asks(second, "!afzeggen maandag", "fault")  # there are two on that day
    off = await here.asks(second, "!afzeggen 1", "planned")
    assert "gaat niet door" in off.body
    assert (await opened(guest, await follows(here)))["UID"] == weekly["UID"]
    await here.asks(second, "!agenda", "agenda")  # what is off stands there too, as the first
    asked = await here.asks(second, "!afzeggen 1 de hele reeks", "plan-confirm")
    assert "helemaal niet meer" in asked.body
    await here.taps(second, asked)
    assert "geen nieuwe keren" in (await here.hears("planned")).body
    assert str((await opened(guest, await follows(here)))["STATUS"]) == "CANCELLED"
    await here.check()

    # In a room that is not encrypted nothing is planned.
    open_room = await host.create_room(invite=[kring], encrypted=False)
    there = Table(movable.kring, open_room, [host])
    await there.hears("hello")
    refused = await there.asks(host, "!plan webinar elke derde donderdag 19:30", "safety")
    assert "versleutel" in refused.body


async def test_a_month_in_which_much_goes_wrong(  # noqa: PLR0915 - one long dialogue
    movable: Movable, people: People
) -> None:
    movable.at(BEGINS)
    host, second, third, fourth = [
        await people(name) for name in ("Samira", "Bram", "Noor", "Ilse")
    ]
    room = await host.create_room(
        invite=[movable.kring.user, second.user, third.user, fourth.user],
        powers={second.user: 50},
    )
    for person in (second, third, fourth):
        await person.join(room)
    here = Table(movable.kring, room, [second, host, third, fourth])
    await here.hears("hello")
    await here.asks(host, "!plan webinar elke derde donderdag 19:30", "plan-confirm")
    await here.asks(host, "ja", "planned")
    await follows(here)
    await here.asks(third, "!rol naaste", "voices")

    # A week ahead a theme: a tap, a number, one of one's own; a day later who comes.
    at = datetime.combine(FIRST, datetime.min.time().replace(hour=19, minute=30), ZONE)
    movable.at(at - timedelta(days=7))
    assert (await here.hears("reminder")).block["until"] is not None
    vote = await here.hears("poll")
    assert (vote.block["session"], vote.block["stage"], vote.mentions) == (None, None, ())
    themes = vote.content["org.matrix.msc3381.poll.start"]["answers"]
    await chooses(third, room, vote, 2)
    await fourth.say(room, "2")
    await host.say(room, IDEA, reply_to=vote.event)
    movable.at(at - timedelta(days=6))
    poll = await here.hears("poll")
    for person in (third, fourth):
        await chooses(person, room, poll)
    await second.say(room, "2")
    await here.quiet()

    # Three days ahead it is told whom the circle may look for; a day ahead how many come, and never who.
    movable.at(at - timedelta(days=3))
    wanted = await here.hears("reminder")
    assert "Misschien zoeken we nog: professional." in wanted.body
    movable.at(at - timedelta(days=1))
    reminder = await here.hears("reminder")
    assert themes[1]["org.matrix.msc1767.text"].removeprefix("2. ") in reminder.body
    assert "2 mensen" in reminder.body
    for person in (host, second, third, fourth):
        assert person.name not in wanted.body + reminder.body

    # Down when it was to open: late, with a word; too few people: told, and waited for.
    await movable.stop()
    movable.at(at + timedelta(minutes=20))
    await movable.start()
    gathering = await here.hears("gathering")
    assert "Sorry, ik ben te laat" in gathering.body
    assert "Samira begeleidt" in gathering.body
    movable.at(at + timedelta(minutes=31))
    few = await here.hears("reminder")
    assert "minstens 4 mensen" in few.body
    assert few.block["session"] == gathering.block["session"]
    for person in (host, second, third, fourth):
        await here.taps(person, gathering)
    assert (await here.hears("agreements")).block["session"] == gathering.block["session"]
    await here.asks(host, "!stop", "closed")

    # Down for longer than an hour: told once, and the coordinator asked.
    await movable.stop()
    following = third_thursday((FIRST.replace(day=1) + timedelta(days=32)).replace(day=1))
    at = datetime.combine(following, at.timetz(), ZONE)
    movable.at(at + timedelta(hours=2))
    await movable.start()
    missed = await here.hears("reminder")
    assert "niet geopend" in missed.body
    assert missed.mentions == (host.user,)

    # Nobody is left who was to lead: the task is offered, and taken.
    await host.leave(room)
    following = third_thursday((following.replace(day=1) + timedelta(days=32)).replace(day=1))
    at = datetime.combine(following, at.timetz(), ZONE)
    movable.at(at - timedelta(minutes=10))
    gathering = await here.hears("gathering")  # reminders whose time went by are not said any more
    assert "Wie wil het overnemen?" in gathering.body
    assert gathering.mentions == ()
    assert "door Bram" in (await here.asks(second, "!ja", "help")).body
    await here.check()
    assert leaks(movable.kring.data, [IDEA, "Samira", "naaste"]) == []
