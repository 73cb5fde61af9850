"""The content of what Kring says: ``m.room.message`` with its ``kring.moment`` block.

Only this makes content, so a message cannot be without its block, its mentions or its plain body.
"""

from __future__ import annotations

from typing import Any, Final

from bot.core.effects import Moment, Say
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
    content: dict[str, Any] = {
        "msgtype": "m.text" if say.mention else "m.notice",
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
    if replies_to is not None:
        content["m.relates_to"] = {"m.in_reply_to": {"event_id": replies_to}}
    return content
