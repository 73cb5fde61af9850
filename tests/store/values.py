"""Values of the core for the tests of the store: people who do not exist, in rooms of nobody."""

from __future__ import annotations

from bot.core.circle import Circle, Phase, Round, Session, Turn
from bot.core.effects import Line, NameOf, Say, Tell
from bot.core.people import EventId, Person, PersonId, RoomId, Standing, UserId, Voice
from bot.core.plan import HoldPlan, Mode, Order, Plan, RoundPlan

ROOM = RoomId("!kamer-van-niemand:example.org")
OTHER = RoomId("!andere-kamer:example.org")
TRUSTED = UserId("@vertrouwd-mens:example.org")
SAMIRA = UserId("@samira-bestaat-niet:example.org")
BRAM = UserId("@bram-bestaat-niet:example.org")
SEAT_NAME = EventId("$de-naam-van-een-plek")
NOW = 1_700_000_000_000

PLAN = Plan(
    "campfire",
    3,
    12,
    (RoundPlan("opening", Order.CIRCLE, 180), HoldPlan("after-talk", 900, "after-talk")),
)

PERSONAL = (SAMIRA, BRAM, SEAT_NAME, Voice.FAMILY_PEER.value)
"""What must never be readable once a session is closed."""


def people() -> tuple[Person, ...]:
    return (
        Person(PersonId(SAMIRA), SAMIRA, Standing.AGREED, (Voice.FAMILY_PEER,)),
        Person(PersonId(BRAM), BRAM, Standing.READER),
        Person(PersonId("seat-1"), BRAM, Standing.AGREED, name=SEAT_NAME),
    )


def running(room: RoomId = ROOM, session: str = "s1") -> Circle:
    """A circle in the middle of a round."""
    return Circle(
        room,
        "nl",
        TRUSTED,
        people(),
        Session(
            session,
            PLAN,
            Mode.WRITTEN,
            Phase.STAGES,
            (SAMIRA,),
            (SAMIRA, BRAM),
            started=NOW,
            idle_since=NOW,
            seed=7,
            stage=Round((PersonId(BRAM),), Turn(PersonId(SAMIRA), 1, NOW + 180_000)),
            turns=1,
        ),
    )


def closed(room: RoomId = ROOM) -> Circle:
    return Circle(room, "nl", TRUSTED)


def turn(session: str | None = "s1") -> Say:
    return Say(
        "turn",
        (Line("common.turn", (("name", NameOf(PersonId("seat-1"), SEAT_NAME)),)),),
        mention=(BRAM,),
        session=session,
        format="campfire",
        stage="s1-opening",
        kind="round",
        person=PersonId("seat-1"),
        turn=1,
    )


def ending(session: str | None = "s1") -> Say:
    return Say("closed", (Line("campfire.closed"),), mention=(TRUSTED,), session=session)


def told(user: UserId) -> Tell:
    return Tell(user, "about-you", (Line("common.about-voice"),))
