"""The ear for plain words (design section 8): what ``kring check`` hears in a text.

| what is heard | where |
|---|---|
| sentences of more than 15 words on average; one of more than 25 | everywhere |
| a very long word, a short form, a word of offices, praise | everywhere |
| an exclamation mark; "u" for "je" | everywhere |
| an emoji that stands in the place of words, or that no tap knows | everywhere |
| a command that is none, or of the other language | everywhere |
| a question that yes or no answers | in what a stage says, unless it asks for a yes or no |
| no question at all | in what invites people to speak |
| the words of the other language | between the two languages |
| marks that Kring does not know (HTML, headings, links); a sign that nobody sees | everywhere |
| words that stick to a list above them | everywhere |

A question that offers a way out is no prompt: "Liever niet? Typ: pas."
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum, auto
from itertools import pairwise
from pathlib import Path

from bot.commands.catalogue import find
from bot.core.effects import Button
from bot.core.events import Language
from bot.formats.faults import ContentFault
from bot.formats.syntax import is_hidden
from bot.words.texts import Prompt

MOST_WORDS = 15
"""How many words a sentence may have on average."""
LONGEST_SENTENCE = 25
"""How many words any sentence may have."""
LONGEST_WORD: dict[Language, int] = {"nl": 20, "en": 16}
"""How many letters a word may have between its hyphens."""


class Says(Enum):
    """What a text is for."""

    ANYTHING = auto()
    """It tells something."""
    PART = auto()
    """It is what a stage says: a question in it is an open one."""
    INVITES = auto()
    """It invites people to speak, with an open question."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_END = re.compile(r"(?<=[.?!…:])\s+|\n+")
_COMMAND = re.compile(r"(?<!\w)!(\w[\w-]*)")
_EXCLAMATION = re.compile(r"!(?!\w)")
_WORD = re.compile(r"\w[\w'’-]*")
_TERM = re.compile(r"\w(?:[\w-]*\w)?(?:\.\w+)*")
"""A word, or a short form such as "o.a"."""
_POLITE = re.compile(r"(?i)(?<![\w-])(u|uw|uzelf)(?![\w-])")
_TAG = re.compile(r"</?[a-zA-Z][^<>{}]*>|<!--")
_LINK = re.compile(r"!?\[[^\]\n]*\]\([^)\n]*\)")
_HEADING = re.compile(r"(?m)^(?:#{1,6} .+|\|.+\||> .+|```.*|-{3,}|={3,})$")
_TAP = re.compile(r"(?i)\b(tik|tikt|tikken|tap|taps)\b")
_TYPE = re.compile(r"(?i)\b(typ|type|zeg|say|schrijf|write|vraag|ask)\b")
_WAY_OUT = 8
"""A question of so few words, with what to do behind it, offers a way out."""
_DO = _set(
    """
    typ tik zeg dan steek kies schrijf stuur neem ga vraag laat blijf antwoord luister vertel
    dat ook geef houd lees
    type tap say then raise choose write send take go ask let stay answer listen pass tell that
    give keep read
    """
)
"""How a sentence begins that tells what to do, or that it is fine."""
_OPEN: dict[Language, frozenset[str]] = {
    "nl": _set("wat hoe waar wie wanneer welk welke wiens waarom hoeveel hoelang"),
    "en": _set("what how where who whom whose when which why"),
}
_PLAIN: dict[Language, dict[str, str]] = {
    "nl": {
        "participant": "deelnemer", "participanten": "mensen", "sessie": "gesprek",
        "sessies": "gesprekken", "module": "deel", "feedback": "reactie", "evalueren": "terugkijken",
        "evaluatie": "terugblik", "implementeren": "invoeren", "faciliteren": "helpen",
        "interventie": "hulp", "input": "wat je zegt", "aangaande": "over", "omtrent": "over",
        "teneinde": "om te", "middels": "met", "dient": "moet", "dienen": "moeten",
        "gaarne": "graag", "reeds": "al", "indien": "als", "tevens": "ook", "echter": "maar",
        "bijv": "bijvoorbeeld", "bv": "bijvoorbeeld", "evt": "misschien", "etc": "en zo verder",
        "o.a": "onder meer", "d.m.v": "met", "i.p.v": "in plaats van", "m.b.t": "over",
        "d.w.z": "dat is", "i.v.m": "door", "t.a.v": "over", "n.a.v": "na",
        "super": "", "geweldig": "", "fantastisch": "", "interessant": "",
    },
    "en": {
        "participant": "person", "participants": "people", "session": "conversation",
        "sessions": "conversations", "module": "part", "feedback": "response",
        "evaluate": "look back on", "evaluation": "looking back", "implement": "begin with",
        "facilitate": "help", "intervention": "help", "utilize": "use", "utilise": "use",
        "regarding": "about", "prior": "before", "commence": "begin", "whilst": "while",
        "etc": "and so on", "e.g": "for example", "i.e": "that is", "asap": "soon",
        "great": "", "awesome": "", "fantastic": "", "amazing": "", "interesting": "",
    },
}  # fmt: skip
"""Words of offices and short forms, each with a plainer one; none: praise, or a judgement."""
_SMALL: dict[Language, frozenset[str]] = {
    "nl": _set("je het een niet van de dat wat ik zijn voor met als maar ook jij aan bij nog mag"),
    "en": _set("the you and to it that what for with not are this your can how may at from"),
}
"""Small words that are in one of the two languages alone."""
_ALIKE = 4
"""Texts of fewer words may be the same in both languages."""


def language_faults(
    file: Path, key: str, language: Language, prompt: Prompt, says: Says
) -> Iterator[ContentFault]:
    """Find what is hard to read in a text."""
    for form in prompt.forms:
        for what, remedy in _heard(language, form.replace("*", ""), says):
            yield ContentFault(file, key, what, remedy)


def translation_faults(
    file: Path, key: str, dutch: Prompt, english: Prompt
) -> Iterator[ContentFault]:
    """Find an English text that is the Dutch one; ``file`` is that of the English one."""
    for form in english.forms:
        if form in dutch.forms and len(_WORD.findall(form)) >= _ALIKE:
            yield ContentFault(
                file, key, "this is the same in both languages", "Write it in English here."
            )
            return


Heard = Iterator[tuple[str, str]]
"""What is wrong, and what to do about it."""


def _heard(language: Language, form: str, says: Says) -> Heard:
    sentences = [part.strip() for part in _END.split(form) if part.strip()]
    yield from _lengths(sentences)
    yield from _words(language, form)
    if _EXCLAMATION.search(form):
        yield "there is an exclamation mark", "End with a full stop."
    if language == "nl" and (found := _POLITE.search(form)):
        yield f"'{found[0]}' is said to people here", "Write je, jij or jouw."
    yield from _emoji(sentences, form, says)
    yield from _commands(language, form)
    yield from _marks(form)
    yield from _other_language(language, sentences)
    if says is not Says.ANYTHING:
        yield from _questions(language, sentences, says)


def _lengths(sentences: list[str]) -> Heard:
    counts = [count for one in sentences if (count := len(_WORD.findall(one)))]
    average = sum(counts) / max(1, len(counts))
    if average > MOST_WORDS:
        what = f"its sentences have {average:.0f} words on average"
        yield what, f"Make them shorter: at most {MOST_WORDS}."
    longest = max(counts, default=0)
    if longest > LONGEST_SENTENCE:
        yield f"a sentence has {longest} words", "Make two or three of it."


def _words(language: Language, form: str) -> Heard:
    most = LONGEST_WORD[language]
    for word in _WORD.findall(form):
        letters = max(len(part) for part in re.split("[-'’]", word))
        if letters > most:
            yield f"'{word}' is a word of {letters} letters", "Say it in shorter words."
    for found in _TERM.finditer(form):
        word = found[0]
        is_name = word[0].isupper() and not _begins(form[: found.start()])
        plain = None if is_name else _PLAIN[language].get(word.casefold())
        if plain:
            yield f"'{word}' is not a plain word", f"Say: {plain}."
        elif plain is not None:
            yield f"'{word}' judges what people do or say", "Leave it out."


def _begins(before: str) -> bool:
    """Whether a sentence begins behind these words; a word with a capital elsewhere is a name."""
    return before.rstrip(' -\n"“‘(')[-1:] in {"", ".", "?", "!", ":", "…"}


def _emoji(sentences: list[str], form: str, says: Says) -> Heard:
    for sentence in sentences:
        signs = [sign for sign in sentence if unicodedata.category(sign) == "So"]
        if not signs:
            continue
        if not _WORD.search(sentence):
            yield f"{signs[0]} stands in the place of words", "Say it in words as well."
        elif _TAP.search(sentence) and not any(map(Button.of, signs)):
            known = " ".join(Button)
            yield f"a tap on {signs[0]} means nothing", f"These mean something: {known}."
        elif says is not Says.ANYTHING and _TAP.search(sentence) and not _TYPE.search(form):
            yield f"{signs[0]} is the only way to answer", "Say what can be typed as well."


def _marks(form: str) -> Heard:
    """What people would see as it stands, or not see at all; and what sticks to a list."""
    if found := _TAG.search(form):
        yield f"{found[0]} is shown as it stands", "Write **words** for bold, and no HTML."
    elif found := _LINK.search(form):
        yield f"{found[0]} is shown as it stands", "Write the address itself, or leave it out."
    elif found := _HEADING.search(form):
        yield f"'{found[0].strip()}' is shown as it stands", "Write words, or a list with -."
    hidden = next((sign for sign in form if is_hidden(sign)), None)
    if hidden is not None:
        yield f"there is a sign that cannot be seen (U+{ord(hidden):04X})", "Type the words anew."
    for before, line in pairwise(form.split("\n")):
        item = before.lstrip().startswith(("- ", "* "))
        if item and line.strip() and not line.startswith((" ", "- ", "* ")):
            yield f"'{line.strip()}' sticks to the list above it", "Put an empty line between."


def _commands(language: Language, form: str) -> Heard:
    for word in _COMMAND.findall(form):
        entry = find(word)
        if entry is None:
            yield f"!{word} is not a command", "See !help for the list."
        elif word not in (entry.nl if language == "nl" else entry.en):
            what = f"!{word} is a command of the other language"
            yield what, f"Write {entry.shown(language)}."


def _other_language(language: Language, sentences: list[str]) -> Heard:
    other: Language = "en" if language == "nl" else "nl"
    spoken = "Dutch" if language == "nl" else "English"
    for sentence in sentences:
        words = {word.casefold() for word in _WORD.findall(sentence)}
        if not words & _SMALL[language] and len(words & _SMALL[other]) >= 2:
            yield f"'{sentence}' is in the other language", f"Write it in {spoken} here."


def _questions(language: Language, sentences: list[str], says: Says) -> Heard:
    """A prompt is an open question; one that offers a way out ("Liever niet?") is no prompt."""
    begin = ", ".join(sorted(_OPEN[language]))
    opens = False
    for sentence, after in zip(sentences, [*sentences[1:], ""], strict=True):
        if not sentence.endswith("?"):
            continue
        if _is_open(language, sentence):
            opens = True
        elif not _is_way_out(sentence, after):
            what = f"'{sentence}' can be answered with yes or no"
            yield what, f"Begin with one of: {begin}."
    if says is Says.INVITES and not opens:
        yield "there is no open question here", f"Ask one, beginning with one of: {begin}."


def _is_open(language: Language, question: str) -> bool:
    """Whether some part of a question begins as an open one does: "En als je terugkijkt, wat ...?"."""
    for clause in question.split(","):
        words = [word.casefold() for word in _WORD.findall(clause)][:2]
        if any(word in _OPEN[language] or word.startswith("waar") for word in words):
            return True
    return False


def _is_way_out(question: str, after: str) -> bool:
    then = [word.casefold() for word in _WORD.findall(after)][:1]
    return len(_WORD.findall(question)) <= _WAY_OUT and bool(_DO.intersection(then))
