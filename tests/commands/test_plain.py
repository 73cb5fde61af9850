"""Whole messages in plain words count; a sentence with more in it is speech."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.plain import brief, is_polite, plain
from bot.core.events import Act
from bot.formats.loader import load, shipped


@pytest.mark.parametrize(
    ("body", "act"),
    [
        ("ik doe mee", Act.JOIN), ("Ik doe mee!", Act.JOIN), ("ja, ik doe mee 🙂", Act.JOIN),
        ("I'm in", Act.FINE), ("I’m in.", Act.FINE), ("ik lees mee", Act.LISTEN),
        ("just reading along", Act.LISTEN), ("Akkoord", Act.AGREE), ("ik ga akkoord", Act.AGREE),
        ("I agree", Act.FINE), ("ja", Act.YES), ("Ja hoor", Act.YES), ("yes please", Act.YES),
        ("nee", Act.NO), ("Nee, dank je", Act.NO), ("no thanks", Act.NO), ("klaar", Act.DONE),
        ("Ik ben klaar.", Act.DONE), ("ok klaar", Act.DONE), ("done", Act.DONE),
        ("pas", Act.PASS), ("ik pas", Act.PASS), ("PASS", Act.PASS), ("liever niet", Act.PASS),
        ("later", Act.LATER), ("liever als laatste", Act.LATER), ("mag ik wat zeggen?", Act.HAND),
        ("may I say something?", Act.HAND), ("laat maar", Act.HAND_DOWN),
        ("pauze graag", Act.PAUSE), ("Pauze?", Act.PAUSE), ("even pauze", Act.PAUSE),
        ("can we take a break?", Act.PAUSE), ("verder", Act.RESUME), ("volgende", Act.NEXT),
        ("stop", Act.STOP), ("hulp", Act.HELP), ("nood", Act.CRISIS), ("✅", Act.TICK),
        ("⏭", Act.PASS), ("⏭️", Act.PASS), ("🕓", Act.LATER), ("✋", Act.HAND), ("⏸️ ", Act.PAUSE),
    ],
)  # fmt: skip
def test_plain_words_are_understood(body: str, act: Act) -> None:
    assert plain(body) is act


@pytest.mark.parametrize(
    "body",
    [
        "ik ben klaar met wachten", "Klaar?", "ik pas niet in dit huis", "later die dag ging ik",
        "ja maar ik weet het niet", "akkoord\nmaar niet zo", "ik doe mee omdat het moet", "", "🙂",
        "graag gedaan hoor lieve mensen", "stop daarmee", "verder ging het goed", "👍",
        "ja" * 100,
    ],
)  # fmt: skip
def test_a_sentence_with_more_in_it_is_speech(body: str) -> None:
    assert plain(body) is None


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_the_texts_say_to_type_is_understood(language: str) -> None:
    texts = load([shipped()]).texts("en" if language == "en" else "nl")
    asked = [
        phrase
        for key, prompt in texts.prompts.items()
        for form in prompt.forms
        for phrase in re.findall(r"(?:[Tt]yp|[Tt]ype): ([^!.{}]+)\.", form)
        if not key.startswith("common.fault-unknown-voice")
    ]
    assert len(asked) >= 6
    assert [phrase for phrase in asked if plain(phrase) is None] == []


@given(st.text())
def test_no_text_raises_and_long_or_many_lined_text_is_speech(body: str) -> None:
    assert isinstance(brief(body), bool)
    is_polite(body)
    if plain(body) is not None:
        assert len(body) <= 60
        assert "\n" not in body.strip()


@pytest.mark.parametrize(
    "body",
    [
        "❤️", "mooi gezegd", "sterkte Anna", "dat ken ik ook", "🙏🙏🙏", "wat dapper dat je dit zegt",
        "dank je wel voor het delen", "Dank je wel dat je dit wilde vertellen", "dat raakt me Anna",
        "I hear you, that was brave of you", "thank you for telling us this", "heel veel sterkte Anna",
    ],
)  # fmt: skip
def test_a_short_word_of_support_is_brief(body: str) -> None:
    assert brief(body)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "Hoe was dat voor jou?",
        "toen ik daar een week was",
        "mooi\ngezegd",
        "x" * 61,
        "ik ging toen naar het huis van mijn moeder",
        "ik snap het niet, want bij mij ging het heel anders",
    ],
)
def test_a_question_or_a_story_is_not_brief(body: str) -> None:
    assert not brief(body)
