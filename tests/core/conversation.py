"""A conversation as a dialogue: who does what, and what Kring asks for then.

    talk = Conversation.begun()
    heard = talk.does("anna", Act.DONE)
    assert heard.moments == ["turn"]

People are called by their first names; their ids are made of them. Every step is checked against
all that always holds (``wellformed``). Time stands still unless ``after`` or ``rings`` moves it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.commands.plain import asks, brief, plain
from bot.core import notes
from bot.core.circle import Circle, Open, Round, Session, StageState
from bot.core.draft import Draft
from bot.core.effects import Button, Close, Effect, Mark, Say
from bot.core.events import (
    Act,
    AlarmRang,
    Claimed,
    Consented,
    Did,
    Event,
    HandedOver,
    Joined,
    Left,
    Noted,
    NotesAsked,
    RoomChanged,
    SeatBrought,
    SeatTaken,
    Spoke,
    Started,
    Tapped,
    TookBack,
    Unreadable,
    VoicesTold,
    WordsChanged,
    WordsRemoved,
)  # fmt: skip
from bot.core.people import EventId, PersonId, RoomId, Standing, UserId, Voice
from bot.core.plan import (
    AskPlan,
    HoldPlan,
    Mode,
    Needed,
    OpenPlan,
    Order,
    Plan,
    RoundPlan,
    StagePlan,
    Topic,
)
from bot.core.room import Fault, NewKey
from tests.core.wellformed import checked_step

SECOND = 1000
MINUTE = 60 * SECOND
ROOM = RoomId("!room")
FACILITATOR = "faye"
THREE = ("anna", "bert", "cor")

ROUND = RoundPlan("round", Order.CIRCLE, 180)
VOLUNTEERS = RoundPlan("volunteers", Order.VOLUNTEER, 180)
CHECK_OUT = AskPlan("check-out", 180, "check-out")
OPEN = OpenPlan("open", 1200, 180)
HARVEST = RoundPlan("harvest", Order.CIRCLE, 60, harvest=True)
VOICES = AskPlan("voices", 240, "voices")
PERMISSION = AskPlan("permission", 180, "permission")
ABOUT = AskPlan("about", 180, about=True)
SILENCE = HoldPlan("silence", 60)
LOOK_BACK = HoldPlan("look-back", 60, looks_back=True)
AFTER_TALK = HoldPlan("after-talk", 900, "after-talk")


def plan(
    *stages: StagePlan, fewest: int = 3, newcomers: Literal["wait", "alongside"] = "wait",
    needs: Sequence[Needed] = (),
) -> Plan:  # fmt: skip
    """A format of these stages, by default a round and a check-out; the after-talk comes after.

    It ``needs`` whom its ``while_present`` names.
    """
    all_stages = (*(stages or (ROUND, CHECK_OUT)), AFTER_TALK)
    return Plan("campfire", fewest, 12, all_stages, newcomers, tuple(needs))


def user(name: str) -> UserId:
    """The id of a person."""
    return UserId(f"@{name}:home")


def person(name: str) -> PersonId:
    """The id of a person in the circle: a seat's is its own, any other's is their user id."""
    return PersonId(name if name.startswith("seat-") else user(name))


@dataclass(frozen=True)
class Heard:
    """What one step asked for."""

    effects: tuple[Effect, ...]

    @property
    def says(self) -> list[Say]:
        """The messages."""
        return [effect for effect in self.effects if isinstance(effect, Say)]

    @property
    def moments(self) -> list[str]:
        """The messages by their moments."""
        return [say.moment for say in self.says]

    @property
    def texts(self) -> list[str]:
        """All texts of all messages, by key."""
        return [line.key.removeprefix("common.") for say in self.says for line in say.lines]

    @property
    def turn(self) -> str | None:
        """Who is given the floor, by first name (or the id of a seat)."""
        return next((first_name(say.person) for say in self.says if say.moment == "turn"), None)

    @property
    def closed(self) -> Close | None:
        """What stays of a session that was closed."""
        return next((effect for effect in self.effects if isinstance(effect, Close)), None)

    def one(self, moment: str) -> Say:
        """The one message of this moment."""
        [say] = [say for say in self.says if say.moment == moment]
        return say


def first_name(id: PersonId | UserId | None) -> str:
    """The first name in an id."""
    return str(id).removeprefix("@").removesuffix(":home")


@dataclass
class Conversation:
    """One room, what happens in it, and what Kring said so far."""

    format: Plan = field(default_factory=plan)
    names: Sequence[str] = THREE
    mode: Mode = Mode.WRITTEN
    circle: Circle = field(default_factory=lambda: Circle(ROOM, "nl"))
    at: int = 1_000_000_000_000
    heard: list[Say] = field(default_factory=list)
    out: set[str] = field(default_factory=set)

    @classmethod
    def called(
        cls, *stages: StagePlan, names: Sequence[str] = THREE, mode: Mode = Mode.WRITTEN,
        fewest: int = 3, newcomers: Literal["wait", "alongside"] = "wait",
        needs: Sequence[Needed] = (),
    ) -> Conversation:  # fmt: skip
        """A conversation whose gathering was called by Faye."""
        talk = cls(plan(*stages, fewest=fewest, newcomers=newcomers, needs=needs), names, mode)
        talk.starts()
        return talk

    @classmethod
    def agreeing(
        cls, *stages: StagePlan, names: Sequence[str] = THREE, mode: Mode = Mode.WRITTEN,
        fewest: int = 3, newcomers: Literal["wait", "alongside"] = "wait",
        needs: Sequence[Needed] = (),
    ) -> Conversation:  # fmt: skip
        """A conversation in which all joined and the agreements were laid before them."""
        talk = cls.called(
            *stages, names=names, mode=mode, fewest=fewest, newcomers=newcomers, needs=needs
        )
        for name in names:
            talk.does(name, Act.JOIN)
        talk.leads(Act.NEXT)
        return talk

    @classmethod
    def begun(
        cls, *stages: StagePlan, names: Sequence[str] = THREE, mode: Mode = Mode.WRITTEN,
        fewest: int = 3, newcomers: Literal["wait", "alongside"] = "wait",
        needs: Sequence[Needed] = (),
    ) -> Conversation:  # fmt: skip
        """A conversation in its first stage, all agreed."""
        talk = cls.agreeing(
            *stages, names=names, mode=mode, fewest=fewest, newcomers=newcomers, needs=needs
        )
        for name in names:
            talk.does(name, Act.AGREE)
        return talk

    # What happens

    def happens(self, event: Event) -> Heard:
        """Let something happen."""
        self.circle, effects = checked_step(self.circle, event)
        heard = Heard(effects)
        self.heard += heard.says
        return heard

    def starts(
        self, name: str = FACILITATOR, *, leads: bool = True, faults: tuple[Fault, ...] = (),
        unreadable: tuple[str, ...] = (), theme: EventId | None = None,
        topic: Topic | None = None, offered: tuple[Topic, ...] = (),
    ) -> Heard:  # fmt: skip
        """Somebody asks for a start, with everyone in the room."""
        present = tuple(user(other) for other in dict.fromkeys((FACILITATOR, *self.names)))
        unable = tuple(user(other) for other in unreadable)
        return self.happens(
            Started(
                self.at, user(name), leads, "session-1", self.format, self.mode, theme, present,
                faults, unable, seed=7, topic=topic, offered=offered,
            )
        )  # fmt: skip

    def does(self, name: str, act: Act, seat: str | None = None) -> Heard:
        """Somebody gives a command, perhaps for a seat."""
        return self.happens(Did(self.at, user(name), False, act, person(seat or name)))

    def leads(self, act: Act, seat: str | None = None) -> Heard:
        """The facilitator gives a command."""
        return self.does(FACILITATOR, act, seat)

    def taps(self, name: str, button: Button, on: Say | Mark) -> Heard:
        """Somebody taps a button under a message."""
        mark = on.mark if isinstance(on, Say) else on
        event = EventId(f"${name}-{button.name}-{len(self.heard)}")
        return self.happens(Tapped(self.at, user(name), False, button, mark, event))

    def untaps(self, name: str, button: Button, on: Say) -> Heard:
        """Somebody taps a button, and then removes that tap again."""
        tapped = self.taps(name, button, on)
        event = EventId(f"${name}-{button.name}-{len(self.heard) - len(tapped.says)}")
        return self.happens(WordsRemoved(self.at, event, user(name)))

    def speaks(
        self, name: str, plain: Act | None = None, *, brief: bool = False, said: str = "$said",
        naming: Sequence[str] = (),
    ) -> Heard:  # fmt: skip
        """Somebody says something, perhaps a command in plain words, in the message ``said``."""
        mentions = tuple(map(user, naming))
        return self.happens(
            Spoke(self.at, user(name), False, brief, plain, EventId(said), mentions=mentions)
        )

    def says(self, name: str, words: str, *, said: str = "$said") -> Heard:
        """Somebody types these words."""
        meant = Spoke(
            self.at, user(name), False, brief(words), plain(words), EventId(said), asks(words)
        )
        return self.happens(meant)

    def removes(self, said: str, by: str = FACILITATOR) -> Heard:
        """A message or a tap is removed."""
        return self.happens(WordsRemoved(self.at, EventId(said), user(by)))

    def changes(
        self, said: str, by: str = FACILITATOR, *, naming: Sequence[str] | None = (),
        sent: int | None = None,
    ) -> Heard:  # fmt: skip
        """The author of a message changes its words; ``naming`` None: they cannot be read."""
        mentions = None if naming is None else tuple(map(user, naming))
        at = self.at if sent is None else sent
        return self.happens(
            WordsChanged(self.at, user(by), EventId(said), mentions, self.everyone, at)
        )

    # Notes

    @property
    def everyone(self) -> tuple[UserId, ...]:
        """Everyone who is in the room."""
        if self.circle.session is not None:
            return self.circle.session.present
        return tuple(user(name) for name in (FACILITATOR, *self.names) if name not in self.out)

    def notes(
        self, name: str, *naming: str, said: str | None = None, of: str | None = None,
        looks: bool = False,
    ) -> Heard:  # fmt: skip
        """Somebody makes a note, of the words of somebody else with ``of``."""
        event = EventId(said or f"$note-{self.circle.notes_made + 1}")
        return self.happens(
            Noted(self.at, user(name), event, user(of or name), tuple(map(user, naming)),
                  self.everyone, self.at, looks)
        )  # fmt: skip

    def claims(self, name: str, note: int | None = None) -> Heard:
        """Somebody says that a note is about them."""
        return self.happens(Claimed(self.at, user(name), note))

    def answers(
        self, name: str, note: int, *, yes: bool = True, sent: int | None = None,
        privately: bool = False,
    ) -> Heard:  # fmt: skip
        """Somebody says whether a note may stand."""
        at = self.at if sent is None else sent
        return self.happens(Consented(self.at, user(name), note, yes, at, privately))

    def forgets(self, name: str) -> Heard:
        """The notes forget somebody."""
        draft = Draft(self.circle, self.at)
        notes.forget(draft, user(name))
        self.circle = draft.circle
        return Heard(tuple(draft.effects))

    def lists(self, name: str) -> Heard:
        """Somebody asks for the notes."""
        return self.happens(NotesAsked(self.at, user(name)))

    def stands(self, number: int) -> bool | None:
        """Whether a note stands; None if there is none of this number."""
        note = notes.find(self.circle, number)
        return None if note is None else note.stands(self.circle.away)

    def takes_back(self, name: str, said: str | None = None, note: int | None = None) -> Heard:
        """Somebody takes back what they brought, perhaps as a reply to it."""
        event = EventId(said) if said else None
        return self.happens(TookBack(self.at, user(name), event, note=note))

    def joins(self, name: str) -> Heard:
        """Somebody comes into the room."""
        self.out.discard(name)
        return self.happens(Joined(self.at, user(name)))

    def leaves(self, name: str) -> Heard:
        """Somebody leaves the room."""
        self.out.add(name)
        return self.happens(Left(self.at, user(name)))

    def brings(self, name: str, seat: str) -> Heard:
        """Somebody brings a seat."""
        return self.happens(SeatBrought(self.at, user(name), person(seat), EventId(f"${seat}")))

    def takes_away(self, name: str, seat: str, *, leads: bool = False) -> Heard:
        """Somebody takes a seat away."""
        return self.happens(SeatTaken(self.at, user(name), leads, person(seat)))

    def hands_over(self, name: str, *to: str, leads: bool = False) -> Heard:
        """The task is handed on."""
        return self.happens(HandedOver(self.at, user(name), leads, tuple(map(user, to))))

    def tells(self, name: str, *voices: Voice, privately: bool = False) -> Heard:
        """Somebody tells the voices they bring."""
        return self.happens(VoicesTold(self.at, user(name), voices, privately))

    def room_becomes(self, *faults: Fault) -> Heard:
        """The room changes."""
        return self.happens(RoomChanged(self.at, faults))

    def keys_become(self, **keys: str) -> Heard:
        """These people have other identity keys now than the room knows."""
        new = tuple(NewKey(user(name), key) for name, key in keys.items())
        return self.happens(RoomChanged(self.at, (), new))

    def cannot_be_read(self, name: str) -> Heard:
        """A message cannot be decrypted."""
        return self.happens(Unreadable(self.at, user(name)))

    def after(self, milliseconds: int) -> Conversation:
        """Let time go by in which nothing happens."""
        self.at += milliseconds
        return self

    def rings(self) -> Heard:
        """Let time go by until Kring asked to be woken, and wake it."""
        due = self.circle.due
        assert due is not None
        self.at = max(self.at, due)
        return self.happens(AlarmRang(self.at))

    # How it is

    @property
    def session(self) -> Session:
        """The running session."""
        assert self.circle.session is not None
        return self.circle.session

    @property
    def round(self) -> Round:
        """The round that goes on."""
        assert isinstance(self.session.stage, Round)
        return self.session.stage

    @property
    def open(self) -> Open:
        """The raised hands that go on."""
        assert isinstance(self.session.stage, Open)
        return self.session.stage

    @property
    def hands(self) -> list[str]:
        """Whose hands are up, in the order in which they went up."""
        return [first_name(hand.person) for hand in self.open.hands]

    @property
    def stage(self) -> StageState | None:
        """The state of the stage."""
        return self.session.stage

    @property
    def speaker(self) -> str | None:
        """Who has the floor, by first name."""
        turn = self.session.turn
        return first_name(turn.person) if turn else None

    @property
    def waiting(self) -> list[str]:
        """Who waits for the floor, in order."""
        return [first_name(id) for id in self.round.waiting]

    @property
    def stage_id(self) -> str:
        """The id of the stage that goes on."""
        return self.session.stage_plan.id

    @property
    def turns(self) -> list[str]:
        """Who was given the floor so far, in order."""
        return [first_name(say.person) for say in self.heard if say.moment == "turn"]

    def last(self, moment: str) -> Say:
        """The last message of this moment."""
        return next(say for say in reversed(self.heard) if say.moment == moment)

    def standing(self, name: str) -> Standing | None:
        """How somebody is here."""
        found = self.circle.person(person(name))
        return found.standing if found else None
