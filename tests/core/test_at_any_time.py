"""What can be asked or set in a room at any time, and the private chat."""

from __future__ import annotations

import pytest

from bot.core import private
from bot.core.circle import Circle
from bot.core.draft import line
from bot.core.effects import Say
from bot.core.events import (
    Act,
    Arrived,
    Asked,
    Did,
    Event,
    Joined,
    LanguageChosen,
    Spoke,
    Trusted,
    VoicesTold,
)  # fmt: skip
from bot.core.people import EventId, Voice
from tests.core.conversation import ROOM, Conversation, person, user

EVERYWHERE = [Conversation, Conversation.called, Conversation.agreeing, Conversation.begun]
ANNA = user("anna")


@pytest.mark.parametrize("begin", EVERYWHERE)
@pytest.mark.parametrize("name", ["anna", "faye", "stranger"])
def test_the_crisis_information_comes_at_once_for_anyone_unnamed(begin, name: str) -> None:  # type: ignore[no-untyped-def]  # one of EVERYWHERE
    """R12."""
    talk = begin()
    before = talk.circle
    heard = talk.does(name, Act.CRISIS)
    assert heard.texts == ["crisis"]
    assert (heard.says[0].person, heard.says[0].mention) == (None, ())
    assert talk.circle == before


def test_and_in_a_pause_too() -> None:
    talk = Conversation.begun()
    talk.does("anna", Act.PAUSE)
    assert talk.does("bert", Act.CRISIS).texts == ["crisis"]


@pytest.mark.parametrize("begin", EVERYWHERE)
def test_help_says_a_little_more_to_who_leads(begin) -> None:  # type: ignore[no-untyped-def]  # one of EVERYWHERE
    talk = begin()
    assert talk.does("anna", Act.HELP).texts == ["help"]
    leads = ["help", "help-facilitator"]
    assert talk.happens(Did(talk.at, ANNA, True, Act.HELP, person("anna"))).texts == leads


def test_kring_says_who_it_is_when_it_arrives() -> None:
    """R11."""
    talk = Conversation()
    assert talk.happens(Arrived(talk.at, True)).texts == ["hello"]
    assert talk.happens(Arrived(talk.at, False)).texts == ["hello-unencrypted"]


def test_voices_are_kept_and_never_repeated() -> None:
    """R9."""
    talk = Conversation.begun()
    heard = talk.tells("anna", Voice.CLIENT)
    assert heard.texts == ["voices-noted"]
    assert "client" not in str(heard.effects).lower()
    assert talk.tells("anna").texts == ["voices-withdrawn"]
    assert talk.circle.people[0].voices == ()


def test_a_voice_told_before_a_talk_is_kept_for_it() -> None:
    talk = Conversation()
    assert talk.tells("anna", Voice.CLIENT).texts == ["voices-kept"]
    assert talk.tells("anna").texts == ["voices-withdrawn"]


def test_voices_told_before_a_session_count_in_it_and_go_with_it() -> None:
    talk = Conversation()
    talk.tells("anna", Voice.CLIENT)
    talk.starts()
    talk.does("anna", Act.JOIN)
    assert talk.circle.people[0].voices == (Voice.CLIENT,)
    talk.leads(Act.STOP)
    assert talk.circle.people == ()


def test_the_language_stays() -> None:
    talk = Conversation.begun()
    assert talk.happens(LanguageChosen(talk.at, ANNA, "en")).texts == ["language-set"]
    talk.leads(Act.STOP)
    assert talk.circle.language == "en"


def test_the_named_human_is_set_by_who_leads_and_is_here() -> None:
    talk = Conversation.begun()
    cor = user("cor")
    assert talk.happens(Trusted(talk.at, ANNA, False, cor)).texts == ["fault-not-facilitator"]
    away = Trusted(talk.at, user("faye"), False, user("stranger"))
    assert talk.happens(away).texts == ["fault-not-here"]
    heard = talk.happens(Trusted(talk.at, user("faye"), False, cor))
    assert (heard.texts, heard.says[0].mention) == (["trusted-set"], (cor,))


def test_what_was_asked_is_answered_where_the_session_is() -> None:
    talk = Conversation.begun()
    heard = talk.happens(Asked(talk.at, ANNA, "help", (line("formats-intro"),)))
    assert heard.texts == ["formats-intro"]
    assert heard.says[0].stage == "round"


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (Arrived(1, True), "hello-private"),
        (Arrived(1, False), "hello-private-open"),
        (Did(1, ANNA, False, Act.HELP, person("anna")), "help-private"),
        (Spoke(1, ANNA, False, False, None, EventId("$said")), "private-words"),
        (Did(1, ANNA, False, Act.CRISIS, person("anna")), "crisis"),
        (LanguageChosen(1, ANNA, "en"), "language-set"),
        (Asked(1, ANNA, "fault", (line("fault-language"),)), "fault-language"),
        (Did(1, ANNA, True, Act.NEXT, person("anna")), "private-refused"),
        (VoicesTold(1, ANNA, (Voice.CLIENT,), privately=True), "voices-kept"),
    ],
)
def test_a_private_chat_is_for_what_concerns_the_asker_alone(event: Event, text: str) -> None:
    """R2."""
    _, effects = private.step(Circle(ROOM, "nl"), event)
    [say] = [effect for effect in effects if isinstance(effect, Say)]
    assert [line.key for line in say.lines] == [f"common.{text}"]
    assert say.session is None


def test_a_private_chat_holds_no_session_and_nobody() -> None:
    circle = Circle(ROOM, "nl")
    for event in (Joined(1, ANNA), Did(1, ANNA, True, Act.JOIN, person("anna"))):
        circle, _ = private.step(circle, event)
    assert circle == Circle(ROOM, "nl")
