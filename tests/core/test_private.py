"""The small machine of a private chat: what it answers, keeps and refuses (R2)."""

from __future__ import annotations

import pytest

from bot.core import private
from bot.core.about import about
from bot.core.circle import Circle
from bot.core.draft import line
from bot.core.effects import Button, Mark, Say
from bot.core.events import (
    Act,
    AlarmRang,
    Asked,
    AwayTold,
    Did,
    Event,
    Forgot,
    HandedOver,
    Interrupted,
    Joined,
    Left,
    RemindersChosen,
    SafetyAsked,
    SeatBrought,
    SeatTaken,
    Spoke,
    Tapped,
    TookBack,
    Trusted,
    Unreadable,
    VoicesTold,
    WordsChanged,
    WordsRemoved,
)
from bot.core.own import Away, Own, is_away, wants_reminder
from bot.core.people import EventId, PersonId, Voice
from bot.core.series import WallDate
from tests.core.conversation import person, user
from tests.core.house import CHAT

ANNA = user("anna")
JANUARY = Away(WallDate("2027-01-04"), WallDate("2027-01-12"), 1_800_000_000_000)


class Chat:
    """A private chat with Anna."""

    def __init__(self) -> None:
        self.circle = Circle(CHAT, "nl")

    def hears(self, event: Event) -> list[str]:
        """Let something happen; the texts that are said, by key."""
        self.circle, effects = private.step(self.circle, event)
        says = [effect for effect in effects if isinstance(effect, Say)]
        assert len(says) == len(effects) <= 1, "one message at most, here and nowhere else"
        assert all(say.session is None and not say.mention and not say.buttons for say in says)
        return [line.key.removeprefix("common.") for say in says for line in say.lines]


REFUSED: list[Event] = [
    *(Did(1, ANNA, True, act, person("anna")) for act in Act if act not in (Act.HELP, Act.CRISIS)),
    Did(1, ANNA, True, Act.DONE, PersonId("seat-opa")),
    SeatBrought(1, ANNA, PersonId("seat-opa"), EventId("$name")),
    SeatTaken(1, ANNA, True, PersonId("seat-opa")),
    HandedOver(1, ANNA, True, (user("bert"),)),
    Trusted(1, ANNA, True, user("bert")),
    SafetyAsked(1, ANNA, ("bot",), 2),
    TookBack(1, ANNA, None),
]


@pytest.mark.parametrize("event", REFUSED, ids=lambda event: str(event)[:60])
def test_what_belongs_in_a_room_is_refused_with_the_reason(event: Event) -> None:
    chat = Chat()
    assert chat.hears(event) == ["private-refused"]
    assert chat.circle == Circle(CHAT, "nl")


@pytest.mark.parametrize(
    "event",
    [
        Tapped(1, ANNA, False, Button.DONE, Mark(None, "help")),
        WordsChanged(1, ANNA, EventId("$said"), (), (), 1),
        WordsRemoved(1, EventId("$said"), user("anna")),
        Joined(1, ANNA),
        Left(1, ANNA),
        AlarmRang(1),
        Interrupted(1),
    ],
)
def test_what_asks_nothing_is_let_be(event: Event) -> None:
    chat = Chat()
    assert chat.hears(event) == []
    assert chat.circle == Circle(CHAT, "nl")


def spoke(plain: Act | None = None) -> Spoke:
    return Spoke(1, ANNA, False, False, plain, EventId("$said"))


def test_words_are_told_that_nobody_reads_them_and_where_help_is() -> None:
    chat = Chat()
    for plain in (None, Act.PASS, Act.AGREE, Act.STOP, Act.PAUSE):
        assert chat.hears(spoke(plain)) == ["private-words"]
    assert chat.hears(spoke(Act.HELP)) == ["help-private"]


def test_a_cry_for_help_in_plain_words_gets_the_crisis_information() -> None:
    """R12."""
    chat = Chat()
    assert chat.hears(spoke(Act.CRISIS)) == ["crisis"]
    assert chat.circle == Circle(CHAT, "nl")


def test_what_cannot_be_read_is_asked_for_again() -> None:
    assert Chat().hears(Unreadable(1, ANNA)) == ["private-resend"]


def test_an_answer_is_given() -> None:
    assert Chat().hears(Asked(1, ANNA, "about-you", (line("about-nothing"),))) == ["about-nothing"]


def test_an_absence_is_kept_until_it_is_over() -> None:
    chat = Chat()
    assert chat.hears(AwayTold(1, ANNA, JANUARY)) == ["away-noted"]
    assert chat.circle.own == Own(ANNA, JANUARY)
    assert [line.key for line in about(chat.circle, ANNA)] == ["common.about-away"]
    due = chat.circle.due
    assert due is not None
    chat.hears(AlarmRang(due - 1))
    assert chat.circle.own is not None
    assert chat.hears(AlarmRang(due)) == []
    assert chat.circle == Circle(CHAT, "nl"), "and then nothing of it is left"


def test_an_absence_without_end_ends_by_saying_so() -> None:
    chat = Chat()
    assert chat.hears(AwayTold(1, ANNA, Away(JANUARY.since))) == ["away-noted-open"]
    assert chat.circle.due is None
    assert [line.key for line in about(chat.circle, ANNA)] == ["common.about-away-open"]
    assert chat.hears(AwayTold(1, ANNA, None)) == ["back-noted"]
    assert chat.circle == Circle(CHAT, "nl")
    assert chat.hears(AwayTold(1, ANNA, None)) == ["back-noted"]


def test_reminders_are_a_wish_that_lasts_beside_an_absence() -> None:
    chat = Chat()
    assert chat.hears(RemindersChosen(1, ANNA, True)) == ["reminders-on"]
    chat.hears(AwayTold(1, ANNA, JANUARY))
    assert chat.circle.due is not None
    chat.hears(AlarmRang(chat.circle.due))
    assert chat.circle.own == Own(ANNA, None, True)
    assert [line.key for line in about(chat.circle, ANNA)] == ["common.about-reminders-on"]
    assert chat.hears(RemindersChosen(1, ANNA, False)) == ["reminders-off"]
    assert [line.key for line in about(chat.circle, ANNA)] == ["common.about-reminders-off"]


@pytest.mark.parametrize(
    ("day", "away"),
    [
        (WallDate("2027-01-03"), False),
        (WallDate("2027-01-04"), True),
        (WallDate("2027-01-11"), True),
        (WallDate("2027-01-12"), False),
    ],
)
def test_who_is_away_is_not_reminded(day: WallDate, away: bool) -> None:
    own = Own(ANNA, JANUARY, True)
    assert is_away(own, day) is away
    for one, other in ((day, day), (day, WallDate("2027-02-01")), (WallDate("2026-12-01"), day)):
        assert wants_reminder(own, one, other) is not away, "neither that day, nor of what is then"
        assert not wants_reminder(Own(ANNA, JANUARY), one, other), "who did not ask hears it here"
    assert is_away(Own(ANNA, Away(JANUARY.since)), WallDate("2030-01-01"))
    assert not is_away(None, day)
    assert not wants_reminder(None, day, day)


def test_forgetting_leaves_nothing() -> None:
    """R10."""
    chat = Chat()
    chat.hears(AwayTold(1, ANNA, JANUARY))
    chat.hears(RemindersChosen(1, ANNA, True))
    chat.hears(VoicesTold(1, ANNA, (Voice.CLIENT,), privately=True))
    assert len(about(chat.circle, ANNA)) == 3
    assert chat.hears(Forgot(1, ANNA, asked_here=True)) == ["forgotten"]
    assert chat.circle == Circle(CHAT, "nl")
    chat.hears(RemindersChosen(1, ANNA, True))
    assert chat.hears(Forgot(1, ANNA, asked_here=False)) == []
    assert chat.circle == Circle(CHAT, "nl")


def test_a_chat_that_another_has_now_is_theirs() -> None:
    """R2: nothing of who had it before is told, taken over or thrown away by them."""
    chat, bert = Chat(), user("bert")
    chat.hears(RemindersChosen(1, ANNA, True))
    assert about(chat.circle, bert) == ()
    chat.hears(Forgot(1, bert, asked_here=True))
    assert chat.circle.own == Own(ANNA, None, True)
    chat.hears(AwayTold(1, bert, JANUARY))
    assert chat.circle.own == Own(bert, JANUARY)
    assert about(chat.circle, ANNA) == ()
