"""Themes of the library in a session, and what of them the room remembers."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.core import lately
from bot.core.circle import Circle, Lately
from bot.core.effects import Text, Words
from bot.core.events import Act, Interrupted, Polled
from bot.core.people import EventId, Voice
from bot.core.plan import Choice, Order, PollPlan, RoundPlan, StagePlan, Topic
from bot.core.stages import poll
from tests.core.conversation import (
    CHECK_OUT,
    FACILITATOR,
    ROOM,
    ROUND,
    Conversation,
    Heard,
    plan,
    user,
)  # fmt: skip

HOME = Topic("home")
TRUST = Topic("trust", (Voice.CLIENT, Voice.NAASTE))
HOPE = Topic("hope")
PRIDE = Topic("pride")
VOTE = PollPlan("vote", 300, Choice((), themes=3))
CLIENTS = RoundPlan("clients", Order.CIRCLE, 180, (Voice.CLIENT,))
CLOSE_ONES = RoundPlan("close-ones", Order.CIRCLE, 180, (Voice.NAASTE,))
BOTH = RoundPlan("both", Order.CIRCLE, 180, (Voice.CLIENT, Voice.NAASTE))
PROFESSIONALS = RoundPlan("professionals", Order.CIRCLE, 180, (Voice.PROFESSIONAL,))


def begun(
    *stages: StagePlan,
    topic: Topic | None = None,
    theme: EventId | None = None,
    offered: tuple[Topic, ...] = (),
    circle: Circle | None = None,
) -> Conversation:
    """A conversation in its first stage; Anna is a client, Bert a close one, Cor a professional."""
    talk = Conversation(plan(*stages), circle=circle or Circle(ROOM, "nl"))
    talk.starts(topic=topic, theme=theme, offered=offered)
    voices = (Voice.CLIENT, Voice.NAASTE, Voice.PROFESSIONAL)
    for name, voice in zip(talk.names, voices, strict=True):
        talk.tells(name, voice)
        talk.does(name, Act.JOIN)
    talk.leads(Act.NEXT)
    for name in talk.names:
        talk.does(name, Act.AGREE)
    return talk


def chooses(talk: Conversation, name: str, number: int) -> Heard:
    """Somebody answers the poll that goes on."""
    mark = poll.mark(talk.circle)
    assert mark is not None
    return talk.happens(Polled(talk.at, user(name), mark, (number,), EventId(f"${name}")))


class TestATheme:
    """A theme of the library is said where a theme is said, with its question."""

    def test_the_invitation_tells_it_and_what_it_asks(self) -> None:
        talk = Conversation()
        gathering = talk.starts(topic=TRUST).one("gathering")
        theme, question, *_ = gathering.lines
        assert (theme.key, dict(theme.slots)["theme"]) == (
            "campfire.gathering", Text("themes.trust"),
        )  # fmt: skip
        assert question.key == "themes.trust-question"

    def test_where_a_format_speaks_to_one_voice_it_asks_that_voice(self) -> None:
        talk = begun(CLIENTS, CLOSE_ONES, PROFESSIONALS, BOTH, CHECK_OUT, topic=TRUST)
        for _ in range(5):
            talk.leads(Act.NEXT)
            talk.leads(Act.NEXT)
        of_theme = {
            say.stage: [line.key for line in say.lines if line.key.startswith("themes.")]
            for say in talk.heard
            if say.stage in {"clients", "close-ones", "both", "professionals"} and say.turn
        }
        assert of_theme["clients"] == ["themes.trust-client"]
        assert of_theme["close-ones"] == ["themes.trust-naaste"]
        assert of_theme["professionals"] == [] == of_theme["both"]

    def test_no_theme_no_question(self) -> None:
        talk = begun(CLIENTS, CHECK_OUT)
        assert not any("themes." in line.key for say in talk.heard for line in say.lines)


class TestAVote:
    """People choose the theme of their session."""

    def test_the_one_chosen_most_often_is_the_theme(self) -> None:
        talk = begun(VOTE, ROUND, CHECK_OUT, offered=(HOME, TRUST, HOPE))
        ballot = talk.heard[-1].ballot
        assert ballot is not None
        assert [dict(label.slots)["option"] for _, label in ballot.options] == [
            Text("themes.home"), Text("themes.trust"), Text("themes.hope"),
        ]  # fmt: skip
        for name, number in (("anna", 2), ("bert", 3), ("cor", 2)):
            heard = chooses(talk, name, number)
        assert talk.session.topic == TRUST
        keys = [line.key for line in heard.one("poll-result").lines]
        assert keys[-2:] == ["common.theme-chosen", "themes.trust-question"]
        assert "common.theme-tied" not in keys

    def test_of_two_chosen_equally_often_the_first_is_taken_and_that_is_said(self) -> None:
        talk = begun(VOTE, ROUND, CHECK_OUT, offered=(HOME, TRUST, HOPE))
        for name, number in (("anna", 3), ("bert", 2), ("cor", 1)):
            heard = chooses(talk, name, number)
        assert talk.session.topic == HOME
        assert "common.theme-tied" in [line.key for line in heard.one("poll-result").lines]

    def test_nobody_chooses_and_it_goes_on_without_a_theme(self) -> None:
        talk = begun(VOTE, ROUND, CHECK_OUT, offered=(HOME, TRUST, HOPE))
        talk.leads(Act.NEXT)
        assert talk.session.topic is None
        assert talk.session.stage_plan == ROUND

    def test_what_was_named_at_the_start_is_a_proposal_and_stands_first(self) -> None:
        typed = Words(EventId("$theme"), "common.theme-there", ROOM)
        for talk, options in (
            (begun(VOTE, ROUND, CHECK_OUT, offered=(HOME, TRUST, PRIDE), topic=HOPE),
             [Text("themes.hope"), Text("themes.home"), Text("themes.trust")]),
            (begun(VOTE, ROUND, CHECK_OUT, offered=(HOME, TRUST, PRIDE), topic=TRUST),
             [Text("themes.trust"), Text("themes.home"), Text("themes.pride")]),
            (begun(VOTE, ROUND, CHECK_OUT, offered=(HOME, TRUST, PRIDE), theme=EventId("$theme")),
             [typed, Text("themes.home"), Text("themes.trust")]),
        ):  # fmt: skip
            ballot = talk.heard[-1].ballot
            assert ballot is not None
            assert [dict(label.slots)["option"] for _, label in ballot.options] == options
            theme, topic = talk.session.theme, talk.session.topic
            talk.leads(Act.NEXT)
            assert (talk.session.theme, talk.session.topic) == (theme, topic), "nobody chose"

    def test_a_proposal_that_is_chosen_stays_and_another_takes_its_place(self) -> None:
        for number, after in ((1, (EventId("$theme"), None)), (2, (None, HOME))):
            talk = begun(VOTE, ROUND, CHECK_OUT, offered=(HOME, TRUST), theme=EventId("$theme"))
            for name in talk.names:
                heard = chooses(talk, name, number)
            assert (talk.session.theme, talk.session.topic) == after
            keys = [line.key for line in heard.one("poll-result").lines]
            assert ("themes.home-question" in keys) == (number == 2)
            assert "common.theme-chosen" in keys

    def test_a_proposal_that_names_somebody_absent_is_repeated_no_more(self) -> None:
        talk = begun(VOTE, ROUND, CHECK_OUT, offered=(HOME, TRUST), theme=EventId("$theme"))
        talk.changes("$theme", naming=["zoe"])
        for name in talk.names:
            heard = chooses(talk, name, 1)
        assert "$theme" not in str(heard.effects)
        assert "common.theme-gone" in str(heard.one("poll-result").lines)
        assert talk.session.theme is None

    def test_what_people_chose_beforehand_is_not_asked_again(self) -> None:
        talk = Conversation(plan(VOTE, ROUND, CHECK_OUT))
        talk.starts(topic=HOPE, offered=(HOME, TRUST))
        talk.circle = replace(talk.circle, session=replace(talk.session, settled=True))
        for name in talk.names:
            talk.does(name, Act.JOIN)
        talk.leads(Act.NEXT)
        for name in talk.names:
            talk.does(name, Act.AGREE)
        assert talk.session.stage_plan == ROUND
        assert talk.session.topic == HOPE

    def test_with_nothing_to_choose_from_nothing_is_asked(self) -> None:
        for offered, topic in (((), None), ((HOME,), None), ((HOME,), HOME)):
            talk = begun(VOTE, ROUND, CHECK_OUT, offered=offered, topic=topic)
            assert talk.session.stage_plan == ROUND
            assert not any(say.ballot for say in talk.heard)


class TestWhatCameLast:
    """The room remembers formats, themes and prompts, and nothing about anybody."""

    def test_a_session_that_was_held_is_remembered(self) -> None:
        talk = begun(ROUND, CHECK_OUT, topic=TRUST)
        assert talk.circle.lately == Lately()
        talk.leads(Act.STOP)
        assert talk.circle.lately == Lately(("campfire",), ("trust",))

    def test_one_that_never_began_is_not(self) -> None:
        talk = Conversation()
        talk.starts(topic=TRUST)
        talk.leads(Act.STOP)
        assert talk.circle.lately == Lately()

    def test_a_prompt_is_not_said_in_the_same_way_twice_in_a_row(self) -> None:
        circle = Circle(ROOM, "nl")
        said: list[str] = []
        for _ in range(6):
            talk = Conversation(
                replace(plan(ROUND, CHECK_OUT), variants=(("round", 3),)), circle=circle
            )
            talk.starts()
            for name in talk.names:
                talk.does(name, Act.JOIN)
            talk.leads(Act.NEXT)
            for name in talk.names:
                talk.does(name, Act.AGREE)
            said += [line.key for say in talk.heard for line in say.lines if "round" in line.key]
            talk.leads(Act.STOP)
            circle = talk.circle
        assert said[0] == "campfire.round"
        assert len(said) == 6
        assert all(one != other for one, other in pairwise(said))
        assert set(said) <= {"campfire.round", "campfire.round/2", "campfire.round/3"}

    def test_within_a_stage_it_stays_as_it_was_said(self) -> None:
        talk = Conversation(replace(plan(ROUND, CHECK_OUT), variants=(("round", 2),)))
        talk.circle = replace(talk.circle, lately=Lately(prompts=(("campfire.round", 1),)))
        talk.starts()
        for name in talk.names:
            talk.does(name, Act.JOIN)
        talk.leads(Act.NEXT)
        for name in talk.names:
            talk.does(name, Act.AGREE)
        first = talk.heard[-1].lines[0].key
        assert first == "campfire.round/2"
        anew = talk.happens(Interrupted(talk.at))
        assert first in [line.key for say in anew.says for line in say.lines]
        assert FACILITATOR not in str(talk.circle.lately)

    @given(
        st.lists(st.sampled_from("abcd"), max_size=40),
        st.integers(1, 4),
        st.integers(0, 2**32 - 1),
    )
    def test_it_stays_small_and_never_repeats(
        self, prompts: list[str], ways: int, seed: int
    ) -> None:
        last = Lately()
        for prompt in prompts:
            before = lately.way(last, prompt, ways)
            last = lately.turned_over(last, prompt, ways, seed)
            now = lately.way(last, prompt, ways)
            assert now is not None
            assert ways == 1 or now != before
        assert len(last.prompts) == len(set(prompts))
