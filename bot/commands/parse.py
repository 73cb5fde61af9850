"""Reading a command out of a message: ``!klaar``, ``! klaar``, ``Kring: klaar``.

Forgiving where it is plain what was meant, silent where it may be a story: "! dat was mooi" and
"!!!" are speech. The words of a message are looked at here, in memory, and go nowhere else.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from urllib.parse import unquote

from bot.commands.catalogue import (
    BY_COMMAND,
    CATALOGUE,
    CommandName,
    Entry,
    find,
    fold,
    meant,
    nearest,
)
from bot.commands.plain import is_polite, plain
from bot.core.events import Act
from bot.core.people import UserId
from bot.core.plan import Mode, Topic
from bot.formats.library import Library
from bot.formats.themes import number_in

_MARKS = "!！﹗"
_NAME = re.compile(r"[^\W\d_]\w*(?:[-'’]\w+)*")
_PILL = re.compile(r"\[[^\]\n]*\]\(https://matrix\.to/#/([^)\s]+)\)[:,]?\s*")
_ATTACHED = ":,.;!?…"
"""What may cling to a command's name: ``!klaar.``"""
_QUOTES = _ATTACHED + "\"'“”‘’"
_LONGEST_SEAT = 3
"""How many words a seat's name has at most where the command may also be speech."""
MODES = {
    "gesproken": Mode.SPOKEN,
    "spoken": Mode.SPOKEN,
    "traag": Mode.SLOW,
    "slow": Mode.SLOW,
}
LONGEST_FORMAT = 3
"""How many words a format's name has at most."""
_BY_ACT = {entry.act: entry.name for entry in CATALOGUE if entry.act is not None}
_COMMANDED = {
    Act.TICK: Act.YES,
    Act.FINE: Act.YES,
    Act.LEAD: Act.YES,
    Act.TELL: Act.ME,
    Act.STEP_BACK: Act.LISTEN,
    Act.ONWARD: Act.NEXT,
}
"""What plain words are called behind a ``!`` that have no command of their own."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command; ``words`` is what follows its name, as typed."""

    name: CommandName
    words: str = ""

    @property
    def args(self) -> tuple[str, ...]:
        """The words on the line of the command."""
        return tuple(self.words.partition("\n")[0].split())

    @property
    def act(self) -> Act | None:
        """What it does, if it needs nothing else; ``!hand weg`` is a hand with words here."""
        return BY_COMMAND[self.name].act

    @property
    def takes_seat(self) -> bool:
        """Whether its words may name a seat: "!klaar hoor" names none."""
        return BY_COMMAND[self.name].takes == "seat" and not is_polite(self.words)


@dataclass(frozen=True, slots=True)
class StartArgs:
    """What is to be started: a format, perhaps a mode, perhaps a theme (empty without one).

    ``topic`` is the theme of the library that is meant by it; by its number, if ``theme`` is empty.
    ``no_theme``: there is none of the number that was given.

    ``plan_id`` None: there is no such format; ``near`` are the ids of those its name looks like. A
    ``broken`` one is there, and cannot be used for a fault in its texts.
    """

    plan_id: str | None
    near: tuple[str, ...]
    mode: Mode
    theme: str
    broken: bool = False
    topic: Topic | None = None
    no_theme: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """Meant as a command, but there is none of this name; ``near`` are those it looks like."""

    near: tuple[CommandName, ...]


def parse(
    body: str, my_user_id: UserId, my_name: str, *, mentioned_me: bool
) -> Command | Unknown | None:
    """Read the command in a message; None when it is speech.

    ``mentioned_me`` is whether the message has Kring in its mentions. The command stands on the
    first line; in a story ``!nood``, and at its end ``!klaar``, may stand on a line of its own.
    """
    text = _without_lead(body)
    if text[:1] and text[0] in _MARKS:
        read = _after_mark(text[1:])
    else:
        rest = _after_mention(text, my_user_id, my_name, mentioned_me=mentioned_me)
        read = None if rest is None else _loose(_without_lead(rest).lstrip(_MARKS), mention=True)
    within = _within(body)
    return within if within == Command("crisis") else read or within


def unaddressed(body: str, my_user_id: UserId, my_name: str, *, mentioned_me: bool) -> str:
    """Return a message without the mention of Kring it may begin with."""
    text = _without_lead(body)
    rest = _after_mention(text, my_user_id, my_name, mentioned_me=mentioned_me)
    return text if rest is None else rest


def _without_lead(text: str) -> str:
    """Drop white space and invisible characters before the first visible one."""
    for index, character in enumerate(text):
        if not (character.isspace() or unicodedata.category(character) == "Cf"):
            return text[index:]
    return ""


def _after_mark(text: str) -> Command | Unknown | None:
    """Read what follows a ``!``: a name right behind it is a command, after a space it may be."""
    if text[:1].isspace():
        return _loose(_without_lead(text), mention=False)
    match = _NAME.match(text)
    if match is None:
        return None
    entry = find(match[0])
    if entry is None:
        return _in_plain_words(text) or Unknown(nearest(match[0], cutoff=0.6))
    command = Command(entry.name, _words(entry, text, match))
    begins = entry.act is Act.ME and bool(command.words)  # "!ik doe mee"
    return (_in_plain_words(text) if begins else None) or command


def _loose(text: str, *, mention: bool) -> Command | Unknown | None:
    """Read what may as well be speech: only what makes sense as a command as a whole."""
    match = _NAME.match(text)
    if match is None:
        return None
    entry = find(match[0])
    if entry is not None and _fits(entry, words := _words(entry, text, match)):
        return Command(entry.name, words)
    command = _in_plain_words(text)
    if command is not None or entry is not None or not mention or len(text.split()) > 1:
        return command
    near = nearest(match[0], cutoff=0.75)
    return Unknown(near) if near else None


def _words(entry: Entry, text: str, match: re.Match[str]) -> str:
    """Take what follows the name; only a command that takes words has more lines than one."""
    words = text[match.end() :].lstrip(_ATTACHED)
    return (words if entry.takes == "words" else words.partition("\n")[0]).strip()


def _fits(entry: Entry, words: str) -> bool:
    """Whether these words make sense behind this command."""
    if entry.takes in {"words", "anything"} or is_polite(words):
        return True
    if entry.takes == "nothing":
        return meant(entry, words) is not None
    return words[0].isupper() and len(words.split()) <= _LONGEST_SEAT


def _in_plain_words(text: str) -> Command | None:
    act = plain(text, mended=False)
    if act is Act.HAND_DOWN:
        return Command("hand", "weg")
    if act is Act.NOT_ME:
        return Command("me", "niet")
    return Command(_BY_ACT[_COMMANDED.get(act, act)]) if act is not None else None


def _after_mention(
    text: str, my_user_id: UserId, my_name: str, *, mentioned_me: bool
) -> str | None:
    """Return what follows a mention of Kring at the start; None when the message has none."""
    pill = _PILL.match(text)
    if pill is not None and unquote(pill[1]) == my_user_id:
        return text[pill.end() :]
    localpart = my_user_id.removeprefix("@").partition(":")[0]
    my_name = my_name.removesuffix(f" ({my_user_id})")  # somebody else took the same name
    for name in (my_user_id, f"@{my_name}", f"@{localpart}", my_name, localpart):
        before, after = text[: len(name)], text[len(name) :]
        if not name.strip("@") or before.casefold() != name.casefold():
            continue
        called = after[:1] in {":", ","}
        rest = after[1:] if called else after
        # "@kring:" may be the beginning of somebody else's id; "kringloop" is another word.
        apart = not rest or rest[0].isspace() or (called and not name.startswith("@"))
        if apart and (called or mentioned_me or name in (my_user_id, f"@{localpart}")):
            return rest
    return None


def story(body: str) -> str:
    """Return the words of a message without a bare ``!klaar`` on a last line under them."""
    words, _, last = body.rstrip().rpartition("\n")
    return words if words.strip() and _bare(last) is Act.DONE else body


def _within(body: str) -> Command | None:
    """Read a bare ``!klaar`` on the last line of a message of several lines, or ``!nood`` on any: that
    one is never missed, also where it is a story.
    """
    acts = [_bare(line) for line in body.rstrip().split("\n")]
    if Act.CRISIS in acts:
        return Command("crisis")
    return Command("done") if acts[-1] is Act.DONE else None


def _bare(line: str) -> Act | None:
    """Read a line that is a command and nothing else."""
    text = _without_lead(line).rstrip(_ATTACHED + "! ")
    entry = find(text[1:].strip()) if text[:1] and text[0] in _MARKS else None
    return None if entry is None else entry.act


def parse_start(words: str, library: Library) -> StartArgs:
    """Read the words behind ``!start``; what stands after the first line is no part of it.

    A theme is never kept: the message it stands in is read again, with this, when it is shown.
    """
    line = words.partition("\n")[0].strip()
    found = list(re.finditer(r"\S+", line))
    for count in range(min(LONGEST_FORMAT, len(found)), 0, -1):
        end = found[count - 1].end()
        plan_id = library.find(line[:end])
        if plan_id is not None:
            mode, theme = _mode(line[end:].strip())
            return _with_theme(StartArgs(plan_id, near=(), mode=mode, theme=theme), library)
        if library.is_broken(line[:end]):
            return StartArgs(None, near=(), mode=Mode.WRITTEN, theme="", broken=True)
    near = library.near(found[0].group()) if found else ()
    return StartArgs(None, near=near, mode=Mode.WRITTEN, theme="")


def _with_theme(args: StartArgs, library: Library) -> StartArgs:
    number = number_in(args.theme)
    if number is None:
        return replace(args, topic=library.themes.called(args.theme))
    if not library.themes.all:
        return args
    topic = library.themes.with_number(number)
    return replace(args, theme="", topic=topic, no_theme=topic is None)


def _mode(rest: str) -> tuple[Mode, str]:
    first, _, after = rest.partition(" ")
    mode = MODES.get(fold(first.strip(_QUOTES)))
    return (Mode.WRITTEN, rest) if mode is None else (mode, after.strip())
