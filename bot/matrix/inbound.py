"""What happened, from Matrix events to the values of ``bot.ports``. Pure; any garbage may come in.

``read`` says what an event is, once decrypted; what Kring has no use for is None.
"""

from __future__ import annotations

import html
import re
from typing import Final
from urllib.parse import unquote

from bot.core.effects import Button
from bot.core.people import EventId, UserId
from bot.matrix.roomcheck import is_watched
from bot.matrix.rooms import is_refusal, membership_change
from bot.matrix.shape import at, entries, items, number, text
from bot.ports import (
    Edited,
    Inbound,
    Membership,
    Message,
    PollAnswer,
    Reaction,
    Removed,
    StateChanged,
    Unsealed,
)

_SPOKEN: Final = frozenset({"m.text", "m.emote"})
_SHOWN: Final = frozenset({"m.image", "m.audio", "m.video", "m.file", "m.location"})
_SHOWN_EVENTS: Final = frozenset({"m.sticker", "m.poll.start", "org.matrix.msc3381.poll.start"})
"""What is said by showing it; a poll of somebody's own too."""
_POLL_ANSWERS: Final = ("org.matrix.msc3381.poll.response", "m.poll.response")
_ANSWERS_AT_MOST = 50
_MENTIONS_AT_MOST = 50
_PILL = re.compile(
    r"<a\b[^>]{0,200}?href=[\"'](https://matrix\.to/#/|matrix:u(?:ser)?/)([^\"'?]{2,600})",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"(https://matrix\.to/#/|\bmatrix:u(?:ser)?/)([^\s\"'<>?()\[\]]{2,600})", re.IGNORECASE
)
"""A link to somebody, as it stands in plain text; each of these in both ways (spec: URIs)."""
# It stands first (spec: reply fallbacks); looked for anywhere, a hostile body would take a second.
_QUOTED = re.compile(r"\A\s*<mx-reply>.*?</mx-reply>", re.IGNORECASE | re.DOTALL)
# Not within a word: an address of mail is nobody here. Nor of digits alone: "@10:30" is a time.
_USER_ID = re.compile(r"(?<![\w.+-])@[^\s:@]{1,200}:(?!\d+\b(?!\.))[A-Za-z0-9.\-\[\]:]{1,200}")
_FAR_FUTURE: Final = 253_402_300_800_000  # the year 10000; no server means that


def read(
    event: dict[str, object], type_: str | None, content: object, *, encrypted: bool
) -> Inbound | None:
    """Say what an event is.

    ``type_`` and ``content`` are those of its payload when it was decrypted, else its own.
    ``encrypted`` is whether its room is: there, messages that are not encrypted are ``Unsealed``
    (hardly a client sends them, and a homeserver could make them up).
    """
    id_, sender = text(event, "event_id"), text(event, "sender")
    when = number(event, "origin_server_ts")
    if id_ is None or sender is None or when is None or not 0 <= when < _FAR_FUTURE:
        return None
    meta = (EventId(id_), when, UserId(sender))
    if (state_key := text(event, "state_key")) is not None:
        return _state(event, meta, state_key)
    if type_ == "m.room.redaction":
        # Room version 11 moved it into the content.
        target = text(content, "redacts") or text(event, "redacts")
        return None if target is None else Removed(*meta, EventId(target))
    if type_ == "m.reaction":
        relation = at(content, "m.relates_to")
        target, key = text(relation, "event_id"), text(relation, "key")
        if target is None or key is None or text(relation, "rel_type") != "m.annotation":
            return None
        return Reaction(*meta, Button.of(key) or key, EventId(target))
    edits = text(content, "m.relates_to", "rel_type") == "m.replace"
    if encrypted and text(event, "type") != "m.room.encrypted":
        body = spoken(content) if type_ == "m.room.message" and not edits else None
        return None if body is None else Unsealed(*meta, body)
    if edits:
        target = text(content, "m.relates_to", "event_id")
        if target is None:
            return None
        newer = at(content, "m.new_content")
        return Edited(*meta, EventId(target), named(newer), spoken(newer))
    if type_ in _SHOWN_EVENTS:
        return Message(*meta, None)
    if type_ in _POLL_ANSWERS:
        return _poll_answer(meta, content)
    return _message(meta, content) if type_ == "m.room.message" else None


def _state(
    event: dict[str, object], meta: tuple[EventId, int, UserId], state_key: str
) -> Inbound | None:
    id_, when, _ = meta
    type_ = text(event, "type")
    if type_ == "m.room.member":
        joined = False if is_refusal(event) else membership_change(event)
        return None if joined is None else Membership(id_, when, UserId(state_key), joined)
    return StateChanged(id_, when) if type_ is not None and is_watched(type_) else None


def _poll_answer(meta: tuple[EventId, int, UserId], content: object) -> PollAnswer | None:
    """Read an answer to a poll, in the form of today's clients or the stable one (MSC3381).

    One in which anything is odd is spoiled, and then it is none, just as clients count it.
    """
    target = text(content, "m.relates_to", "event_id")
    if target is None or text(content, "m.relates_to", "rel_type") != "m.reference":
        return None
    found = items(content, "m.selections")
    for type_ in _POLL_ANSWERS:
        found = found or items(content, type_, "answers")
    answers = [answer for answer in found if isinstance(answer, str)]
    spoiled = len(answers) < len(found) or len(found) > _ANSWERS_AT_MOST
    return PollAnswer(*meta, EventId(target), () if spoiled else tuple(answers))


def _message(meta: tuple[EventId, int, UserId], content: object) -> Message | None:
    kind = text(content, "msgtype")
    replies_to = replied_to(content)
    target = None if replies_to is None else EventId(replies_to)
    body = text(content, "body")
    if kind in _SHOWN:  # the body is the name of a file, if there is no other (MSC2530)
        words = caption(content)
        beside = {name: it for name, it in entries(content).items() if name != "body"}
        named_in = content if words is not None else beside
        under = body if words is not None or text(content, "filename") is None else None
        return Message(*meta, None, mentions(named_in), target, caption=under)
    if kind not in _SPOKEN or body is None:
        return None  # notices are what bots say; the rest is no speech
    return Message(*meta, strip_reply(body) if target else body, mentions(content), target)


def replied_to(content: object) -> str | None:
    """Return the message a message replies to.

    In a thread, the fallback for clients without threads is no reply (spec: Threading); what a whole
    thread is about is the message at its root.
    """
    relation = at(content, "m.relates_to")
    if text(relation, "rel_type") == "m.thread" and at(relation, "is_falling_back") is True:
        return text(relation, "event_id")
    return text(relation, "m.in_reply_to", "event_id")


def spoken(content: object) -> str | None:
    """Return the text of a message's content, without the quote of a reply; None if it has none.

    That of what is shown is what was written under it.
    """
    body = text(content, "body")
    if text(content, "msgtype") not in _SPOKEN:
        return caption(content)
    if body is None:
        return None
    return strip_reply(body) if at(content, "m.relates_to", "m.in_reply_to") else body


def caption(content: object) -> str | None:
    """Return what was written under a picture, a file or a voice message; None if nothing (MSC2530)."""
    body, name = text(content, "body"), text(content, "filename")
    shown = text(content, "msgtype") in _SHOWN
    return body if shown and name is not None and body != name else None


def strip_reply(body: str) -> str:
    """Return a reply's text without the quoted message before it (spec: reply fallbacks)."""
    lines = body.split("\n")
    if not lines[0].startswith("> "):
        return body
    quoted = next((n for n, line in enumerate(lines) if not line.startswith(">")), len(lines))
    return "\n".join(lines[quoted:]).lstrip("\n")


def mentions(content: object) -> tuple[UserId, ...]:
    """Return the users a message mentions, each once, in order.

    In a reply, clients add its author to ``m.mentions``: there only pills and ids in the words
    count.
    """
    found: dict[UserId, None] = {}
    if at(content, "m.relates_to", "m.in_reply_to") is None:
        for user in items(content, "m.mentions", "user_ids"):
            if isinstance(user, str) and user.startswith("@"):
                found[UserId(user)] = None
    return tuple(dict.fromkeys((*found, *named(content))))[:_MENTIONS_AT_MOST]


def named(content: object) -> tuple[UserId, ...]:
    """Return the users whose pills or ids stand in the words of a message, each once, in order."""
    found: dict[UserId, None] = {}
    formatted = text(content, "formatted_body")
    if formatted is not None:
        for way, link in _PILL.findall(_QUOTED.sub("", formatted)):
            _add(found, way, unquote(html.unescape(link)))
    body = strip_reply(text(content, "body") or "")
    for way, link in _LINK.findall(body):
        _add(found, way, unquote(link).rstrip(".:-,;!"))
    for user in _USER_ID.findall(body):
        found[UserId(user.rstrip(".:-"))] = None
    return tuple(found)[:_MENTIONS_AT_MOST]


def _add(found: dict[UserId, None], way: str, link: str) -> None:
    """Add whom a link leads to; a ``matrix:`` address has no ``@``."""
    user = link if way.startswith("http") else f"@{link}"
    if user.startswith("@"):
        found[UserId(user)] = None
