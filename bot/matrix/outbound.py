"""The content of what Kring says, with its ``kring.moment`` block: messages, and polls (MSC3381).

Only this makes content, so a message cannot be without its block, its mentions or its plain body.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from bot.core.effects import Ballot, EndPoll, Moment, Say
from bot.core.people import EventId
from bot.matrix.shape import text
from bot.words.render import Rendered

_GENERAL: Final[frozenset[Moment | None]] = frozenset(
    {"hello", "help", "crisis", "safety", "safety-refused"}
)
"""The moments that may be said outside encryption, if they name nobody (R9)."""


def is_general(content: dict[str, Any]) -> bool:
    """Tell whether a message holds nothing about anybody, so that anybody may read it."""
    moment = content.get("kring.moment")
    return text(moment, "moment") in _GENERAL and not content.get("m.mentions")


def edit(say: Say, words: Rendered, id: str, target: EventId) -> dict[str, Any]:
    """Make the content of a message that takes the place of ``target`` (spec: Event replacements).

    Its top level mentions whom the new words mention: to clients that is whom they call anew.
    """
    new = message(say, words, id)
    return {
        **new,
        "body": f"* {new['body']}",
        "formatted_body": new["formatted_body"].replace("<p>", "<p>* ", 1),
        "m.new_content": new,
        "m.relates_to": {"rel_type": "m.replace", "event_id": target},
    }


def message(
    say: Say, words: Rendered, id: str, replies_to: EventId | None = None
) -> dict[str, Any]:
    """Make the content of one message; ``id`` is new for every event.

    A message that mentions somebody is ``m.text``, because clients keep silent on mentions in
    notices; every other is ``m.notice`` (spec: Intentional mentions, default push rules).
    """
    content = {"msgtype": "m.text" if say.mention else "m.notice", **_said(say, words, id)}
    if replies_to is not None:
        content["m.relates_to"] = {"m.in_reply_to": {"event_id": replies_to}}
    return content


def file(
    say: Say,
    words: Rendered,
    id: str,
    attached: dict[str, object],
    *,
    name: str,
    info: dict[str, Any],
) -> dict[str, Any]:
    """Make the content of a file in an encrypted room: ``words`` are its caption (spec: Media captions).

    ``attached`` is its ``EncryptedFile``, ``info`` its ``mimetype``, ``size`` and the like.
    """
    return {
        "msgtype": "m.file",
        **_said(say, words, id),
        "filename": name,
        "file": attached,
        "info": info,
    }


def image(
    say: Say, words: Rendered, id: str, attached: dict[str, object], info: dict[str, Any]
) -> dict[str, Any]:
    """Make the content of a picture in an encrypted room: ``words`` tell all that it shows.

    Its file has a name that says nothing.
    """
    content = file(say, words, id, attached, name="kring.png", info=info)
    return content | {"msgtype": "m.image"}


POLL_START: Final = "org.matrix.msc3381.poll.start"
POLL_END: Final = "org.matrix.msc3381.poll.end"
"""The event types that today's clients read; the stable ones they do not."""
_TEXT: Final = "org.matrix.msc1767.text"
_KIND: Final = "org.matrix.msc3381.poll"


def poll(
    say: Say, ballot: Ballot, words: Rendered, labels: Sequence[Rendered], id: str
) -> dict[str, Any]:
    """Make the content of a poll: ``words`` ask, ``labels`` are the texts of its options, in order.

    An option's id is its number. What shows no polls shows the body, with all of it.
    """
    options = [" ".join(label.body.split()) for label in labels]
    numbers = [str(number) for number, _ in ballot.options]
    whole = Rendered(
        "\n".join([words.body, "", *options]),
        words.html + "".join(label.html for label in labels),
    )
    return {
        **_said(say, whole, id),
        _TEXT: whole.body,
        POLL_START: {
            "kind": f"{_KIND}.{'disclosed' if ballot.open else 'undisclosed'}",
            "max_selections": ballot.most,
            "question": {_TEXT: words.body, "body": words.body, "msgtype": "m.text"},
            "answers": [
                {"id": number, _TEXT: option}
                for number, option in zip(numbers, options, strict=True)
            ],
        },
    }


def poll_end(end: EndPoll, words: Rendered, id: str, target: EventId) -> dict[str, Any]:
    """Make the content of what closes the poll ``target``; clients show no words of it."""
    said = Say("poll", (), session=end.session, format=end.format, stage=end.stage, kind=end.kind)
    return {
        **_said(said, words, id),
        _TEXT: words.body,
        POLL_END: {},
        "m.relates_to": {"rel_type": "m.reference", "event_id": target},
    }


def _said(say: Say, words: Rendered, id: str) -> dict[str, Any]:
    """Make what all of them have: the words, whom they mention, and the block."""
    return {
        "body": words.body,
        "format": "org.matrix.custom.html",
        "formatted_body": words.html,
        "m.mentions": {"user_ids": list(say.mention)} if say.mention else {},
        "kring.moment": {
            "v": 1,
            "id": id,
            "session": say.session,
            "format": say.format,
            "stage": say.stage,
            "kind": say.kind,
            "moment": say.moment,
            "person": say.person,
            "until": say.until,
        },
    }
