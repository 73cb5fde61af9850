"""Lines of ``prompts/`` with their slots become one message: a plain body and its HTML.

``look_up`` reads what the slots refer to; ``render`` is pure. What people typed never passes the
Markdown parser: the text is parsed with its slots still empty, and they are filled in afterwards.
HTML stays within what the client-server API allows in ``formatted_body``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape
from itertools import pairwise
from typing import Literal, Protocol
from urllib.parse import quote

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from bot.core.effects import (
    Count,
    Day,
    Length,
    Line,
    NameOf,
    Part,
    Place,
    Quote,
    Rhythm,
    Slot,
    Tenths,
    Text,
    When,
    Words,
    Zone,
)  # fmt: skip
from bot.core.people import EventId, RoomId, UserId
from bot.words import rhythm
from bot.words.keys import WORD_BUDGET
from bot.words.names import LINE_LENGTH, NAME_LENGTH, THEME_LENGTH, clean, display, isolate, shorten
from bot.words.texts import Alternatives, Phrase, Plural, Texts, pieces

_ENDS = (".", "?", "!", "؟")
"""With these a sentence is over."""


class Names(Protocol):
    """Where the words behind a slot are read, in memory, when the message is sent."""

    def name(self, user: UserId) -> str:
        """Return the display name of a user in this room; empty without one."""

    def room(self, room: RoomId) -> str:
        """Return the name of a room; empty without one."""

    async def words(self, event: EventId) -> str | None:
        """Return the theme or seat name typed in a message; None if removed or unreadable."""

    async def quote(self, event: EventId) -> str | None:
        """Return what was said in a message; None if removed, unreadable, or no text."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """One message: ``body`` stands on its own, ``html`` is its ``formatted_body``."""

    body: str
    html: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one slot holds: ``link`` is what it leads to: somebody's id makes a pill of their name.

    A link that is ``told`` stands in the plain body too.
    """

    words: str
    link: str | None = None
    told: bool = False

    def filled(self, most_words: int | None) -> tuple[str, str]:
        """Return the piece as plain text and as HTML, a name cut to ``most_words`` words."""
        words = self.words if most_words is None else shorten(self.words, most_words)
        plain = isolate(words)
        if self.link is None:
            return plain, escape(plain)
        address = f"https://matrix.to/#/{self.link}"
        body = f"{plain} ({address})" if self.told else plain
        return body, f'<a href="{escape(address)}">{escape(plain)}</a>'


async def say(lines: Sequence[Line], texts: Texts, names: Names) -> Rendered:
    """Look up what the slots refer to, and render."""
    return render(lines, texts, await look_up(lines, names))


async def look_up(lines: Sequence[Line], names: Names) -> dict[Slot, str | None]:
    """Read the words behind each slot that refers to some; None where they are gone."""
    found: dict[Slot, str | None] = {}
    for line in lines:
        for _, slot in line.slots:
            if isinstance(slot, Words):
                found[slot] = await names.words(slot.event)
            elif isinstance(slot, Quote):
                found[slot] = await names.quote(slot.event)
            elif isinstance(slot, Part):
                said = await names.quote(slot.event)
                found[slot] = None if said is None else said[slot.begin : slot.end]
            elif isinstance(slot, Place):
                found[slot] = names.room(slot.room)
            elif isinstance(slot, NameOf):
                seat = slot.event
                found[slot] = (
                    names.name(UserId(slot.person)) if seat is None else await names.words(seat)
                )
    return found


def render(lines: Sequence[Line], texts: Texts, found: Mapping[Slot, str | None]) -> Rendered:
    """One message of all lines, in order, as paragraphs.

    A slot name that comes more than once in a line makes a list ("a, b en c"). KeyError for a text
    or slot that is not there: a fault of the code, which the checks of ``keys`` prevent.
    """
    rendered = [_line(line, texts, found) for line in lines]
    body = rendered[0].body if rendered else ""
    for before, part in pairwise(rendered):
        in_list = _is_item(before) and _is_item(part)
        body += ("\n" if in_list else "\n\n") + part.body
    return Rendered(body, "".join(part.html for part in rendered).replace("</ul>\n<ul>\n", ""))


def _is_item(part: Rendered) -> bool:
    """Whether a line is one item of a list: items in a row make one list."""
    return part.body.startswith("- ") and part.html.startswith("<ul>") and "\n\n" not in part.body


def _line(line: Line, texts: Texts, found: Mapping[Slot, str | None]) -> Rendered:
    prompt = texts[line.key]
    values: dict[str, list[_Piece]] = {}
    for name, slot in line.slots:
        values.setdefault(name, []).append(_piece(slot, texts, found))
    if isinstance(prompt, Phrase):
        return _fill(prompt.text, values, texts)
    if isinstance(prompt, Plural):
        count = next(
            slot.value for name, slot in line.slots if name == "count" and isinstance(slot, Count)
        )
        category = Locale(texts.language).plural_form(count)
        return _fill(prompt.by_category[category], values, texts)
    return _within_budget(prompt, values, texts)


def _within_budget(
    prompt: Alternatives, values: Mapping[str, list[_Piece]], texts: Texts
) -> Rendered:
    """Take the fullest alternative that fits; shorten names only when none fits as it is."""
    for most_words in (None, 3, 2, 1):
        for form in prompt.forms:
            rendered = _fill(form, values, texts, most_words)
            if len(rendered.body.split()) <= WORD_BUDGET:
                return rendered
    return _fill(prompt.forms[-1], values, texts, 1)


def _piece(slot: Slot, texts: Texts, found: Mapping[Slot, str | None]) -> _Piece:
    match slot:
        case Count(value):
            return _Piece(str(value))
        case Tenths(value):
            return _Piece(format_decimal(value / 10, "0.0", locale=texts.language))
        case Text(key):
            key = key if key in texts.prompts else _without(key)
            return _Piece(" ".join(_fill(texts[key].forms[0], {}, texts).body.split()))
        case Day(day):
            return _Piece(
                format_date(date.fromisoformat(day), "EEEE d MMMM", locale=texts.language)
            )
        case Words(event, fallback, room) if room is not None and not found[slot]:
            link = f"{quote(room, safe='!:')}/{quote(event, safe='$')}"
            return _Piece(_plain(fallback, texts), link, told=True)
        case Words(_, fallback):
            return _Piece(clean(found[slot] or "", THEME_LENGTH) or _plain(fallback, texts))
        case Quote(_, fallback):
            return _Piece(clean(found[slot] or "", LINE_LENGTH) or _plain(fallback, texts))
        case NameOf(person, None):
            user = UserId(person)
            return _Piece(display(user, found[slot] or ""), quote(user, safe=""))
        case Place(room, event, fallback):
            link = quote(room, safe="!:") + (f"/{quote(event, safe='$')}" if event else "")
            name = "" if event else clean(found[slot] or "", NAME_LENGTH)
            return _Piece(name or _plain(fallback, texts), link, told=True)
        case When(at, style):
            return _Piece(rhythm.when(at, style, texts))
        case Rhythm(rule):
            return _Piece(rhythm.rhythm(rule, texts))
        case Length(minutes):
            return _Piece(rhythm.length(minutes, texts))
        case Zone(name):
            return _Piece(rhythm.zone(name))
        case Part(_, _, _, fallback):
            return _Piece(clean(found[slot] or "", THEME_LENGTH) or _plain(fallback, texts))
        case NameOf():
            return _Piece(clean(found[slot] or "", NAME_LENGTH) or _plain("common.someone", texts))


def _without(key: str) -> str:
    """What stands for a format or a theme that was planned, or a question that was asked, and is not in
    ``prompts/`` any more.
    """
    if key.startswith("themes."):
        return "common.theme-gone"
    if key.endswith("-title"):
        return "common.question-gone"
    return "common.format-gone" if key.endswith(".name") else key


def _plain(key: str, texts: Texts) -> str:
    return texts[key].forms[0]


def _fill(
    text: str,
    values: Mapping[str, list[_Piece]],
    texts: Texts,
    most_words: int | None = None,
) -> Rendered:
    filled = {
        name: _listed(name, [piece.filled(most_words) for piece in listed], texts)
        for name, listed in values.items()
    }
    tokens = _parsed(text)
    html = _MARKDOWN.renderer.render(
        tokens, _MARKDOWN.options, {name: html for name, (_, html) in filled.items()}
    )
    return Rendered(_body(tokens, {name: plain for name, (plain, _) in filled.items()}), html)


def _listed(name: str, filled: list[tuple[str, str]], texts: Texts) -> tuple[str, str]:
    style: Literal["or", "standard"] = "or" if name == "near" else "standard"
    plain, html = (
        format_list([both[side] for both in filled], style=style, locale=texts.language)
        for side in (0, 1)
    )
    return plain, html


def _text_rule(
    _renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    env: EnvType,
) -> str:
    """Fill the slots (``env``, ready HTML) into a text token; only the text itself is escaped."""
    return "".join(
        str(env[piece]) if is_slot else escape(piece)
        for piece, is_slot in _ended_once(tokens[index].content, env)
    )


def _make_parser() -> MarkdownIt:
    """Only what our own texts need: paragraphs, lists, emphasis, code, line breaks. No raw HTML."""
    parser = MarkdownIt("zero", {"breaks": True})
    parser.enable(["list", "emphasis", "backticks", "newline"])
    parser.add_render_rule("text", _text_rule)
    return parser


_MARKDOWN = _make_parser()


@lru_cache(maxsize=1024)
def _parsed(text: str) -> list[Token]:
    """Parse a text once; nothing changes these tokens, so every message shares them."""
    return _MARKDOWN.parse(text)


def _body(tokens: Sequence[Token], filled: Mapping[str, str]) -> str:
    """Take the Markdown out: a blank line between paragraphs, a dash before list items."""
    blocks: list[str] = []
    prefix, tight = "", False
    for token in tokens:
        if token.type == "list_item_open":
            prefix = f"{token.info}{token.markup} " if token.info else "- "
        elif token.type.endswith("list_close"):
            tight = False
        elif token.type == "inline":
            inline = "".join(_inline(child, filled) for child in token.children or ())
            separator = "" if not blocks else "\n" if prefix and tight else "\n\n"
            blocks += [separator, prefix, inline]
            tight, prefix = bool(prefix), ""
    return "".join(blocks)


def _inline(token: Token, filled: Mapping[str, str]) -> str:
    if token.type in {"softbreak", "hardbreak"}:
        return "\n"
    if token.type == "code_inline":
        return token.content
    return "".join(
        filled[piece] if is_slot else piece for piece, is_slot in _ended_once(token.content, filled)
    )


def _ended_once(text: str, filled: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    """Cut a text at its slots; what ends as a sentence by itself gets no full stop behind it."""
    ended = False
    for piece, is_slot in pieces(text):
        yield piece.removeprefix(".") if ended and not is_slot else piece, is_slot
        ended = is_slot and filled[piece].rstrip("\u2069").endswith(_ENDS)
