"""Notes (R3, R4): whom they concern, what their card tells, and what ends them."""

from __future__ import annotations

import pytest

from bot.core import notes
from bot.core.circle import Circle
from bot.core.effects import Say
from bot.core.events import Act, Interrupted, WordsRemoved
from bot.core.people import EventId
from tests.core.conversation import CHECK_OUT, HARVEST, Conversation, Heard, user


def card(heard: Heard) -> Say:
    """The one message of a step, which must be the card of a note."""
    [say] = heard.says
    assert say.moment in ("note", "note-refused")
    assert say.person is None
    assert say.lasting
    return say


def tells(heard: Heard) -> list[str]:
    """What the card tells, without the details."""
    return [line.key.removeprefix("common.") for line in card(heard).lines]


ASKS = ["note-does-not-stand", "note-about", "note-ask"]
STANDS = ["note-stands", "note-about", "note-concerns-you"]


class TestMaking:
    """R3: whom a note concerns, and who must be in the room."""

    @pytest.mark.parametrize("in_session", [False, True])
    def test_a_note_that_concerns_nobody_else_stands_at_once(self, in_session: bool) -> None:
        talk = Conversation.begun() if in_session else Conversation()
        heard = talk.notes("anna")
        assert tells(heard) == ["note-stands", "note-concerns-you"]
        assert (card(heard).mention, card(heard).edits) == ((), False)
        assert talk.stands(1)

    def test_a_note_that_mentions_people_of_the_room_asks_them(self) -> None:
        talk = Conversation()
        heard = talk.notes("anna", "bert", "cor", "bert")
        assert tells(heard) == ASKS
        assert card(heard).mention == (user("bert"), user("cor"))
        assert not talk.stands(1)

    @pytest.mark.parametrize("in_session", [False, True])
    def test_a_note_about_somebody_who_is_not_here_is_refused_and_nothing_is_made(
        self, in_session: bool
    ) -> None:
        talk = Conversation.begun() if in_session else Conversation()
        before = talk.circle
        heard = talk.notes("anna", "bert", "zoe")
        assert heard.moments == ["note-refused"]
        assert heard.texts == ["note-refused"]
        assert heard.says[0].mention == ()
        assert talk.circle.notes == before.notes == ()

    def test_mentioning_oneself_changes_nothing(self) -> None:
        talk = Conversation()
        assert tells(talk.notes("anna", "anna"))[0] == "note-stands"

    def test_the_words_of_another_need_their_yes(self) -> None:
        talk = Conversation()
        heard = talk.notes("bert", of="anna", said="$words")
        assert (tells(heard), card(heard).mention) == (ASKS, (user("anna"),))
        assert tells(talk.answers("anna", 1)) == STANDS

    def test_the_words_of_who_left_cannot_be_made_a_note(self) -> None:
        talk = Conversation()
        talk.leaves("anna")
        assert talk.notes("bert", of="anna", said="$words").texts == ["note-refused"]

    def test_a_message_is_a_note_once(self) -> None:
        talk = Conversation()
        talk.notes("anna", said="$words")
        assert talk.notes("bert", of="anna", said="$words").texts == ["fault-note-known"]

    def test_a_name_that_looks_like_somebodys_is_a_question_to_the_author(self) -> None:
        talk = Conversation()
        heard = talk.notes("anna", looks=True)
        assert tells(heard) == ["note-stands", "note-concerns-you", "note-looks"]
        assert card(heard).mention == (user("anna"),)
        assert talk.stands(1)

    def test_a_full_book_says_so_for_the_room_and_for_one_person(self) -> None:
        talk = Conversation(names=("anna", "bert", "cor", "dina", "eva"))
        for n in range(notes.EACH):
            talk.notes("anna", said=f"$anna-{n}")
        assert talk.notes("anna", said="$more").texts == ["fault-notes-full"]
        for name in ("bert", "cor", "dina"):
            for n in range(notes.EACH):
                talk.notes(name, said=f"${name}-{n}")
        assert len(talk.circle.notes) == notes.MOST
        assert talk.notes("eva", said="$more").texts == ["fault-notes-full"]
        talk.takes_back("anna", note=1)
        assert tells(talk.notes("eva", said="$more"))[0] == "note-stands"


class TestAgreeing:
    """R4: the person it is about decides whether a note stands."""

    def test_it_stands_when_each_of_them_agreed(self) -> None:
        talk = Conversation()
        talk.notes("anna", "bert", "cor")
        assert talk.answers("bert", 1).texts == ["note-heard"]
        heard = talk.answers("cor", 1)
        assert tells(heard) == STANDS
        assert (card(heard).edits, card(heard).mention, card(heard).handle) == (True, (), "note-1")

    def test_the_card_is_the_same_whoever_agreed_objected_or_said_nothing(self) -> None:
        faces = []
        for agreed in ((), ("bert",), ("cor",)):
            talk = Conversation()
            talk.notes("anna", "bert", "cor")
            for name in agreed:
                talk.answers(name, 1)
            talk.answers("bert" if agreed == ("cor",) else "cor", 1, yes=False)
            faces.append(talk.happens(Interrupted(talk.at)).says[-1].lines)
        assert faces[0] == faces[1] == faces[2]

    def test_what_was_told_privately_shows_only_on_the_card(self) -> None:
        talk = Conversation()
        talk.notes("anna", "bert", "cor")
        assert talk.answers("bert", 1, privately=True).effects == ()
        assert tells(talk.answers("cor", 1, privately=True)) == STANDS
        assert tells(talk.answers("bert", 1, yes=False, privately=True)) == ASKS

    def test_what_was_told_privately_never_brings_a_fault_in_the_room(self) -> None:
        talk = Conversation()
        talk.notes("anna", "bert")
        sent = talk.at - 1
        for heard in (
            talk.answers("bert", 7, privately=True), talk.answers("cor", 1, privately=True),
            talk.answers("bert", 1, sent=sent, privately=True),
        ):  # fmt: skip
            assert heard.effects == ()
        assert not talk.stands(1)

    @pytest.mark.parametrize("how", ["no", "withdraw", "plain no"])
    def test_agreement_can_be_taken_back_at_any_time_and_the_words_stay(self, how: str) -> None:
        talk = Conversation.begun()
        talk.notes("anna", "bert")
        talk.answers("bert", 1)
        talk.leads(Act.STOP)
        talk.after(400 * 24 * 3_600_000)
        heard = {
            "no": lambda: talk.answers("bert", 1, yes=False),
            "withdraw": lambda: talk.takes_back("bert", note=1),
            "plain no": lambda: talk.does("bert", Act.NO),
        }[how]()
        assert tells(heard) == ASKS
        assert card(heard).mention == ()
        assert talk.stands(1) is False, "it is kept, and does not stand"

    def test_nobody_else_can_agree_or_object(self) -> None:
        talk = Conversation()
        talk.notes("anna", "bert")
        for name in ("cor", "anna", "faye"):
            assert talk.answers(name, 1).texts == ["fault-note-not-asked"]
            assert talk.answers(name, 1, yes=False).texts == ["fault-note-not-asked"]
        assert talk.takes_back("cor", note=1).texts == ["fault-note-of-other"]
        assert talk.answers("bert", 7).texts == ["fault-note-unknown"]

    def test_a_bare_yes_means_the_one_note_it_can_mean(self) -> None:
        talk = Conversation()
        talk.notes("anna", "bert")
        assert tells(talk.does("bert", Act.YES)) == STANDS
        assert talk.does("bert", Act.YES).texts == ["fault-no-session"]
        talk.notes("anna", "bert")
        talk.notes("anna", "bert")
        assert talk.does("bert", Act.AGREE).texts == ["fault-note-which"]
        assert tells(talk.does("bert", Act.NO)) == ASKS
        assert talk.does("bert", Act.NO).texts == ["fault-note-which"]

    def test_a_bare_yes_in_a_session_means_what_the_session_asked_first(self) -> None:
        talk = Conversation.agreeing()
        talk.notes("anna", "bert")
        talk.does("bert", Act.AGREE)
        assert not talk.stands(1)
        assert tells(talk.does("bert", Act.AGREE)) == STANDS

    def test_plain_words_without_a_reply_never_answer_a_note(self) -> None:
        talk = Conversation.begun()
        talk.notes("anna", "bert")
        for act in (Act.YES, Act.AGREE, Act.NO):
            talk.speaks("bert", act)
        assert not talk.stands(1)
        talk.leads(Act.STOP)
        assert talk.speaks("bert", Act.YES).effects == (), "R11"


class TestConcerning:
    """Whoever says that a note is about them."""

    def test_that_person_is_asked_too(self) -> None:
        talk = Conversation()
        talk.notes("anna")
        heard = talk.claims("bert")
        assert (tells(heard), card(heard).mention) == (ASKS, (user("bert"),))
        assert not talk.stands(1)
        assert tells(talk.answers("bert", 1)) == STANDS

    def test_only_the_newly_concerned_are_mentioned(self) -> None:
        talk = Conversation()
        talk.notes("anna", "bert")
        assert card(talk.claims("cor", 1)).mention == (user("cor"),)

    def test_what_makes_no_sense_gets_a_kind_answer(self) -> None:
        talk = Conversation()
        assert talk.claims("bert").texts == ["fault-note-which-concerns"]
        talk.notes("anna", "bert")
        assert talk.claims("bert").texts == ["fault-note-asked"]
        assert talk.claims("anna").texts == ["fault-note-own"]


class TestChanging:
    """An edit by the author asks anew."""

    def test_all_agreements_fall_and_those_who_agreed_are_asked_anew(self) -> None:
        talk = Conversation()
        talk.notes("anna", "bert", "cor")
        talk.answers("bert", 1)
        talk.answers("cor", 1)
        heard = talk.after(1).changes("$note-1", "anna", naming=["bert", "cor"])
        assert (tells(heard), card(heard).mention) == (ASKS, (user("bert"), user("cor")))
        assert not talk.stands(1)

    def test_who_is_no_longer_mentioned_is_still_asked(self) -> None:
        talk = Conversation()
        talk.notes("anna", "bert")
        talk.answers("bert", 1)
        talk.after(1).changes("$note-1", "anna")
        assert not talk.stands(1)
        assert tells(talk.answers("bert", 1)) == STANDS

    def test_who_is_newly_mentioned_is_asked(self) -> None:
        talk = Conversation()
        talk.notes("anna")
        heard = talk.after(1).changes("$note-1", "anna", naming=["bert"])
        assert (tells(heard), card(heard).mention) == (ASKS, (user("bert"),))

    def test_a_note_that_concerns_nobody_may_change_in_silence(self) -> None:
        talk = Conversation()
        talk.notes("anna")
        assert talk.after(1).changes("$note-1", "anna").effects == ()
        assert talk.stands(1)

    @pytest.mark.parametrize("naming", [["zoe"], None])
    def test_words_about_who_is_not_here_or_that_cannot_be_read_end_the_standing(
        self, naming: list[str] | None
    ) -> None:
        talk = Conversation()
        talk.notes("anna", "bert")
        talk.answers("bert", 1)
        heard = talk.after(1).changes("$note-1", "anna", naming=naming)
        assert tells(heard) == ["note-does-not-stand", "note-refused-changed"]
        assert (card(heard).moment, card(heard).mention) == ("note-refused", ())
        talk.answers("bert", 1)
        assert not talk.stands(1)
        heard = talk.after(1).changes("$note-1", "anna", naming=["bert"])
        assert (tells(heard), card(heard).mention) == (ASKS, (user("bert"),))

    def test_an_answer_sent_before_the_words_changed_is_none_to_the_new_ones(self) -> None:
        talk = Conversation()
        talk.notes("anna", "bert")
        sent = talk.at + 1
        talk.after(5).changes("$note-1", "anna", naming=["bert"])
        assert talk.answers("bert", 1, sent=sent).texts == ["fault-note-changed"]
        assert not talk.stands(1)
        talk.answers("bert", 1)
        assert tells(talk.answers("bert", 1, yes=False, sent=sent)) == ASKS, "a no always counts"

    def test_a_change_that_comes_late_is_none(self) -> None:
        talk = Conversation()
        talk.notes("anna", "bert")
        talk.after(10).changes("$note-1", "anna", naming=["bert"])
        talk.answers("bert", 1)
        assert talk.changes("$note-1", "anna", naming=["zoe"], sent=talk.at - 5).effects == ()
        assert talk.stands(1)

    def test_nobody_else_changes_a_note(self) -> None:
        talk = Conversation()
        talk.notes("anna", "bert")
        talk.answers("bert", 1)
        assert talk.after(1).changes("$note-1", "bert").effects == ()
        assert talk.stands(1)

    def test_who_said_the_words_need_not_agree_again_to_their_own_change(self) -> None:
        talk = Conversation()
        talk.notes("bert", of="anna", said="$words")
        talk.answers("anna", 1)
        assert talk.after(1).changes("$words", "anna").effects == ()
        assert talk.stands(1)


class TestEnding:
    """Only the author ends a note; others can at most make it not stand."""

    @pytest.mark.parametrize("how", ["removal", "withdrawal", "bare withdrawal"])
    def test_the_author_ends_it(self, how: str) -> None:
        talk = Conversation()
        talk.notes("anna", "bert")
        heard = {
            "removal": lambda: talk.removes("$note-1", "anna"),
            "withdrawal": lambda: talk.takes_back("anna", note=1),
            "bare withdrawal": lambda: talk.takes_back("anna"),
        }[how]()
        assert tells(heard) == ["note-gone"]
        assert card(heard).edits
        assert talk.circle.notes == ()
        assert talk.answers("bert", 1).texts == ["fault-note-unknown"]

    def test_a_removal_by_another_keeps_the_note_and_tells_its_author(self) -> None:
        talk = Conversation()
        talk.notes("anna", "bert")
        talk.answers("bert", 1)
        heard = talk.removes("$note-1", "faye")
        assert tells(heard) == ["note-does-not-stand", "note-removed"]
        assert card(heard).mention == (user("anna"),)
        assert talk.lists("anna").texts == ["notes-intro", "notes-does-not-stand"]
        assert talk.removes("$note-1", "bert").effects == ()
        assert tells(talk.takes_back("anna", note=1)) == ["note-gone"]

    def test_a_card_that_was_removed_comes_anew_with_what_changes_next(self) -> None:
        talk = Conversation()
        card_ = card(talk.notes("anna", "bert"))
        gone = WordsRemoved(talk.at, EventId("$card"), user("faye"), card_.mark)
        assert talk.happens(gone).effects == ()
        assert not card(talk.answers("bert", 1)).edits
        assert card(talk.answers("bert", 1, yes=False)).edits

    def test_an_update_that_was_removed_is_made_again(self) -> None:
        """Else a moderator could bring back a card that says it stands."""
        talk = Conversation()
        talk.notes("anna", "bert")
        talk.answers("bert", 1)
        update = card(talk.answers("bert", 1, yes=False))
        heard = talk.happens(WordsRemoved(talk.at, EventId("$edit"), user("faye"), update.mark))
        assert (tells(heard), card(heard).edits, card(heard).mention) == (ASKS, True, ())

    def test_taking_back_without_a_reply_means_the_line_of_the_harvest_first(self) -> None:
        talk = Conversation.begun(HARVEST, CHECK_OUT)
        talk.notes("anna")
        talk.speaks("anna", said="$line")
        assert talk.takes_back("anna").texts == ["line-taken-back"]
        assert tells(talk.takes_back("anna")) == ["note-gone"]
        assert talk.takes_back("anna").texts == ["fault-nothing-to-take-back"]

    def test_a_reply_to_a_line_means_the_line(self) -> None:
        talk = Conversation.begun(HARVEST, CHECK_OUT)
        talk.notes("anna")
        talk.speaks("anna", said="$line")
        talk.takes_back("anna", "$line")
        assert talk.takes_back("anna", "$line").texts == ["fault-nothing-to-take-back"]
        assert talk.stands(1)

    def test_of_several_one_must_be_said(self) -> None:
        talk = Conversation()
        talk.notes("anna")
        talk.notes("anna")
        assert talk.takes_back("anna").texts == ["fault-note-which"]


class TestComingAndGoing:
    """R6: who leaves takes their agreement along."""

    @pytest.mark.parametrize("in_session", [False, True])
    def test_until_they_return(self, in_session: bool) -> None:
        talk = Conversation.begun(names=("anna", "bert", "cor")) if in_session else Conversation()
        talk.notes("anna", "bert")
        talk.answers("bert", 1)
        left = [say for say in talk.leaves("bert").says if say.handle == "note-1"]
        assert next(line.key for line in left[0].lines) == "common.note-does-not-stand"
        assert left[0].mention == ()
        back = [say for say in talk.joins("bert").says if say.handle == "note-1"]
        assert next(line.key for line in back[0].lines) == "common.note-stands"
        assert talk.circle.away == ()

    def test_whom_no_note_concerns_leaves_no_trace(self) -> None:
        talk = Conversation()
        talk.notes("anna", "bert")
        assert talk.leaves("cor").effects == talk.leaves("anna").effects == ()
        assert talk.circle.away == ()
        talk.leaves("bert")
        talk.takes_back("anna", note=1)
        assert talk.circle.away == ()


class TestForgetting:
    """R10 for notes."""

    def test_a_forgotten_author_takes_the_note_along(self) -> None:
        talk = Conversation()
        talk.notes("anna", "bert")
        assert talk.forgets("anna").texts == ["note-gone"]
        assert talk.circle == Circle(talk.circle.room, "nl", notes_made=1)

    def test_who_was_forgotten_cannot_make_a_complaint_stand_or_go(self) -> None:
        talk = Conversation()
        talk.notes("anna", "bert", "cor")
        talk.answers("cor", 1)
        talk.answers("bert", 1)
        assert talk.forgets("bert").texts == ["note-does-not-stand", "note-forgotten"]
        assert "bert" not in repr(talk.circle.notes)
        talk.answers("cor", 1)
        talk.after(1).changes("$note-1", "anna", naming=["cor"])
        talk.answers("cor", 1)
        assert talk.stands(1) is False


def test_the_list_links_to_each_note_with_its_standing() -> None:
    talk = Conversation()
    assert talk.lists("anna").texts == ["notes-none"]
    talk.notes("anna")
    talk.notes("anna", "bert")
    heard = talk.lists("cor")
    assert heard.texts == ["notes-intro", "notes-stands", "notes-does-not-stand"]
    assert [dict(line.slots)["place"] for line in heard.says[0].lines[1:]] == [
        notes.where(talk.circle, note) for note in talk.circle.notes
    ]


def test_what_may_have_been_dropped_is_told_anew() -> None:
    talk = Conversation()
    talk.notes("anna")
    talk.notes("anna", "bert")
    heard = talk.happens(Interrupted(talk.at))
    assert [say.handle for say in heard.says] == ["note-2"]


@pytest.mark.parametrize(
    ("handle", "number"), [("note-12", 12), ("note-", None), ("harvest", None), (None, None)]
)
def test_a_card_is_known_by_its_handle(handle: str | None, number: int | None) -> None:
    assert notes.number(handle) == number
    if number is not None:
        assert notes.handle(number) == handle
