"""What every message of Kring must be, as section 7 of the design says it: checked from outside.

``check`` takes what one person heard in one room and raises AssertionError where it is not so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html.parser import HTMLParser
from typing import get_args

from bot.core.effects import Moment
from bot.core.people import RoomId, UserId
from bot.demo.heard import Heard

FIELDS = {"v", "id", "session", "format", "stage", "kind", "moment", "person", "until"}
MOMENTS = set(get_args(Moment))
KINDS = {"hold", "ask", "round", "open", "poll", "groups", "map"}
POLL = "org.matrix.msc3381.poll"
SPOKEN = {"m.room.message", f"{POLL}.start"}
NOBODY = {"paused", "left", "crisis", "note", "fault"}
"""Moments in which ``person`` is null."""
OUTSIDE_ENCRYPTION = {"hello", "help", "crisis", "safety", "safety-refused"}
PRIVATE = {"voices", "ask", "permission", "poll"}
"""What is asked there may be about somebody: no reaction answers it (R9)."""
BUTTONS = {"✅", "⏭️", "🕓", "✋", "⏸️"}
WORDS_AT_MOST = 15
TAGS = {"p", "br", "strong", "em", "code", "ul", "ol", "li", "a"}
_BALANCED = {"p", "strong", "em", "code", "ul", "ol", "li", "a"}


def said(heard: Iterable[Heard], kring: UserId, room: RoomId) -> list[Heard]:
    """Return Kring's messages in a room, each once; what could not be read is not among them."""
    own = [one for one in heard if one.sender == kring and one.room == room]
    return [one for one in own if one.state_key is None and one.type in SPOKEN]


def check(heard: Sequence[Heard], kring: UserId, room: RoomId) -> None:
    """Check everything that Kring said in a room."""
    own = said(heard, kring, room)
    events = [one.event for one in own]
    assert len(set(events)) == len(events)
    ids = [one.block["id"] for one in own]
    assert len(set(ids)) == len(ids), "the id of a moment is new for every event"
    for one in own:
        _message(one)
    _sessions(own)
    _polls(own, [one for one in heard if one.sender == kring and one.type == f"{POLL}.end"])
    _buttons([one for one in heard if one.sender == kring and one.room == room])


def announcement(heard: Heard) -> str:
    """Return the announcement in a turn's message: a prompt may stand before it."""
    return heard.body.rpartition("\n\n")[2]


def words(text: str) -> int:
    """Count the words of a text."""
    return len(text.split())


def _message(heard: Heard) -> None:
    block, content = heard.block, heard.content
    what = f"in {block.get('moment')}"
    assert set(block) == FIELDS, what
    assert block["v"] == 1, what
    assert isinstance(block["id"], str), what
    assert block["id"], what
    assert block["moment"] in MOMENTS, what
    assert isinstance(block["until"], int | None), what
    assert not isinstance(block["until"], bool), what
    for name in ("session", "format", "stage", "person"):
        assert block[name] is None or (isinstance(block[name], str) and block[name]), what
    assert block["kind"] in {None, *KINDS}, what
    assert (block["stage"] is None) == (block["kind"] is None), what
    assert (block["session"] is None) == (block["format"] is None), what
    if block["session"] is None or block["moment"] in {"gathering", "closed"}:
        assert block["stage"] is None, what
    if block["moment"] in {"hello", "safety-refused"}:
        assert block["session"] is None, what
    if block["moment"] in NOBODY:
        assert block["person"] is None, what
    if not heard.encrypted:
        assert block["moment"] in OUTSIDE_ENCRYPTION, what
        assert block["person"] is None, what
    _content(content, what, is_poll=heard.type != "m.room.message")
    if heard.replaces is not None:
        new = content["m.new_content"]
        assert isinstance(new, dict), what
        _content(new, what, is_poll=False)
        assert new["kring.moment"] == block, what
        assert new["m.mentions"] == content["m.mentions"], what
        assert "m.relates_to" not in new, what
        assert content["body"] == f"* {new['body']}", what
    if block["moment"] == "turn":
        assert block["stage"], what
        assert block["person"], what
        assert len(heard.mentions) == 1, what
        if not block["person"].startswith("seat-"):
            assert heard.mentions == (block["person"],), what
        assert words(announcement(heard)) <= WORDS_AT_MOST, announcement(heard)


def _content(content: dict[str, object], what: str, *, is_poll: bool) -> None:
    mentions = content["m.mentions"]
    assert isinstance(mentions, dict), what
    assert set(mentions) <= {"user_ids"}, what
    users = mentions.get("user_ids", [])
    assert "user_ids" not in mentions or users, f"nobody is {{}} {what}"
    assert len(set(users)) == len(users), what
    if is_poll:
        assert mentions == {}, what
        assert "msgtype" not in content, what
        assert content["org.matrix.msc1767.text"] == content["body"], what
    else:
        is_file = content["msgtype"] in {"m.file", "m.image"}
        assert is_file or content["msgtype"] == ("m.text" if users else "m.notice"), what
        assert not is_file or {"file", "filename", "info"} <= set(content), what
        assert "url" not in content, f"a file outside encryption {what}"
    body, html = content["body"], content["formatted_body"]
    assert content["format"] == "org.matrix.custom.html", what
    assert isinstance(body, str), what
    assert isinstance(html, str), what
    assert body.strip(), what
    assert not re.search(r"</?(p|br|strong|em|ul|li)>", body), f"the body stands on its own {what}"
    _Html.check(html.removeprefix("* ") if "m.new_content" in content else html, what)


class _Html(HTMLParser):
    """Sees to it that HTML is balanced, and that nothing a name brought along became a tag."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self.what = what
        self.open: list[str] = []

    @classmethod
    def check(cls, html: str, what: str) -> None:
        parser = cls(what)
        parser.feed(html)
        parser.close()
        assert parser.open == [], what
        assert html.strip().startswith("<"), what

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, f"<{tag}> {self.what}"
        if tag == "a":
            assert [name for name, _ in attrs] == ["href"], self.what
            assert str(attrs[0][1]).startswith(
                ("https://matrix.to/#/%40", "https://matrix.to/#/!")
            ), self.what
        else:
            assert attrs == [] or tag == "ol", self.what
        if tag in _BALANCED:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, self.what


def _sessions(own: list[Heard]) -> None:
    """From gathering to closed every message carries the session; stages do not come back."""
    running: str | None = None
    over: set[str] = set()
    stages: list[str] = []
    for one in own:
        block = one.block
        if running is None and block["session"] is not None:
            assert block["moment"] == "gathering", block["moment"]
            assert block["session"] not in over, "a session comes back"
            running, stages = block["session"], []
        assert block["session"] == running, f"another session in {block['moment']}"
        if block["stage"] is not None and block["stage"] not in stages[-1:]:
            assert block["stage"] not in stages, "a stage comes back"
            stages.append(block["stage"])
        assert block["stage"] is not None or not stages or block["moment"] == "closed"
        if block["moment"] == "closed":
            over.add(block["session"])
            running, stages = None, []


def _polls(own: list[Heard], ends: list[Heard]) -> None:
    """A poll is closed at most once, by an event that mentions nobody and carries the same block."""
    polls = {one.event: one for one in own if one.type != "m.room.message"}
    for poll in polls.values():
        assert poll.block["moment"] == "poll"
        assert poll.block["kind"] in ("poll", None), "a poll of a stage, or one outside a session"
    closed = [end.content["m.relates_to"]["event_id"] for end in ends]
    assert len(set(closed)) == len(closed)
    for end in ends:
        of = polls.get(end.content["m.relates_to"]["event_id"])
        assert end.encrypted
        assert end.content["m.mentions"] == {}
        assert set(end.block) == FIELDS
        assert of is None or of.block["stage"] == end.block["stage"]


def _buttons(own: list[Heard]) -> None:
    """Buttons stand under Kring's own messages, each once; a pause and a hand once a stage."""
    messages = {one.event: one for one in own if one.type in SPOKEN}
    seen: set[tuple[str, ...]] = set()
    for one in own:
        if one.type != "m.reaction":
            continue
        relation = one.content["m.relates_to"]
        key, target = relation["key"], messages[relation["event_id"]]
        assert key in BUTTONS
        assert key != "✅" or target.block["moment"] not in PRIVATE, "a yes to it is no reaction's"
        assert (key, target.event) not in seen
        seen.add((key, target.event))
        if key in {"✋", "⏸️"}:
            stage = (key, str(target.block["session"]), str(target.block["stage"]))
            assert stage not in seen
            seen.add(stage)
