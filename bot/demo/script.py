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


class ShowTexts(_Part):
    """What stands round the conversation on the screen."""

    model_config = ConfigDict(alias_generator=_kebab)

    title: str
    opening: str
    cast: str
    taps: str
    once: str
    look_in: str
    still_on: str
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
    failed: str


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


def load(language: Language) -> Script:
    """Read the script in this language. A fault in it is a fault of ours and raises ValueError."""
    file = shipped() / "demo" / f"{language}.toml"
    return Script.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
