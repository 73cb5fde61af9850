"""Formats about somebody through the real law: asked for, heard first, waited for, never without."""

from __future__ import annotations

import pytest

from bot.core.people import UserId
from bot.formats.loader import load, shipped
from bot.rehearsal.room import RehearsalRoom, Said, user_ids

LIBRARY = load([shipped()])
NAMES = ("Faye", "Anna", "Bert", "Cor", "Dina", "Zoe")
FORMATS = ("deliberation", "consultation", "action-team", "reporting")


def heard(said: list[Said]) -> list[str]:
    return [one.say.moment for one in said if one.say is not None]


def keys(said: list[Said]) -> list[str]:
    return [line.key for one in said if one.say is not None for line in one.say.lines]


class Talk:
    """A rehearsal with Faye, who leads without a turn; Zoe is not in the room."""

    def __init__(self, format: str) -> None:
        self.people = user_ids(NAMES)
        self.format = format
        self.room = RehearsalRoom(LIBRARY, "nl", self.people, (self.people["Faye"],))
        self.room.present -= {self.people["Zoe"]}

    async def asked(self) -> list[Said]:
        """Begin, up to the question whom it is about; what was said with it."""
        await self.says("Faye", f"!start {self.format} iets lastigs")
        for name in NAMES[1:5]:
            await self.says(name, "ik doe mee")
        await self.says("Faye", "volgende")
        said: list[Said] = []
        for name in NAMES[1:5]:
            said = await self.says(name, "akkoord")
        return said

    async def says(self, name: str, words: str) -> list[Said]:
        return await self.room.says(self.people[name], words)

    @property
    def stage(self) -> str:
        session = self.room.circle.session
        assert session is not None
        return session.stage_plan.id

    @property
    def speaker(self) -> UserId | None:
        session = self.room.circle.session
        turn = session.turn if session else None
        return UserId(turn.person) if turn else None

    async def until(self, stage: str) -> None:
        """Faye leads on until a stage."""
        for _ in range(60):
            if self.stage == stage:
                return
            await self.says("Faye", "!volgende")
        raise AssertionError(f"{stage} does not come")


@pytest.mark.parametrize("format", FORMATS)
class TestR3:
    """Who it is about is here, or nobody talks about them."""

    async def test_it_opens_with_the_question(self, format: str) -> None:
        talk = Talk(format)
        said = await talk.asked()
        assert heard(said) == ["ask"]
        assert keys(said) == [f"{format}.about", "common.about-how"]
        assert said[0].say is not None
        assert said[0].say.person is None

    async def test_about_somebody_who_is_here(self, format: str) -> None:
        talk = Talk(format)
        await talk.asked()
        assert await talk.says("Cor", "dat ben ik") == []
        for name in ("Anna", "Bert"):
            assert await talk.says(name, "nee") == []
        said = await talk.says("Dina", "nee")
        assert keys(said)[0] == "common.about-somebody"
        assert "Cor" not in (said[0].words or "").split("\n")[0]
        await talk.until("centre")
        assert talk.speaker == talk.people["Cor"]
        # They leave, and it waits for them, naming nobody; who leads cannot go on without them.
        away = await talk.room.goes(talk.people["Cor"])
        assert heard(away) == ["left", "paused"]
        assert not any("Cor" in (one.words or "") for one in away)
        assert heard(await talk.says("Faye", "!verder")) == ["fault"]
        await talk.room.comes(talk.people["Cor"])
        assert "resumed" in heard(await talk.says("Cor", "akkoord"))
        # And it is theirs to say: not about me any more.
        assert "paused" in heard(await talk.says("Cor", "!ik niet"))

    async def test_about_nobody_else(self, format: str) -> None:
        talk = Talk(format)
        await talk.asked()
        assert heard(await talk.says("Anna", "Het gaat over @Zoe.")) == ["absent"]
        said: list[Said] = []
        for name in NAMES[1:5]:
            said = await talk.says(name, "nee")
        assert keys(said)[0] == "common.about-nobody"
        assert len(said) == 1
        centres = 0
        while talk.room.circle.session is not None:
            centres += talk.stage == "centre"
            await talk.says("Faye", "!volgende")
        assert centres == 0

    async def test_a_talk_about_who_is_not_here_is_not_started(self, format: str) -> None:
        talk = Talk(format)
        assert heard(await talk.says("Faye", f"!start {format} over @Zoe")) == ["absent"]
        assert talk.room.circle.session is None


async def test_in_a_deliberation_all_write_alone_and_are_waited_for() -> None:
    talk = Talk("deliberation")
    await talk.asked()
    await talk.until("writing")
    for name, words in (("Anna", "ja"), ("Bert", "klaar"), ("Cor", "ik schrijf nog")):
        assert await talk.says(name, words) == []
    assert await talk.says("Dina", "ik ben klaar") == []
    [said] = await talk.says("Cor", "klaar met schrijven")
    assert said.say is not None
    assert (said.say.moment, talk.stage) == ("turn", "weighing")
