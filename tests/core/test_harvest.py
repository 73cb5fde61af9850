"""The harvest: one line each, repeated by reference, and each can take back their own."""

from __future__ import annotations

from bot.core.effects import Mark, NameOf, Quote, Remove, Say
from bot.core.events import Act, TookBack, WordsRemoved
from bot.core.harvest import HANDLE
from bot.core.people import EventId
from bot.core.plan import Order, RoundPlan
from tests.core.conversation import CHECK_OUT, HARVEST, ROUND, Conversation, Heard, person, user


def lines(say: Say) -> dict[str, str]:
    """Whose lines a message repeats, and in which messages they stand."""
    found = {}
    for line in say.lines:
        if line.key == "common.harvest-line":
            slots = dict(line.slots)
            name, quote = slots["name"], slots["line"]
            assert isinstance(name, NameOf)
            assert isinstance(quote, Quote)
            found[str(name.person).removeprefix("@").removesuffix(":home")] = str(quote.event)
    return found


def harvested(*stages: RoundPlan) -> Conversation:
    """A conversation whose harvest was said: everyone brought a line."""
    talk = Conversation.begun(*(stages or (HARVEST,)), CHECK_OUT)
    for name in ("anna", "bert", "cor"):
        talk.speaks(name, said=f"${name}")
        talk.does(name, Act.DONE)
    return talk


def test_it_goes_round_in_ordinary_turns_and_ends_in_one_message_with_every_line() -> None:
    talk = Conversation.begun(HARVEST, CHECK_OUT)
    assert talk.last("turn").lines[0].key == "campfire.harvest"
    heard = Heard(())
    for name in ("anna", "bert", "cor"):
        assert talk.speaks(name, said=f"${name}").effects == ()
        heard = talk.does(name, Act.DONE)
    assert heard.moments == ["harvest", "check-out"]
    said = heard.one("harvest")
    assert lines(said) == {"anna": "$anna", "bert": "$bert", "cor": "$cor"}
    assert (said.stage, said.kind, said.mention, said.edits) == ("harvest", "round", (), False)


def test_the_last_words_of_a_turn_are_the_line_also_after_later() -> None:
    talk = Conversation.begun(HARVEST, CHECK_OUT)
    talk.speaks("anna", said="$first")
    talk.does("anna", Act.LATER)
    talk.speaks("anna", brief=True, said="$between")
    talk.does("bert", Act.DONE)
    talk.does("cor", Act.DONE)
    talk.speaks("anna", said="$second", brief=True)
    assert lines(talk.does("anna", Act.DONE).one("harvest")) == {"anna": "$second"}


def test_who_passes_brings_no_line_even_after_some_words() -> None:
    talk = Conversation.begun(HARVEST, CHECK_OUT)
    talk.speaks("anna")
    talk.does("anna", Act.PASS)
    talk.speaks("bert", said="$bert")
    talk.does("bert", Act.DONE)
    talk.does("cor", Act.PASS)
    talk.does("anna", Act.PASS)
    assert lines(talk.does("cor", Act.PASS).one("harvest")) == {"bert": "$bert"}


def test_a_harvest_without_lines_says_so() -> None:
    talk = Conversation.begun(HARVEST, CHECK_OUT)
    for _ in range(6):
        talk.leads(Act.NEXT)
    assert [line.key for line in talk.last("harvest").lines] == ["common.harvest-empty"]


def test_words_out_of_turn_are_no_line_and_those_of_a_seat_are_the_seats() -> None:
    talk = Conversation.begun(HARVEST, CHECK_OUT)
    talk.brings("anna", "seat-1")
    talk.does("anna", Act.AGREE, "seat-1")
    talk.speaks("bert", said="$out")
    talk.speaks("anna", said="$anna")
    for name in ("anna", "bert", "cor"):
        talk.does(name, Act.DONE)
    talk.speaks("anna", said="$seat")
    heard = talk.does("anna", Act.DONE)
    assert lines(heard.one("harvest")) == {"anna": "$anna", "seat-1": "$seat"}
    assert talk.takes_back("anna", "$seat").moments == ["harvest"]
    assert lines(talk.last("harvest")) == {"anna": "$anna"}


def test_an_ordinary_round_keeps_no_lines() -> None:
    talk = Conversation.begun(ROUND, CHECK_OUT)
    talk.speaks("anna")
    assert talk.round.lines == ()
    assert talk.takes_back("anna").texts == ["fault-nothing-to-take-back"]


def test_where_nobody_is_called_the_words_that_take_the_floor_are_the_line() -> None:
    plan = RoundPlan("harvest", Order.VOLUNTEER, 60, harvest=True)
    talk = Conversation.begun(plan, CHECK_OUT)
    talk.speaks("cor", said="$cor")
    talk.does("cor", Act.DONE)
    assert talk.leads(Act.NEXT).moments == ["harvest", "check-out"]
    assert lines(talk.last("harvest")) == {"cor": "$cor"}


def test_a_removed_message_takes_its_line_out_of_the_message_by_an_edit() -> None:
    talk = harvested()
    heard = talk.removes("$bert")
    said = heard.one("harvest")
    assert lines(said) == {"anna": "$anna", "cor": "$cor"}
    assert said.edits
    assert said.handle == next(say for say in talk.heard if say.moment == "harvest").handle
    assert talk.removes("$bert").effects == ()
    assert talk.removes("$elsewhere").effects == ()


def test_a_line_whose_words_change_is_said_as_it_is_now() -> None:
    talk = harvested()
    said = talk.changes("$cor").one("harvest")
    assert lines(said) == {"anna": "$anna", "bert": "$bert", "cor": "$cor"}
    assert said.edits
    assert talk.changes("$elsewhere").effects == ()


def test_before_the_message_what_is_removed_or_changed_is_let_be() -> None:
    talk = Conversation.begun(HARVEST, CHECK_OUT)
    talk.speaks("anna", said="$anna")
    assert talk.changes("$anna").effects == ()
    assert talk.removes("$anna").effects == ()
    assert talk.round.lines == ()


def test_everyone_can_take_back_their_own_line_bare_or_as_a_reply() -> None:
    talk = harvested()
    assert lines(talk.takes_back("anna").one("harvest")) == {"bert": "$bert", "cor": "$cor"}
    assert lines(talk.takes_back("bert", "$bert").one("harvest")) == {"cor": "$cor"}
    heard = talk.takes_back("cor", "$of-kring")
    assert [line.key for line in heard.one("harvest").lines] == ["common.harvest-empty"]
    assert talk.takes_back("cor").texts == ["fault-nothing-to-take-back"]


def test_nobody_takes_back_the_line_of_another() -> None:
    talk = harvested()
    assert talk.takes_back("anna", "$bert").texts == ["fault-line-of-other"]
    assert talk.takes_back("faye").texts == ["fault-nothing-to-take-back"]
    assert talk.takes_back("faye", "$bert").texts == ["fault-line-of-other"]


def test_a_line_taken_back_in_the_round_is_not_repeated() -> None:
    talk = Conversation.begun(HARVEST, CHECK_OUT)
    talk.speaks("anna", said="$anna")
    talk.does("anna", Act.DONE)
    assert talk.takes_back("anna").texts == ["line-taken-back"]
    for name in ("bert", "cor"):
        talk.does(name, Act.DONE)
    assert lines(talk.last("harvest")) == {}


def test_an_edit_says_where_the_conversation_is_now() -> None:
    talk = harvested()
    assert talk.takes_back("anna").one("harvest").stage == "check-out"


def test_a_seat_taken_away_takes_its_line_along_before_the_message() -> None:
    talk = Conversation.begun(HARVEST, CHECK_OUT)
    talk.brings("anna", "seat-1")
    talk.does("anna", Act.AGREE, "seat-1")
    for name in ("anna", "bert", "cor"):
        talk.does(name, Act.DONE)
    talk.speaks("anna", said="$seat")
    heard = talk.takes_away("anna", "seat-1")
    assert heard.moments == ["help", "harvest", "check-out"]
    assert lines(heard.one("harvest")) == {}


def test_after_the_close_nothing_is_kept_of_who_said_which_line() -> None:
    talk = harvested()
    talk.leads(Act.STOP)
    assert (talk.circle.people, talk.circle.session) == ((), None)
    assert talk.removes("$anna").effects == ()
    assert talk.changes("$anna").effects == ()
    for said in (None, "$anna"):
        assert talk.takes_back("anna", said).texts == ["fault-line-after-close"]


def test_after_the_close_a_reply_to_the_message_takes_all_of_it_away_once() -> None:
    talk = harvested()
    talk.leads(Act.STOP)
    heard = talk.happens(reply_to_harvest(talk, "anna"))
    assert heard.effects[0] == Remove(HANDLE)
    assert (heard.texts, heard.moments) == (["harvest-removed"], ["help"])
    assert heard.says[0].person is None, "nobody is named for it"
    again = talk.happens(reply_to_harvest(talk, "bert"))
    assert again.texts == ["fault-nothing-to-take-back"]
    assert talk.does("anna", Act.OVERVIEW).texts == ["overview-no-session"]


def test_in_the_next_session_the_last_harvest_can_be_taken_away_until_a_new_one_is_said() -> None:
    talk = harvested()
    talk.leads(Act.STOP)
    talk.starts()
    assert talk.takes_back("anna").texts == ["fault-nothing-to-take-back"]
    assert talk.happens(reply_to_harvest(talk, "anna")).effects[0] == Remove(HANDLE)
    talk = harvested()
    heard = talk.happens(reply_to_harvest(talk, "anna"))
    assert heard.moments == ["harvest"], "while it is known whose line is whose, only that one goes"
    assert "anna" not in lines(heard.one("harvest"))


def test_the_message_stays_known_to_the_room_and_what_it_says_does_not() -> None:
    talk = harvested()
    assert talk.last("harvest").lasting
    assert talk.takes_back("anna").one("harvest").lasting
    talk.leads(Act.STOP)
    asked = talk.does("anna", Act.OVERVIEW)
    assert asked.texts == ["overview-no-session", "overview-harvest"]
    assert asked.says[0].replies_to == HANDLE


def test_where_there_are_no_lines_there_is_nothing_to_point_to() -> None:
    talk = harvested()
    for name in ("anna", "bert", "cor"):
        talk.takes_back(name)
    talk.leads(Act.STOP)
    assert talk.does("anna", Act.OVERVIEW).texts == ["overview-no-session"]
    assert talk.takes_back("anna").texts == ["fault-nothing-to-take-back"]


def test_a_message_that_was_removed_is_not_edited_any_more() -> None:
    talk = harvested()
    mark = Mark(None, "harvest", handle=HANDLE)
    assert (
        talk.happens(WordsRemoved(talk.at, EventId("$harvest"), user("anna"), mark)).effects == ()
    )
    assert talk.removes("$anna").effects == ()
    assert talk.takes_back("bert").texts == ["fault-nothing-to-take-back"]
    talk.leads(Act.STOP)
    assert talk.does("anna", Act.OVERVIEW).texts == ["overview-no-session"]


def reply_to_harvest(talk: Conversation, name: str) -> TookBack:
    """Somebody takes back by a reply to Kring's own message."""
    mark = Mark(None, "harvest", handle=HANDLE)
    return TookBack(talk.at, user(name), EventId("$harvest"), mark)


def test_a_line_refers_to_a_message_and_has_a_text_for_when_it_is_gone() -> None:
    talk = harvested()
    line = talk.last("harvest").lines[1]
    assert dict(line.slots) == {
        "name": NameOf(person("anna")), "line": Quote(EventId("$anna"), "common.line-gone"),
    }  # fmt: skip
