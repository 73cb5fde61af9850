"""A format as a value: what the loader makes of a folder in ``prompts/`` and what the law follows.

Texts are not here: a stage's prompt is found under ``<space>.<stage id>`` (see ``bot.words``), where
``space`` is the id of the plan, unless its texts were changed since the session began.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from bot.core.people import Voice

Who = Voice | Literal["centre", "others", "workers", "network", "spokespeople"]
"""Whom a stage is for: a voice, or a side of the conversation (``sides``)."""

Needed = Voice | Literal["centre"]
"""Without whom a session pauses: a voice, or those it is about."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A theme of the library. Its title is found under ``themes.<id>``, its question under
    ``themes.<id>-question``, and what is asked of one of ``voices`` under ``themes.<id>-<voice>``.
    """

    id: str
    voices: tuple[Voice, ...] = ()


class Mode(StrEnum):
    """How a session is held."""

    WRITTEN = "written"
    """Turns are messages."""
    SPOKEN = "spoken"
    """People talk in a call or round a table; Kring keeps order by taps."""
    SLOW = "slow"
    """Over days."""


class Order(StrEnum):
    """In which order the floor goes round."""

    CIRCLE = "circle"
    """In the order in which people joined the circle."""
    TRIAD = "triad"
    """Alternating over the voices, so that no voice is heard twice while another waits."""
    RANDOM = "random"
    """Drawn from the session's seed."""
    VOLUNTEER = "volunteer"
    """Whoever asks for the floor; nobody is called."""


@dataclass(frozen=True, slots=True)
class HoldPlan:
    """Kring says something and waits for ``seconds``, or for the facilitator's next.

    An id that begins with ``break`` or ``silence`` says what it is: nothing but time. One that
    ``looks_back`` points to the lines of the last harvest in this room.
    """

    id: str
    seconds: int
    moment: Literal["stage", "check-out", "after-talk"] = "stage"
    looks_back: bool = False
    kind: Literal["hold"] = "hold"

    @property
    def is_break(self) -> bool:
        """Whether people get up and do something else."""
        return self.id.startswith("break")

    @property
    def is_rest(self) -> bool:
        """Whether nobody is to say anything: a break or a silence."""
        return self.is_break or self.id.startswith("silence")


@dataclass(frozen=True, slots=True)
class AskPlan:
    """Everyone in the circle is asked for something simple, in any order.

    ``ask`` and ``permission`` are answered with yes or no, ``check-out`` with words, ``voices`` by
    telling from where one speaks; to each of them a pass is an answer.
    It ends when everyone has answered, when ``seconds`` are over, or by the facilitator's next.
    ``about`` asks whom the talk is about and whether they are here: who says so is at the centre.
    ``who`` limits it to some people. Without their permission the stages in ``permits`` are left out.
    With ``all_agree`` it does not go on by itself while somebody says no.
    """

    id: str
    seconds: int
    moment: Literal["ask", "permission", "voices", "check-out"] = "ask"
    about: bool = False
    who: tuple[Who, ...] = ()
    permits: tuple[str, ...] = ()
    all_agree: bool = False
    kind: Literal["ask"] = "ask"


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """The floor goes round. After ``turn_seconds`` a speaker is asked, once, whether they are done.

    ``who`` limits the floor to some people; empty means everyone in the circle. A ``harvest`` asks
    one line each, and ends in a message that repeats them; with a ``heading`` of its own that is found
    under ``<plan id>.<stage id>-heading``. Where nobody is called it is over once ``speakers`` have
    told (0: when nobody wants to). With more people than ``calls_most`` nobody is called (0: ever).
    """

    id: str
    order: Order
    turn_seconds: int
    who: tuple[Who, ...] = ()
    harvest: bool = False
    heading: bool = False
    speakers: int = 0
    calls_most: int = 0
    kind: Literal["round"] = "round"


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """Whoever wants the floor raises a hand, for ``seconds``, or until the facilitator's next.

    After ``turn_seconds`` a speaker is asked, once, whether they are done. ``who`` limits the floor
    to some people; the others listen.
    """

    id: str
    seconds: int
    turn_seconds: int
    who: tuple[Who, ...] = ()
    kind: Literal["open"] = "open"


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice between options; ``most`` is how many one may choose.

    An option's text is found under ``<space>.<stage id>-<option>``. With ``themes`` the choice is
    between so many themes of the library instead, and the one chosen is that of the session. A theme
    that the session has already is one of them: a proposal.
    """

    options: tuple[str, ...]
    most: int = 1
    themes: int = 0
    sort: Literal["choice"] = "choice"


@dataclass(frozen=True, slots=True)
class Scale:
    """A whole number from ``lowest`` up to and including ``highest``.

    What the ends mean is found under ``<space>.<stage id>-lowest`` and ``-highest``.
    """

    lowest: int
    highest: int
    sort: Literal["scale"] = "scale"


@dataclass(frozen=True, slots=True)
class PollPlan:
    """Everyone in the circle is asked to choose, in an encrypted poll or by typing a number.

    It ends when everyone has answered, when ``seconds`` are over, or by the facilitator's next.
    """

    id: str
    seconds: int
    asks: Choice | Scale
    kind: Literal["poll"] = "poll"


@dataclass(frozen=True, slots=True)
class GroupsPlan:
    """The circle goes apart in small groups of ``smallest`` to ``largest`` people, for ``seconds``.

    The stage's text is said in each group. A later round for ``spokespeople`` brings words back.
    """

    id: str
    seconds: int
    smallest: int = 3
    largest: int = 5
    kind: Literal["groups"] = "groups"


What = Literal["people", "places", "activities"]
"""What stands on a map."""


@dataclass(frozen=True, slots=True)
class MapPlan:
    """Who it is about puts ``what`` matters to them on a map, for ``seconds``: an ecogram.

    None: whatever it is. Maps one after another become one; ``most`` is how much it holds in all.
    """

    id: str
    seconds: int
    what: What | None = None
    most: int = 24
    kind: Literal["map"] = "map"


StagePlan = HoldPlan | AskPlan | RoundPlan | OpenPlan | PollPlan | GroupsPlan | MapPlan


@dataclass(frozen=True, slots=True)
class Centre:
    """Who can be at the centre: the one ``whom`` it is about, the ``tellers`` of a mirror, or the
    ``listener`` of a lekgotla, who decides.

    ``fewest`` is without how many it is asked once more, ``most`` how many can be there (0: anyone).
    """

    are: Literal["whom", "tellers", "listener"] = "whom"
    fewest: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """A format: its id, how few and how many people it is for, and its stages in order.

    The last stage is always the after-talk; the loader sees to it. The session pauses while nobody
    is there of what ``while_present`` names, once somebody was. ``workers`` is how many there are at
    least. With ``own_agreements`` there is more to agree to than always: ``<space>.agreements``.
    ``variants`` are the stages whose prompt can be said in more ways than one, with how many there are.
    ``edition`` tells its wording from others, and ``texts`` is where this wording is found (None: under
    its id).
    """

    id: str
    fewest: int
    most: int
    stages: tuple[StagePlan, ...]
    newcomers: Literal["wait", "alongside"] = "wait"
    while_present: tuple[Needed, ...] = ()
    centre: Centre = Centre()
    workers: int = 0
    own_agreements: bool = False
    variants: tuple[tuple[str, int], ...] = ()
    edition: str = ""
    texts: str | None = None

    @property
    def space(self) -> str:
        """Under which name its texts are found."""
        return self.texts or self.id

    @property
    def themes(self) -> int:
        """Between how many themes of the library people choose in it; 0: they do not."""
        asked = (stage.asks for stage in self.stages if isinstance(stage, PollPlan))
        return max((asks.themes for asks in asked if isinstance(asks, Choice)), default=0)

    @property
    def has_centre(self) -> bool:
        """Whether somebody can be at the centre of it: the person a talk is about."""
        return "centre" in self.while_present or any(
            (isinstance(stage, AskPlan) and stage.about)
            or isinstance(stage, MapPlan)
            or (
                isinstance(stage, AskPlan | RoundPlan | OpenPlan)
                and bool({"centre", "others"} & set(stage.who))
            )
            for stage in self.stages
        )
