"""The harvest: one line each, repeated by reference, and each can take back their own."""

from __future__ import annotations

from bot.core.effects import NameOf, Quote, Say
from bot.core.events import Act
from bot.core.people import EventId
from bot.core.plan import Order, RoundPlan
from tests.core.conversation import CHECK_OUT, HARVEST, ROUND, Conversation, Heard, person


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


def test_after_the_close_nothing_is_kept_and_nothing_can_be_taken_back() -> None:
    talk = harvested()
    talk.leads(Act.STOP)
    assert talk.removes("$anna").effects == ()
    assert talk.changes("$anna").effects == ()
    assert talk.takes_back("anna").texts == ["fault-nothing-to-take-back"]


def test_a_line_refers_to_a_message_and_has_a_text_for_when_it_is_gone() -> None:
    talk = harvested()
    line = talk.last("harvest").lines[1]
    assert dict(line.slots) == {
        "name": NameOf(person("anna")), "line": Quote(EventId("$anna"), "common.line-gone"),
    }  # fmt: skip
