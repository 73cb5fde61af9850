"""Whole short messages in plain words: "ik doe mee", "klaar", "I agree".

Only a message that says this and nothing else counts; "ik ben klaar met wachten" is speech. What
such a message means here and now, the law decides.
"""

from __future__ import annotations

from bot.commands.catalogue import fold
from bot.core.effects import Button
from bot.core.events import Act

_LONGEST = 60
"""No phrase with its politeness is longer, in characters."""
_BRIEF_WORDS = 4
_BRIEF_LENGTH = 40

_PHRASES: dict[Act, str] = {
    Act.JOIN: """
        ik doe mee | doe mee | ik doe ook mee | ik wil meedoen | ik wil graag meedoen | meedoen
        ik wil mee doen | mee doen | ik ben erbij | im in | i am in | count me in | join
        i join | ill join | i will join | im joining | i am joining | i want to join
        id like to join | i would like to join
        """,
    Act.LISTEN: """
        ik lees mee | ik lees alleen mee | ik lees liever mee | alleen meelezen | meelezen
        ik luister | ik luister mee | ik luister alleen | ik luister liever | alleen luisteren
        i read along | ill read along | reading along | just reading along | just reading
        im just reading | im reading along | i listen | ill listen | just listening
        im just listening | ill just listen | ill just read along
        """,
    Act.AGREE: """
        akkoord | ik ga akkoord | ik ben akkoord | ik stem in | ik stem ermee in | mee eens
        ik ben het ermee eens | ik ga ermee akkoord | agree | agreed | i agree | i agree to this
        """,
    Act.YES: """
        ja | jawel | jazeker | dat mag | ja dat mag | is goed | dat is goed | graag
        yes | yeah | yep | sure | thats fine | yes you may
        """,
    Act.NO: "nee | nee liever niet | no | nope | no rather not | no id rather not",
    Act.DONE: """
        klaar | ik ben klaar | dat was het | dit was het | ik ben uitgepraat | dat was mijn verhaal
        done | im done | i am done | finished | im finished | i am finished | thats it
        that was it | thats all | that is all
        """,
    Act.PASS: """
        pas | ik pas | passen | ik wil passen | ik sla over | sla mij over | sla mij maar over
        sla me maar over | overslaan | liever niet | ik liever niet
        pass | i pass | ill pass | i will pass | skip | skip me | rather not | id rather not
        """,
    Act.LATER: """
        later | liever later | misschien later | straks | liever straks | als laatste
        liever als laatste | ik wil als laatste | ik ga als laatste
        maybe later | rather later | come back to me | rather last | last | id rather go last
        """,
    Act.HAND: """
        hand | hand omhoog | ik steek mijn hand op | ik wil wat zeggen | ik wil iets zeggen
        ik wil graag wat zeggen | ik wil graag iets zeggen | mag ik wat zeggen | mag ik iets zeggen
        mag ik ook wat zeggen | mag ik ook iets zeggen | hand up | can i say something
        may i say something | may i speak | can i speak | i want to say something
        id like to say something | i would like to say something
        """,
    Act.HAND_DOWN: "hand weg | hand omlaag | laat maar | hand down | never mind | nevermind",
    Act.PAUSE: """
        pauze | een pauze | even pauze | even pauzeren | pauzeren | ik wil een pauze
        ik wil graag een pauze | ik wil pauze | ik heb een pauze nodig | ik heb pauze nodig
        kunnen we pauzeren | kunnen we even pauzeren | mogen we pauzeren | mogen we een pauze
        mag ik een pauze | mag er een pauze | pause | a pause | break | a break | can we pause
        can we have a pause | can we have a break | can we take a break | i need a pause
        i need a break | i want a pause | id like a pause
        """,
    Act.RESUME: """
        verder | we kunnen verder | we kunnen weer verder | we gaan verder | we gaan weer verder
        ga verder | het kan weer | resume | go on | continue | we can go on | lets go on
        lets continue
        """,
    Act.NEXT: "volgende | next",
    Act.STOP: "stop | stoppen",
    Act.HELP: "help | hulp | help mij | help me | hoe werkt dit | hoe werkt het | how does this work",
    Act.CRISIS: "nood | noodgeval | ik ben in nood | crisis | sos | emergency | im in crisis",
}

_ACTS = {
    phrase.strip(): act
    for act, phrases in _PHRASES.items()
    for line in phrases.splitlines()
    for phrase in line.split("|")
    if phrase.strip()
}

_EMOJI = {
    # A typed ✅ answers what was asked: joining, agreeing, being done.
    Button.DONE.value: Act.TICK,
    Button.PASS.value: Act.PASS,
    Button.LATER.value: Act.LATER,
    Button.HAND.value: Act.HAND,
    Button.PAUSE.value: Act.PAUSE,
}

_MAY_BE_ASKED = frozenset({Act.HAND, Act.PAUSE, Act.HELP, Act.CRISIS})
"""What a question asks for; "klaar?" asks about somebody else."""

_BEFORE = frozenset(
    {"ok", "oke", "okay", "goed", "prima", "nou", "sorry", "ja", "yes", "nu", "even", "well"}
)
_AFTER = frozenset(
    {
        "graag",
        "alsjeblieft",
        "aub",
        "svp",
        "hoor",
        "dank",
        "je",
        "wel",
        "jullie",
        "bedankt",
        "dankjewel",
        "allemaal",
        "nu",
        "even",
        "mij",
        "please",
        "thanks",
        "thank",
        "you",
        "now",
        "all",
        "me",
    }
)
"""Politeness before and after a phrase, which changes nothing about it."""


def plain(body: str) -> Act | None:
    """Read a whole message as one act in plain words; None when it says anything else."""
    if len(body) > _LONGEST or "\n" in body.strip():
        return None
    words = _normalised(body)
    if not words:
        return _EMOJI_ACTS.get(_bare(body))
    act = _looked_up(words)
    if act is not None and "?" in body and act not in _MAY_BE_ASKED:
        return None
    return act


def brief(body: str) -> bool:
    """Tell whether a message is a short word of support: a few words, or emoji only."""
    text = body.strip()
    if not text or "\n" in text or "?" in text or len(text) > _BRIEF_LENGTH:
        return False
    return len(text.split()) <= _BRIEF_WORDS


def is_polite(words: str) -> bool:
    """Tell whether these words only make something polite, or are none at all."""
    return all(word in _AFTER for word in _normalised(words))


def _normalised(text: str) -> list[str]:
    """Cut into words without case, accents, apostrophes, punctuation and emoji."""
    folded = fold(text.replace("'", "").replace("’", ""))
    return "".join(letter if letter.isalnum() else " " for letter in folded).split()


def _bare(text: str) -> str:
    """Drop white space and variation selectors: ``⏭`` and ``⏭️`` are one."""
    return "".join(character for character in text if character not in "\ufe0f\ufe0e").strip()


_EMOJI_ACTS = {_bare(emoji): act for emoji, act in _EMOJI.items()}


def _looked_up(words: list[str]) -> Act | None:
    """Look the phrase up, without the politeness around it if need be."""
    start, end = 0, len(words)
    while end > start:
        act = _ACTS.get(" ".join(words[start:end]))
        if act is not None:
            return act
        if words[end - 1] in _AFTER:
            end -= 1
        elif words[start] in _BEFORE:
            start += 1
        else:
            return None
    return None
