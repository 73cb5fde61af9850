"""``!themas`` and a theme at the start, as somebody in the room reads them."""

from __future__ import annotations

import re

import pytest

from bot.core.circle import Lately
from bot.core.events import Language
from bot.core.people import UserId
from bot.formats.loader import load, shipped
from bot.rehearsal.room import RehearsalRoom, Said

LIBRARY = load([shipped()])
THEMES = LIBRARY.themes
ANNA = UserId("@anna:kring")


def room(language: Language = "nl") -> RehearsalRoom:
    """A room in which Anna leads."""
    return RehearsalRoom(LIBRARY, language, {"Anna": ANNA}, (ANNA,))


async def asked(words: str, language: Language = "nl") -> str:
    """What Kring answers."""
    [said] = await room(language).says(ANNA, words)
    return said.words or ""


def test_there_are_at_least_forty_themes_each_with_its_question() -> None:
    assert len(THEMES.all) >= 40
    for language in ("nl", "en"):
        texts = LIBRARY.texts("nl" if language == "nl" else "en")
        for theme in THEMES.all:
            for key in ("question", *theme.voices):
                assert texts[f"themes.{theme.id}-{key}"].forms[0].endswith("?")
    assert sum(bool(theme.voices) for theme in THEMES.all) >= 10


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_the_list_is_one_of_groups_and_calm(language: Language) -> None:
    answer = await asked("!themas", language)
    items = [line for line in answer.splitlines() if line.startswith("- ")]
    assert len(items) == len(THEMES.groups) + 3
    assert len(answer.split()) < 110
    for number in range(1, len(THEMES.groups) + 1):
        group = await asked(f"!themas {number}", language)
        assert sum(line.startswith("- ") for line in group.splitlines()) <= 12
        assert len(group.split()) < 220


async def test_every_theme_stands_in_a_group_with_its_number() -> None:
    groups = [await asked(f"!themas {n}") for n in range(1, len(THEMES.groups) + 1)]
    numbers = [int(n) for group in groups for n in re.findall(r"- Thema (\d+):", group)]
    assert numbers == list(range(1, len(THEMES.all) + 1))


@pytest.mark.parametrize(
    "words",
    ["!themas vertrouwen", "!thema Vertrouwen", "!themes trust", "!themas thema 1", "!thema's #1",
     "!themas VERTROUWEN.", "!themas nummer 1"],
)  # fmt: skip
async def test_one_theme_in_full(words: str) -> None:
    answer = await asked(words)
    assert "Wat maakt dat jij iemand vertrouwt?" in answer
    assert "- naaste: Wat heb jij nodig om een hulpverlener te vertrouwen?" in answer
    assert "!start kampvuur 1" in answer


@pytest.mark.parametrize("words", ["!themas organisatie", "!themas groep 6", "!themes group 6"])
async def test_a_group_by_its_name(words: str) -> None:
    assert "Papier en praktijk" in await asked(words)


@pytest.mark.parametrize("words", ["!themas 1000", "!themas thema 0", "!themas 99999999999999"])
async def test_a_number_of_no_theme_is_told_kindly(words: str) -> None:
    answer = await asked(words)
    assert "!themas" in answer
    assert "ken ik niet" in answer


async def test_words_of_no_theme_are_told_kindly() -> None:
    assert "Een eigen thema mag ook" in await asked("!themas zwemmen met dolfijnen")


async def started(words: str) -> tuple[RehearsalRoom, Said]:
    here = room()
    [said] = await here.says(ANNA, words)
    return here, said


@pytest.mark.parametrize(
    "words",
    ["!start kampvuur 12", "!start kampvuur thema 12", "!start kampvuur volhouden",
     "!start campfire Keeping going", "!start kampvuur #12", "!start kampvuur traag 12",
     "!start vuur gesproken Volhouden."],
)  # fmt: skip
async def test_a_theme_is_chosen_by_its_number_or_its_title(words: str) -> None:
    here, said = await started(words)
    assert "Het thema is: " in (said.words or "")
    assert "Wat helpt jou om het vol te houden?" in (said.words or "")
    session = here.circle.session
    assert session is not None
    assert session.topic is not None
    assert session.topic.id == "keeping-going"
    by_number = "12" in words
    assert (session.theme is None) == by_number, "words stay where they were typed"
    assert ("Volhouden." in (said.words or "")) or not by_number


async def test_a_title_that_is_edited_is_a_theme_of_ones_own_then() -> None:
    here, said = await started("!start kampvuur volhouden")
    assert "Het thema is: volhouden." in (said.words or "")
    start = here.newest(ANNA)
    assert start is not None
    await here.changes(ANNA, start, "!start kampvuur Opnieuw beginnen")
    session = here.circle.session
    assert session is not None
    assert session.topic is None
    [_, welcome] = [*await here.goes(ANNA), *await here.comes(ANNA)][-2:]
    assert "Opnieuw beginnen" in (welcome.words or "")
    assert "Wat helpt jou" not in (welcome.words or "")


@pytest.mark.parametrize(
    "theme", ["Onze tuin", "Volhouden in de winter", "12 dagen", "op", "de", "ziekte", "geen idee"]
)
async def test_a_theme_of_ones_own_is_kept_by_reference(theme: str) -> None:
    here, said = await started(f"!start kampvuur {theme}")
    assert f"Het thema is: {theme}." in (said.words or "")
    session = here.circle.session
    assert session is not None
    assert session.topic is None
    assert session.theme is not None
    assert len(theme) < 4 or theme not in str(here.circle)


async def test_a_number_of_no_theme_starts_nothing() -> None:
    here, said = await started("!start kampvuur 1000")
    assert here.circle.session is None
    assert "ken ik niet" in (said.words or "")


async def test_what_came_last_is_not_suggested_again() -> None:
    here = room()
    last = tuple(theme.id for theme in THEMES.all[:47])
    here.circle = here.circle.__class__("!rehearsal:kring", "nl", lately=Lately(themes=last))  # type: ignore[arg-type]
    [said] = await here.says(ANNA, "!themas")
    suggested = {int(n) for n in re.findall(r"- Thema (\d+)", said.words or "")}
    assert suggested == {48, 49, 50}
