"""A safe room, as a dialogue (R7), and new identity keys (R7, R8)."""

from __future__ import annotations

from bot.core.circle import Circle
from bot.core.effects import Accept, Mend, Renew
from bot.core.events import (
    Act,
    Did,
    Interrupted,
    MendAsked,
    Mended,
    RenewAsked,
    Renewed,
    RoomChanged,
    SafetyAsked,
    Started,
)
from bot.core.people import PersonId
from bot.core.plan import Mode
from bot.core.room import Fault, NewKey
from tests.core.conversation import ROOM, Conversation, Heard, plan, user

ANNA, FAYE = user("anna"), user("faye")


def _accepted(heard: Heard) -> list[NewKey]:
    return [effect.key for effect in heard.effects if isinstance(effect, Accept)]


def _mended(talk: Conversation, before: tuple[Fault, ...], left: tuple[Fault, ...] = ()) -> Heard:
    return talk.happens(Mended(talk.at, before, left))


class TestAsked:
    """``!veilig``, by anyone."""

    def test_r7_a_safe_room_says_who_can_read_what(self) -> None:
        talk = Conversation()
        heard = talk.happens(SafetyAsked(talk.at, ANNA, (), 5))
        assert heard.texts == ["safety-ok", "safety-readers", "safety-known"]

    def test_r8_it_says_how_many_cannot_read_and_not_who(self) -> None:
        talk = Conversation()
        heard = talk.happens(SafetyAsked(talk.at, ANNA, (), 5, unreadable=2))
        assert "safety-cannot-read" in heard.texts
        assert "@" not in str([say.lines for say in heard.says])

    def test_r7_what_is_wrong_is_listed_with_how_to_mend_it(self) -> None:
        talk = Conversation()
        heard = talk.happens(SafetyAsked(talk.at, ANNA, ("widget", "bot"), 5))
        assert heard.texts == ["safety-intro", "safety-widget", "safety-bot", "safety-mend"]

    def test_r7_what_kring_cannot_mend_it_does_not_offer_to_mend(self) -> None:
        talk = Conversation()
        heard = talk.happens(SafetyAsked(talk.at, ANNA, ("bot",), 5))
        assert heard.texts == ["safety-intro", "safety-bot"]

    def test_what_is_worth_knowing_stands_there_too(self) -> None:
        talk = Conversation()
        heard = talk.happens(
            SafetyAsked(talk.at, ANNA, (), 5, remarks=("listed", "all-may-change"))
        )
        assert heard.texts[2:4] == ["safety-listed", "safety-all-may-change"]


class TestMending:
    """``!veilig herstel``, by who leads."""

    def test_r7_who_leads_may_have_it_mended(self) -> None:
        talk = Conversation()
        heard = talk.happens(MendAsked(talk.at, FAYE, True, ("guests",)))
        assert heard.effects == (Mend(("guests",)),)

    def test_nobody_else_may(self) -> None:
        talk = Conversation.begun()
        heard = talk.happens(MendAsked(talk.at, ANNA, False, ("guests",)))
        assert heard.texts == ["fault-not-facilitator"]

    def test_whoever_was_handed_the_task_may(self) -> None:
        talk = Conversation.begun()
        assert talk.happens(MendAsked(talk.at, FAYE, False, ("guests",))).effects

    def test_a_safe_room_needs_none(self) -> None:
        talk = Conversation()
        assert talk.happens(MendAsked(talk.at, FAYE, True, ())).texts == ["safety-ok"]

    def test_r7_it_says_what_it_did_and_what_a_person_has_to_do(self) -> None:
        talk = Conversation()
        heard = _mended(talk, ("knock", "open-to-all", "guests", "bot"), ("bot",))
        assert heard.moments == ["safety"]
        assert heard.texts == [
            "mended-intro", "mended-door", "mended-guests", "mended-not", "safety-bot",
        ]  # fmt: skip

    def test_where_its_power_is_too_small_it_says_so(self) -> None:
        heard = _mended(Conversation(), ("guests",), ("guests",))
        assert heard.texts == ["mended-not", "safety-guests", "mended-no-power"]

    def test_r7_what_was_open_before_cannot_be_undone_and_a_fresh_room_is_offered(self) -> None:
        for fault in ("history", "world-readable", "not-encrypted"):
            heard = _mended(Conversation(), (fault,))
            assert heard.texts[-2:] == ["mended-all", "fresh-offered"]

    def test_in_a_session_it_says_how_to_go_on(self) -> None:
        talk = Conversation.begun()
        talk.room_becomes("guests")
        assert _mended(talk, ("guests",)).texts == [
            "mended-intro",
            "mended-guests",
            "mended-resume",
        ]
        assert talk.leads(Act.RESUME).moments == ["resumed"]


class TestFreshRoom:
    """A fresh room, where history was open."""

    def test_r7_whoever_leads_gets_one_by_command_or_by_saying_yes(self) -> None:
        talk = Conversation()
        assert talk.happens(RenewAsked(talk.at, FAYE, True)).effects == (Renew(),)
        _mended(talk, ("history",))
        yes = Did(talk.at, FAYE, True, Act.YES, PersonId(FAYE))
        assert talk.happens(yes).effects == (Renew(),)
        assert talk.happens(yes).texts == ["fault-no-session"], "once for each offer"

    def test_it_may_be_refused(self) -> None:
        talk = Conversation()
        _mended(talk, ("history",))
        assert talk.happens(Did(talk.at, FAYE, True, Act.NO, PersonId(FAYE))).texts == ["fresh-not"]

    def test_nobody_else_gets_one(self) -> None:
        talk = Conversation()
        assert talk.happens(RenewAsked(talk.at, ANNA, False)).texts == ["fault-not-facilitator"]
        _mended(talk, ("history",))
        assert talk.does("anna", Act.YES).texts == ["fault-no-session"]

    def test_all_are_told_whether_it_is_there(self) -> None:
        talk = Conversation()
        assert talk.happens(Renewed(talk.at, True)).texts == ["fresh-made"]
        assert talk.happens(Renewed(talk.at, False)).texts == ["fresh-failed"]

    def test_r11_in_a_room_it_made_it_says_once_who_it_is(self) -> None:
        talk = Conversation(circle=Circle(ROOM, "nl", unmet=True))
        assert talk.joins("anna").texts == ["hello"]
        assert talk.joins("bert").effects == ()


class TestUnsafe:
    """All through the session."""

    def test_r7_a_change_for_the_worse_pauses_and_is_told_once(self) -> None:
        talk = Conversation.begun()
        heard = talk.room_becomes("bot")
        assert heard.texts == ["safety-changed", "safety-bot"]
        assert heard.moments == ["safety"]
        assert talk.room_becomes("bot").effects == ()
        assert talk.room_becomes("bot", "bridge").texts == ["safety-changed", "safety-bridge"]

    def test_r7_it_does_not_go_on_until_it_is_mended(self) -> None:
        talk = Conversation.begun()
        talk.room_becomes("bot")
        assert talk.does("anna", Act.RESUME).texts == ["fault-resume-others"]
        assert talk.leads(Act.RESUME).texts == ["safety-still", "safety-bot"]
        talk.room_becomes()
        assert talk.leads(Act.RESUME).moments == ["resumed"]

    def test_r7_whoever_changes_the_room_fast_cannot_flood_it(self) -> None:
        talk = Conversation.begun()
        said = 0
        for _ in range(100):
            said += len(talk.room_becomes("knock").says) + len(talk.room_becomes().says)
        assert said == 1

    def test_once_it_went_on_it_is_told_again(self) -> None:
        talk = Conversation.begun()
        talk.room_becomes("bot")
        talk.room_becomes()
        talk.leads(Act.RESUME)
        assert talk.room_becomes("bot").texts == ["safety-changed", "safety-bot"]

    def test_r11_without_a_session_nothing_is_said(self) -> None:
        assert Conversation().room_becomes("guests").effects == ()


class TestNewKeyInSession:
    """Somebody's identity has another key in the middle of a conversation."""

    def test_r7_it_pauses_and_is_told_once_with_who(self) -> None:
        talk = Conversation.begun()
        heard = talk.keys_become(anna="m")
        assert (heard.moments, heard.texts) == (["safety"], ["new-key-paused"])
        assert heard.says[0].mention == (ANNA,)
        assert _accepted(heard) == []
        assert talk.session.pause is not None
        assert talk.keys_become(anna="m").effects == ()

    def test_r8_it_is_trusted_when_the_facilitator_goes_on(self) -> None:
        talk = Conversation.begun()
        talk.keys_become(anna="m")
        heard = talk.leads(Act.RESUME)
        assert _accepted(heard) == [NewKey(ANNA, "m")]
        assert isinstance(heard.effects[0], Accept), "before the room is told that it goes on"
        assert heard.moments == ["resumed"]

    def test_r8_nobody_can_vouch_for_their_own_key(self) -> None:
        talk = Conversation.begun()
        talk.keys_become(faye="m")
        assert talk.leads(Act.RESUME).texts == ["fault-own-key"]
        assert _accepted(talk.does("anna", Act.RESUME)) == [NewKey(FAYE, "m")]

    def test_an_ordinary_participant_cannot_either_while_somebody_leads(self) -> None:
        talk = Conversation.begun()
        talk.keys_become(anna="m")
        assert talk.does("bert", Act.RESUME).texts == ["fault-resume-others"]

    def test_r8_a_key_that_changed_once_more_is_told_before_it_is_trusted(self) -> None:
        talk = Conversation.begun()
        talk.keys_become(anna="m")
        assert talk.keys_become(anna="n").effects == ()
        assert talk.leads(Act.RESUME).texts == ["new-key-again"]
        assert _accepted(talk.leads(Act.RESUME)) == [NewKey(ANNA, "n")]

    def test_r7_whoever_changes_keys_fast_cannot_flood_the_room(self) -> None:
        talk = Conversation.begun()
        said = [talk.keys_become(**{"anna": str(n)} if n % 2 else {}).says for n in range(100)]
        assert sum(map(len, said)) == 1

    def test_the_old_key_again_needs_no_trust(self) -> None:
        talk = Conversation.begun()
        talk.keys_become(anna="m")
        talk.keys_become()
        heard = talk.leads(Act.RESUME)
        assert (_accepted(heard), heard.moments) == ([], ["resumed"])

    def test_both_at_once_are_one_message(self) -> None:
        talk = Conversation.begun()
        both = RoomChanged(talk.at, ("bot",), (NewKey(ANNA, "m"),))
        assert talk.happens(both).texts == ["safety-changed", "safety-bot", "new-key-paused"]

    def test_a_pause_that_was_there_is_not_taken_from_who_asked_for_it(self) -> None:
        talk = Conversation.begun()
        talk.does("bert", Act.PAUSE)
        talk.keys_become(anna="m")
        assert _accepted(talk.does("bert", Act.RESUME)) == [NewKey(ANNA, "m")]

    def test_a_session_that_closes_leaves_nothing_to_tell(self) -> None:
        talk = Conversation.begun()
        talk.keys_become(anna="m")
        assert _accepted(talk.leads(Act.STOP)) == [NewKey(ANNA, "m")]
        assert talk.circle.new_keys == ()


class TestOnTheWay:
    """The room hears of a key again before the edge has accepted it."""

    def test_it_is_not_told_twice(self) -> None:
        talk = Conversation.begun()
        talk.keys_become(anna="m")
        talk.leads(Act.RESUME)
        assert talk.keys_become(anna="m").effects == ()
        assert list(talk.circle.accepting) == [NewKey(ANNA, "m")]
        assert talk.keys_become().effects == ()
        assert list(talk.circle.accepting) == []
        assert talk.keys_become(anna="m").texts == ["new-key-paused"]

    def test_another_key_is_told(self) -> None:
        talk = Conversation.begun()
        talk.keys_become(anna="m")
        talk.leads(Act.RESUME)
        assert talk.keys_become(anna="n").texts == ["new-key-paused"]

    def test_what_was_dropped_on_its_way_is_new_again(self) -> None:
        talk = Conversation.begun()
        talk.keys_become(anna="m")
        talk.leads(Act.RESUME)
        talk.happens(Interrupted(talk.at))
        assert talk.keys_become(anna="m").texts == ["new-key-paused"]


class TestNewKeyBetween:
    """Somebody's identity has another key between conversations."""

    def test_r11_nothing_is_said_until_somebody_asks_something(self) -> None:
        talk = Conversation()
        assert talk.keys_become(anna="m").effects == ()
        heard = talk.does("bert", Act.HELP)
        assert heard.texts == ["help", "new-key"]
        assert [type(effect).__name__ for effect in heard.effects] == ["Say", "Accept"]
        assert talk.does("bert", Act.HELP).texts == ["help"]

    def test_a_mistake_is_answered_as_it_is(self) -> None:
        talk = Conversation()
        talk.keys_become(anna="m")
        assert talk.does("bert", Act.DONE).texts == ["fault-no-session"]
        assert talk.circle.new_keys

    def test_the_answer_about_safety_tells_it(self) -> None:
        talk = Conversation()
        asked = SafetyAsked(talk.at, ANNA, (), 5, new_keys=(NewKey(ANNA, "m"),))
        heard = talk.happens(asked)
        assert heard.texts[-1] == "new-key"
        assert _accepted(heard) == [NewKey(ANNA, "m")]

    def test_r8_a_start_tells_it_and_then_invites_who_could_not_read(self) -> None:
        talk = Conversation()
        present = (FAYE, ANNA, user("bert"))
        heard = talk.happens(
            Started(talk.at, FAYE, True, "s", plan(), Mode.WRITTEN, None, present, (), (), 7,
                    (NewKey(ANNA, "m"),))
        )  # fmt: skip
        assert heard.moments == ["gathering", "welcome-newcomer"]
        assert heard.says[0].lines[-1].key == "common.new-key"
        assert heard.says[1].mention == (ANNA,)
        kinds = [type(effect).__name__ for effect in heard.effects]
        assert kinds == ["Say", "Accept", "Say"], "told, then trusted, then invited"
        assert talk.session.pause is None
