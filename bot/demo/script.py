"""What the people of the demo say and do, read from ``prompts/demo``; every word there is made up."""

from __future__ import annotations

import tomllib
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.core.effects import Button, Moment
from bot.core.events import Language
from bot.formats.loader import shipped


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def _kebab(name: str) -> str:
    return name.replace("_", "-")


class Beat(_Part):
    """One thing somebody does: ``does`` is a tap if it is a button, else words.

    ``by`` is who does it when it is not the speaker; ``until`` what Kring then says.
    """

    does: str
    by: str | None = None
    until: Moment | None = None

    @property
    def button(self) -> Button | None:
        """The button that is tapped, None for words."""
        return Button(self.does) if self.does in set(Button) else None


def _beat(value: object) -> object:
    return {"does": value} if isinstance(value, str) else value


Doing = Annotated[Beat, BeforeValidator(_beat)]


class Role(_Part):
    """Somebody who does not exist. ``voice`` is for the people who watch, Kring never hears it."""

    model_config = ConfigDict(alias_generator=_kebab)

    name: str
    voice: str
    leads: bool = False
    joins: Doing
    agrees: Doing
    turns: tuple[tuple[Doing, ...], ...] = Field(min_length=1)
    check_out: Doing
    after_talk: tuple[Doing, ...]


class Scene(_Part):
    """What happens when Kring announces a stage in which nobody is called; ``by`` says who does it."""

    stage: str
    beats: tuple[Doing, ...] = Field(min_length=1)


class TitleTexts(_Part):
    """What stands round any scene on the screen."""

    model_config = ConfigDict(alias_generator=_kebab)

    title: str
    opening: str
    cast: str
    taps: str
    chooses: str
    look_in: str
    still_on: str
    failed: str


class ShowTexts(TitleTexts):
    """What stands round the conversation on the screen."""

    once: str
    ask_name: str
    guest_how: str
    guest_turn: str
    turns: str
    passes: str
    duration: str
    seconds: str
    people_words: str
    kring_messages: str
    kring_words: str
    kring_share: str


class Script(_Part):
    """The whole conversation in one language; ``start`` and ``next`` are the leader's commands."""

    start: str
    next: str
    show: ShowTexts
    person: tuple[Role, ...] = Field(min_length=1)
    scene: tuple[Scene, ...]

    @property
    def leader(self) -> Role:
        """Who leads the conversation."""
        return next(role for role in self.person if role.leads)

    def beats(self, stage: str) -> tuple[Beat, ...]:
        """What happens in a stage in which nobody is called."""
        return tuple(beat for scene in self.scene if scene.stage == stage for beat in scene.beats)

    def sentences(self) -> list[str]:
        """All that is said, in the order of the file: what nobody may find anywhere afterwards."""
        beats = [
            beat
            for role in self.person
            for beat in (
                *(beat for turn in role.turns for beat in turn),
                role.check_out,
                *role.after_talk,
            )
        ]
        beats += [beat for scene in self.scene for beat in scene.beats]
        return [beat.does for beat in beats if beat.button is None]


class Player(_Part):
    """Somebody who does not exist, in the scene with the calendar; ``later``: who comes later."""

    name: str
    voice: str
    later: bool = False


class Step(_Part):
    """One thing that happens in the month. ``note`` is told to those who watch, before it.

    Time goes by so many ``days``; or, with ``rings``, from alarm to alarm until Kring says ``until``. Or
    ``by`` somebody something is said or tapped (``does``, under what Kring said last), in a reply to
    the last poll (``replies``) or to Kring alone (``privately``); an option is chosen in that poll
    (``chooses``, its number); or they come into the room (``comes``). Then Kring says ``until``.
    """

    note: str | None = None
    days: int | None = None
    rings: bool = False
    by: str = ""
    does: str | None = None
    replies: bool = False
    privately: bool = False
    chooses: int | None = None
    comes: bool = False
    until: Moment | None = None


class MonthTexts(TitleTexts):
    """What stands round the month on the screen."""

    to_kring: str
    to_them: str
    over: str
    days: str
    passed: str
    duration: str
    seconds: str
    kring_messages: str
    planned: str


class Month(_Part):
    """A month in one language, in a room of that name. The first person plans and leads.

    ``{back}`` in what is said is the day before the meeting.
    """

    room: str
    show: MonthTexts
    person: tuple[Player, ...] = Field(min_length=1)
    step: tuple[Step, ...] = Field(min_length=1)

    def sentences(self) -> list[str]:
        """All that is said: what nobody may find anywhere afterwards."""
        return [step.does for step in self.step if step.does and step.does not in set(Button)]


def load_month(language: Language) -> Month:
    """Read the month in this language. A fault in it is a fault of ours and raises ValueError."""
    return Month.model_validate(_read(f"calendar.{language}"))


def load(language: Language) -> Script:
    """Read the script in this language. A fault in it is a fault of ours and raises ValueError."""
    return Script.model_validate(_read(language))


def _read(name: str) -> dict[str, object]:
    return tomllib.loads((shipped() / "demo" / f"{name}.toml").read_text(encoding="utf-8"))
