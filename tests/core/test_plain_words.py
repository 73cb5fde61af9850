"""What people type, as they type it, from whom and where: what it means there, or that it is talk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from bot.commands.phrases import phrases
from bot.commands.plain import asks, brief, plain
from bot.core import meaning
from bot.core.events import Act, Spoke
from bot.core.people import EventId
from bot.core.transitions import step
from tests.core.conversation import (
    CHECK_OUT,
    OPEN,
    PERMISSION,
    SILENCE,
    VOICES,
    Conversation,
    user,
)  # fmt: skip

# Where it is said. Anna, Bert and Cor take part, Faye leads without a turn, Rita reads along.


def gathering() -> Conversation:
    """Anna sits down already, Bert does not yet."""
    talk = Conversation.called(names=("anna", "bert", "cor", "rita"))
    talk.does("anna", Act.JOIN)
    return talk


def agreements() -> Conversation:
    """Anna agreed, Bert and Cor are asked, Rita reads along."""
    talk = gathering()
    talk.does("bert", Act.JOIN)
    talk.does("cor", Act.JOIN)
    talk.leads(Act.NEXT)
    talk.does("anna", Act.AGREE)
    return talk


def begun(*stages) -> Conversation:  # type: ignore[no-untyped-def]  # plans of stages
    """The first stage, all agreed; in a round it is Anna's turn."""
    talk = Conversation.called(*stages, names=("anna", "bert", "cor", "rita"))
    for name in ("anna", "bert", "cor"):
        talk.does(name, Act.JOIN)
    talk.leads(Act.NEXT)
    for name in ("anna", "bert", "cor"):
        talk.does(name, Act.AGREE)
    return talk


def in_round() -> Conversation:
    """It is Anna's turn."""
    return begun()


def asked_whether_done() -> Conversation:
    """It is Anna's turn, and she was asked whether she is done."""
    talk = begun()
    talk.rings()
    return talk


def offered_again() -> Conversation:
    """Anna passed, and is offered the floor once more."""
    talk = begun()
    talk.does("anna", Act.PASS)
    talk.does("bert", Act.DONE)
    talk.does("cor", Act.DONE)
    return talk


def with_newcomer() -> Conversation:
    """Dina came in while Anna speaks."""
    talk = begun()
    talk.joins("dina")
    return talk


def open_floor() -> Conversation:
    """The floor is free."""
    return begun(OPEN)


def open_turn() -> Conversation:
    """Anna has the floor, and Bert has a hand up."""
    talk = begun(OPEN)
    talk.does("anna", Act.HAND)
    talk.does("bert", Act.HAND)
    return talk


def last_question() -> Conversation:
    """All were asked whether anybody has something left to say."""
    talk = begun(OPEN)
    talk.rings()
    return talk


def permission() -> Conversation:
    """All are asked for a yes or no."""
    return begun(PERMISSION)


def check_out() -> Conversation:
    """All are asked for a word."""
    return begun(CHECK_OUT)


def voices() -> Conversation:
    """All are asked from where they speak."""
    return begun(VOICES)


def silence() -> Conversation:
    """Kring waits."""
    return begun(SILENCE)


def paused() -> Conversation:
    """Bert asked for a pause while Anna spoke."""
    talk = begun()
    talk.does("bert", Act.PAUSE)
    return talk


def stop_asked() -> Conversation:
    """Bert asked to stop."""
    talk = begun()
    talk.does("bert", Act.STOP)
    return talk


def facilitator_gone() -> Conversation:
    """Faye left during a silence, and all were asked who takes it on."""
    talk = begun(SILENCE)
    talk.leaves("faye")
    return talk


def means(talk: Conversation, who: str, words: str) -> Act | None:
    """The act that Kring makes of these words, None if it takes them as talk."""
    said = Spoke(
        talk.at, user(who), False, brief(words), plain(words), EventId("$said"), asks=asks(words)
    )
    act = meaning.of_words(talk.circle, said)
    as_talk = step(talk.circle, replace(said, plain=None))
    return act if step(talk.circle, said) != as_talk else None


def listed(lines: str) -> Iterator[str]:
    """The utterances, one between each two bars."""
    return (one.strip() for line in lines.strip().splitlines() for one in line.split("|"))


JOINING = """
    ik doe mee | Ik doe mee! | ja ik doe mee 🙂 | IK DOE MEE | doe mee | meedoen | ik wil meedoen
    ik wil graag meedoen | ik wil ook wel meedoen. | ik doe ook mee hoor | ik doe graag mee :) | ja
    mag ik meedoen? | kan ik nog meedoen | ja graag | ja hoor | jaaa | jawel | ik ook | ik ben erbij
    ik ben er ook bij | tel mij mee | graag! | ✅ | is goed | akkoord | ik ga meedoen
    ik wil mee doen
    I'm in | I’m in. | count me in | me too | I'd like to join | i will join | can I join?
    yes please
    yes | Yes! | sure | ill join | I am joining | I want to take part | may i still join?
    meedeon | ik doe meee | oke ik doe mee | hoi, ik doe mee | Kring, ik doe mee
"""
AGREEING = """
    akkoord | Akkoord. | AKKOORD!! | akkoort | accoord | akkord | oké akkoord | ja akkoord
    ja, prima
    ik ga akkoord | ik ga er mee akkoord | ik ben akkoord | ik stem in | ik stem ermee in | mee eens
    ik ben het ermee eens | ja dat is goed | dat is goed | is goed hoor | doe maar | ja doe maar
    ja hoor
    ja | jaa | jazeker | ✅ | ✅✅ | vind ik goed | helemaal akkoord | akkoord 👍 | akkoord :-) | ik ook
    geen bezwaar | agree | I agree | agreed! | yes I agree | I agree to this | that's fine
    fine by me
    yes | yes sure | sounds good to me | i'm okay with this | no objections | akkoord dank je wel
"""
DONE = """
    klaar | Klaar! | KLAAR | klaar. | klaar... | klaar ✅ | klaar 🙂 | klaar :) | klaar ;-) | klaar xx
    klaaar | klaat | ik ben klaar | Ik ben klaar. | k ben klaar | 'k ben klaar | ok klaar
    oké, klaar
    ja klaar | nee klaar | zo, klaar | klaar hoor | klaar dank jullie wel | klaar, dank je
    klaar nu
    dat was het | dat was 't | Dat was het. | dit was het | dat was m'n verhaal
    dat was mijn verhaal
    tot zover | tot hier | ja dat was het wel | dat was het voor mij | ik ben uitgepraat
    ik geef de beurt door
    ik heb niets meer te zeggen | ik laat het hierbij | klaar denk ik | volgende | volgende mag | ✅
    ik heb alles gezegd | bedankt, ik ben klaar | sorry ik ben klaar | (klaar) | "klaar"
    **klaar** | *klaar*
    done | I'm done | im done now | I am finished | that's it | that was it | that's all from me
    thats all | finished | done, thanks | all done | that was my story | over to the next one
    i have finished
"""
PASSING = """
    pas | Pas. | PAS | ik pas | ik pas even | pas maar | ik pas maar | ik pas deze keer | nee ik pas
    ik pas hoor | pas, sorry | sorry, ik pas | liever niet | ik liever niet | nee liever niet
    passen
    ik wil passen | ik wil liever passen | mag ik passen? | mag ik deze keer overslaan?
    sla mij maar over
    sla me over | ik sla over | overslaan | ik sla deze ronde over | nu even niet
    ik zeg liever niets
    ik heb niks te zeggen | liever niks zeggen | ik pas 😔 | ff pas | ⏭️ | ⏭ | pas aub | ik hoef niet
    pass | I pass | I'll pass | i will pass this time | skip | skip me please | rather not
    I'd rather not
    can I skip? | may i pass | nothing to say | no, i pass | pass please | I'd rather not say
"""
POSTPONING = """
    later | later graag | liever later | ik liever later | misschien later | straks | liever straks
    als laatste | ik liever als laatste | ik wil als laatste | mag ik later? | mag ik als laatste?
    kom straks bij mij terug | eerst de anderen | eerst iemand anders | 🕓 | vraag mij later nog eens
    maybe later | later please | come back to me | come back to me later | can I go last?
    rather last
    I'd rather go last | someone else first | ask me again later
"""
WANTING = """
    mag ik wat zeggen | mag ik wat zeggen? | Mag ik iets zeggen? | mag ik ook wat zeggen
    ik wil wat zeggen
    ik wil ook iets zeggen | ik wil graag iets zeggen | mag ik daar iets over zeggen?
    ik wil reageren
    ik wil graag reageren | ik wil hierop reageren | mag ik reageren? | mag ik hierop reageren
    ik heb een vraag
    ik heb ook een vraagje | vraagje | een vraag | mag ik wat vragen? | hand | hand omhoog | ✋
    ✋🏽 | ik wil het woord
    ik heb nog een aanvulling | mag ik nog iets toevoegen | ik wil er wat over zeggen
    ik wil wat vragen
    can I say something | may I say something? | can I ask something? | I'd like to say something
    i have a question
    I want to say something | may I respond? | can i react | hand up | could I add something
    mag ik wa zeggen
"""
RESTING = """
    pauze | Pauze! | PAUZE | pauze? | pauze graag | pauze aub | pauze alsjeblieft | even pauze
    ff pauze
    een pauze | een pauze graag | ik wil een pauze | ik wil graag even een pauze
    ik heb een pauze nodig
    kunnen we even stoppen | kunnen we even stoppen? | kunnen we pauzeren | kunnen we even pauzeren?
    mogen we een pauze? | mag ik een pauze | zullen we even pauzeren? | mag er even pauze?
    even stoppen
    stop even | ik wil even stoppen | ik moet even stoppen | time-out | ⏸️ | ⏸ | pauxe | pauze 🙏
    even pauzeren
    pause | a break please | can we pause? | can we take a break? | can we stop for a moment
    i need a break
    I need a pause please | break please | could we have a short break? | let's pause
    can I have a break?
"""
GOING_ON = """
    verder | Verder! | verder graag | ga maar verder | het kan weer | we kunnen verder
    we kunnen weer
    ja we kunnen weer verder | ik kan weer verder | we gaan verder | we gaan door
    we gaan weer verder
    laten we verdergaan | pauze voorbij | resume | continue | go on | we can go on
    let's continue | ja, verder
    I'm ready to go on | de pauze is voorbij
"""
LEADING_ON = """
    volgende | Volgende! | volgende graag | de volgende | we gaan door | we gaan verder
    kom we gaan verder
    oke, we gaan door | naar het volgende | door naar het volgende | volgende deel
    laten we verder gaan
    next | next please | Next one | let's move on | moving on | next part | volgnde
    we gaan nu door
"""
READING = """
    ik kijk alleen | ik kijk alleen mee | ik lees mee | ik lees alleen mee | ik luister alleen
    alleen luisteren
    alleen meelezen | meelezen | ik luister mee | ik lees liever mee | ik wil alleen meelezen
    mag ik alleen meelezen? | ik doe niet mee | just reading along | I'm just listening
    i'll just listen
    just listening | I will read along
"""

Row = tuple[Callable[[], Conversation], str, str, Act]

ANSWERS: list[Row] = [
    (gathering, "bert", JOINING, Act.JOIN),
    (agreements, "bert", AGREEING, Act.AGREE),
    (in_round, "anna", DONE, Act.DONE),
    (open_turn, "anna", DONE, Act.DONE),
    (in_round, "anna", PASSING, Act.PASS),
    (in_round, "anna", POSTPONING, Act.LATER),
    (open_turn, "cor", WANTING, Act.HAND),
    *((where, who, RESTING, Act.PAUSE) for where in (in_round, silence, agreements)
      for who in ("anna", "bert", "rita", "faye")),
    (paused, "bert", GOING_ON, Act.RESUME),
    (paused, "faye", GOING_ON, Act.RESUME),
    (in_round, "faye", LEADING_ON, Act.NEXT),
    (silence, "faye", LEADING_ON, Act.NEXT),
    (agreements, "bert", READING, Act.LISTEN),
    (agreements, "bert", "ik pas | liever niet | nee | nee hoor | pas maar | nee dank je", Act.LISTEN),
    (with_newcomer, "dina", AGREEING, Act.AGREE),
    (with_newcomer, "dina", READING.strip() + "| nee | liever niet", Act.LISTEN),
    (asked_whether_done, "anna", "ja | ja hoor | yes | ja klaar | jazeker", Act.YES),
    (permission, "bert", "ja | ja hoor | dat mag | ja dat mag | doe maar | is goed | vind ik goed"
     "| graag | akkoord | ik ook | yes you may | go ahead | fine by me | me too | geen probleem",
     Act.YES),
    (permission, "bert", "nee | nee hoor | nee liever niet | no | no thanks | liever niet", Act.NO),
    (offered_again, "anna", "nee | nee hoor | nee dank je | no | no thanks", Act.NO),
    (last_question, "bert", "ja | ja graag | yes | yes please | ja hoor", Act.YES),
    (open_turn, "bert", "laat maar | hand weg | hoeft niet meer | never mind | nee laat maar",
     Act.HAND_DOWN),
    (facilitator_gone, "cor", "ja | ik neem het over | ik doe het wel | I'll take over | ja hoor",
     Act.LEAD),
    (stop_asked, "faye", "verder | we gaan door | laten we verder gaan", Act.RESUME),
    (in_round, "bert", "stop | Stop! | stoppen", Act.STOP),
    (in_round, "faye", "stop | Stop! | stoppen | even stoppen", Act.PAUSE),
    (in_round, "rita", "ik doe mee | ik wil toch meedoen | mag ik nog meedoen?", Act.JOIN),
    (in_round, "rita", "akkoord | agree | ik ga akkoord", Act.AGREE),
    (in_round, "bert", "ik doe niet meer mee | ik ga liever alleen luisteren", Act.LISTEN),
    (silence, "bert", "hulp | help | hoe werkt dit? | wat moet ik typen", Act.HELP),
    (silence, "rita", "nood | ik ben in nood | sos | I need help now", Act.CRISIS),
]  # fmt: skip

STORIES = """
    ik ben klaar met wachten | Klaar? | pas? | volgende? | ik pas niet in dit huis
    later die dag ging ik weg
    ja maar ik weet het niet | akkoord maar niet zo | ik doe mee omdat het moet | ok | oke
    oké dan | nou ja
    stop daarmee zei hij | verder ging het goed | 👍 | ❤️ | prima | top | goed zo | bedankt
    dank je wel
    ben je klaar? | is Bert klaar? | wie is er klaar? | ben jij klaar Anna | Anna is klaar
    klaar is Kees
    de pauze was te kort | hij wilde pauze | zonder pauze | we hadden pauze | na de pauze
    ik had een pauze nodig toen
    pas op | pas toen ik 30 was | het past niet | dat paste niet bij mij | ik paste op de kinderen
    later begreep ik het | later werd het beter | tot later | nooit later | vroeg of laat | later:
    volgende week | de volgende dag | volgende keer beter | volgende: | het volgende
    ik wil wat zeggen over mijn moeder want dat zit me dwars | mag ik even huilen
    mag ik naar de wc
    ik ben klaar met dit leven | ik kan niet meer | ik stop ermee | ik wil niet meer
    help jij mij even met dit
    nee maar ja | ja en nee | jaja dat zei mijn vader ook altijd | oh ja | oh nee | tja | hm
    hmm ja weet je
    ik heb hulp nodig gehad | de nood was hoog | in tijden van nood | hij zei klaar | > klaar
    > ik pas
"""
LONG_STORIES = [
    "klaar\nmaar nog niet met alles",
    "ik pas\n\nop de kinderen van mijn zus",
    "klaar " * 30,
    "Ik dacht: nu ben ik klaar. Maar het begon pas.",
    "!!!",
    "",
    "   ",
]


@pytest.mark.parametrize(
    ("where", "who", "lines", "act"),
    [
        pytest.param(where, who, lines, act, id=f"{where.__name__}-{who}-{act}-{n}")
        for n, (where, who, lines, act) in enumerate(ANSWERS)
    ],
)
def test_plain_words_mean_what_they_say(
    where: Callable[[], Conversation], who: str, lines: str, act: Act
) -> None:
    talk = where()
    same = {Act.JOIN: (Act.TICK, Act.JOIN, Act.AGREE), Act.LISTEN: (Act.LISTEN, Act.NO)}
    same |= {Act.AGREE: (Act.TICK, Act.AGREE)}
    same |= {
        Act.DONE: (Act.TICK, Act.DONE),
        Act.NO: (Act.PASS, Act.NO),
        Act.YES: (Act.YES, Act.DONE),
    }
    got = {words: means(talk, who, words) for words in listed(lines)}
    assert {words: one for words, one in got.items() if one not in same.get(act, (act,))} == {}


PLACES = [
    gathering, agreements, in_round, asked_whether_done, offered_again, open_floor, open_turn,
    last_question, permission, voices, silence, paused, stop_asked, facilitator_gone,
]  # fmt: skip


@pytest.mark.parametrize("where", PLACES)
def test_a_story_is_never_a_command_whoever_tells_it(where: Callable[[], Conversation]) -> None:
    talk = where()
    for who in ("anna", "bert", "rita", "faye"):
        got = {words: means(talk, who, words) for words in [*listed(STORIES), *LONG_STORIES]}
        assert {words: act for words, act in got.items() if act is not None} == {}, who


TALK: list[tuple[Callable[[], Conversation], str, str]] = [
    # Whoever does not have the floor ends no turn, and neither does whoever leads.
    (in_round, "bert", DONE.replace("✅", "klaar") + PASSING + POSTPONING),
    (in_round, "rita", DONE.replace("✅", "klaar") + PASSING + POSTPONING),
    (in_round, "faye", PASSING + POSTPONING + "klaar | ik ben klaar | dat was het | done"),
    (open_turn, "cor", DONE.replace("✅", "klaar") + PASSING + POSTPONING),
    (open_floor, "bert", DONE.replace("✅", "klaar") + PASSING + POSTPONING),
    (silence, "bert", DONE.replace("✅", "klaar") + PASSING + POSTPONING),
    # Only a facilitator leads on.
    (in_round, "bert", LEADING_ON),
    (silence, "anna", LEADING_ON),
    (silence, "rita", LEADING_ON),
    (gathering, "anna", LEADING_ON),
    # Nobody goes on who did not ask for the pause.
    (paused, "cor", GOING_ON),
    (paused, "rita", GOING_ON),
    (in_round, "anna", "verder | ga verder | het kan weer | go on | continue"),
    (in_round, "faye", "verder | ga verder | ga maar door | go on | continue"),
    # A yes or no that Kring did not ask for.
    (in_round, "anna", "ja | nee | ja hoor | nee hoor | yes | no | graag | is goed | akkoord | ik ook"),
    (in_round, "bert", "ja | nee | ja hoor | nee hoor | yes | no | graag | is goed | akkoord | ik ook"),
    (in_round, "rita", "ja | nee | ja hoor | nee hoor | graag | is goed | mee eens | ik ook | I agree"),
    (asked_whether_done, "bert", "ja | ja hoor | yes"),
    (asked_whether_done, "anna", "nee | nog niet | graag | is goed | ik ook"),
    (silence, "anna", "ja | nee | mee eens | akkoord | I agree | sure"),
    (gathering, "anna", "nee | nee hoor | ja | ik pas | liever niet"),
    (gathering, "faye", "ja | ja hoor | is goed | graag | ik ook | prima"),
    (agreements, "rita", "ja | is goed | mee eens | ik ook | nee | pas"),
    (agreements, "anna", "ja | is goed"),
    (permission, "rita", "ja | nee | dat mag | doe maar | mee eens"),
    (permission, "faye", "ja | nee | dat mag | doe maar | akkoord"),
    (stop_asked, "faye", "ja | nee | yes | doe maar | is goed"),
    (voices, "bert", "ja | nee | akkoord"),
    (last_question, "rita", "ja | ja graag | yes"),
    (facilitator_gone, "rita", "graag | doe maar | ik ook | is goed"),
    # Hands where nobody is called by hand, and from who is not in the circle.
    (open_floor, "rita", WANTING),
    (silence, "bert", WANTING),
    # Who sits in the circle and says so tells a story.
    (in_round, "bert", "ik doe mee | ik lees mee | ik luister alleen | alleen luisteren"),
    (in_round, "anna", "ik doe niet meer mee | ik wil niet meer meedoen | ik lees mee"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("where", "who", "lines"),
    TALK,
    ids=[f"{where.__name__}-{who}-{n}" for n, (where, who, _) in enumerate(TALK)],
)
def test_and_are_talk_from_anyone_else(
    where: Callable[[], Conversation], who: str, lines: str
) -> None:
    talk = where()
    got = {words: means(talk, who, words) for words in listed(lines)}
    assert {words: act for words, act in got.items() if act is not None} == {}


def test_without_a_session_they_are_talk() -> None:
    for phrase, act in phrases():
        if act is not Act.CRISIS:
            assert Conversation().speaks("anna", act).effects == (), phrase


def test_every_phrase_means_one_thing() -> None:
    found: dict[str, Act] = {}
    for phrase, act in phrases():
        assert found.setdefault(phrase, act) is act, phrase
        assert plain(phrase) is act, phrase
        assert plain(f"  {phrase.upper()}!! 🙂 ") is act, phrase


def test_a_yes_after_somebody_else_asked_something_is_theirs() -> None:
    """The nearest question first: Kring's was asked before."""
    for where, who in ((agreements, "bert"), (asked_whether_done, "anna"), (permission, "bert")):
        talk = where()
        talk.says("faye", "is er nog een vraag?")
        assert means(talk, who, "ja") is None
        assert means(talk, who, "nee") is None
    talk = agreements()
    talk.says("faye", "Is dit duidelijk?")
    assert means(talk, "bert", "akkoord") is Act.AGREE
    talk.leads(Act.NEXT)
    assert means(talk, "bert", "ja") is None, "how many have not answered is no question"


def test_and_what_kring_asks_after_that_is_near_again() -> None:
    talk = begun(PERMISSION, CHECK_OUT)
    talk.says("bert", "hoe lang duurt dat?")
    talk.leads(Act.NEXT)
    assert not talk.session.crossed


def test_who_tells_on_after_the_question_whether_they_are_done_is_not_done() -> None:
    talk = asked_whether_done()
    talk.says("anna", "en toen kwam mijn zus binnen, dat was nog het mooiste")
    assert means(talk, "anna", "ja") is None
    assert means(talk, "anna", "klaar") is Act.DONE


def test_who_takes_the_task_by_a_yes_answers_soon() -> None:
    talk = facilitator_gone()
    talk.after(119_000)
    assert means(talk, "cor", "ja") is Act.LEAD
    talk.after(2_000)
    assert means(talk, "cor", "ja") is None
    assert means(talk, "cor", "ik neem het over") is Act.LEAD


def test_a_facilitator_who_speaks_ends_their_own_turn_with_next() -> None:
    talk = begun()
    talk.does("faye", Act.AGREE)
    for _ in range(3):
        talk.does(str(talk.speaker), Act.DONE)
    assert talk.speaker == "faye"
    assert means(talk, "faye", "volgende") is Act.DONE
    assert means(talk, "faye", "we gaan door") is None


def test_who_may_lead_but_does_not_says_next_to_nobody() -> None:
    """A professional with rights in the room is no facilitator of this talk."""
    talk = begun()
    said = Spoke(talk.at, user("bert"), True, True, Act.NEXT, EventId("$said"))
    assert talk.happens(said).effects == ()
    talk.leaves("faye")
    talk.does("anna", Act.DONE)
    assert talk.happens(replace(said, user=user("rita"))).turn == "cor"


@pytest.mark.parametrize(
    "word", ["klaar", "ja", "rust", "pas", "later", "moe", "hulp", "help", "✅", "👍"]
)
def test_one_word_at_the_check_out_is_an_answer_whatever_it_is(word: str) -> None:
    talk = check_out()
    talk.says("bert", word)
    assert user("bert") in [str(id) for id in talk.stage.answered]  # type: ignore[union-attr]  # an ask


def test_a_word_that_calls_for_help_gets_it_at_the_check_out_too() -> None:
    talk = check_out()
    assert talk.says("bert", "hulp").texts == ["help"]
    assert talk.says("cor", "nood").texts == ["crisis"]
    assert talk.says("anna", "pauze").texts == ["paused"]
    assert talk.session.pause is not None
    assert talk.leads(Act.RESUME).moments == ["resumed", "after-talk"]


def test_all_words_at_the_check_out_end_it() -> None:
    talk = check_out()
    talk.says("anna", "ja")
    talk.says("bert", "rust")
    assert talk.says("cor", "klaar").moments == ["after-talk"]
