"""From Matrix content to what was said: replies, mentions, and any garbage at all."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.effects import Button
from bot.matrix.inbound import mentions, read, spoken, strip_reply
from bot.ports import Edited, Message, Reaction, Removed, Unsealed

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["msgtype", "body", "m.relates_to", "rel_type", "event_id", "key", "m.in_reply_to",
             "m.mentions", "user_ids", "formatted_body", "redacts", "membership", "prev_content",
             "filename"]
        ),
        inner,
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip
_TYPES = st.sampled_from(
    ["m.room.message", "m.reaction", "m.room.redaction", "m.room.member", "m.sticker", "x", None]
)


def _event(content: object, type_: str = "m.room.message", **more: object) -> dict[str, object]:
    base = {"event_id": "$e", "sender": "@a:hs", "origin_server_ts": 5, "type": type_}
    return base | {"content": content} | more


def _read(content: object, type_: str = "m.room.message", **more: object) -> object:
    return read(_event(content, type_, **more), type_, content, encrypted=False)


@given(content=_JSON, type_=_TYPES, encrypted=st.booleans(), more=st.dictionaries(
    st.sampled_from(["state_key", "unsigned", "redacts", "origin_server_ts", "sender"]), _JSON
))  # fmt: skip
def test_no_garbage_raises_anything(
    content: object, type_: str | None, encrypted: bool, more: dict[str, Any]
) -> None:
    read(_event(content, str(type_)) | more, type_, content, encrypted=encrypted)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("> <@b:hs> vraag\n> nog wat\n\nantwoord\nverder", "antwoord\nverder"),
        ("> dit zei ik zelf", ""),
        ("gewoon > niets", "gewoon > niets"),
        (">geen citaat", ">geen citaat"),
        ("", ""),
    ],
)
def test_the_quote_before_a_reply_is_not_what_was_said(body: str, words: str) -> None:
    assert strip_reply(body) == words


def test_a_quote_that_is_no_reply_stays() -> None:
    found = _read({"msgtype": "m.text", "body": "> een citaat\nja"})
    assert isinstance(found, Message)
    assert found.body == "> een citaat\nja"


@pytest.mark.parametrize(
    ("content", "users"),
    [
        ({"m.mentions": {"user_ids": ["@b:hs", "@b:hs", 7, "geen"]}}, ("@b:hs",)),
        ({"formatted_body": '<a href="https://matrix.to/#/@b:hs">B</a>'}, ("@b:hs",)),
        ({"formatted_body": "<a href='https://matrix.to/#/%40b%3Ahs'>B</a>"}, ("@b:hs",)),
        ({"formatted_body": '<a href="https://matrix.to/#/!room:hs">B</a>'}, ()),
        ({"formatted_body": '<a href="matrix:u/b:hs">B</a>'}, ("@b:hs",)),
        ({"body": "over https://matrix.to/#/%40b%3Ahs?via=hs."}, ("@b:hs",)),
        ({"body": "zie (https://matrix.to/#/@b:hs), of matrix:u/c:hs"}, ("@b:hs", "@c:hs")),
        ({"body": "https://matrix.to/#/!room:hs/$event matrix:r/kring:hs"}, ()),
        ({"body": "en @b:hs, wat vind jij? @c:hs."}, ("@b:hs", "@c:hs")),
        (
            {"body": "(@b:hs) en @c:10.0.0.1 of @d:[::1]:8448"},
            ("@b:hs", "@c:10.0.0.1", "@d:[::1]:8448"),
        ),
        ({"body": "mail jan@huis.nl:25, of om @10:30 bij @home:5"}, ()),
        (
            {
                "m.mentions": {"user_ids": ["@b:hs"]},
                "m.relates_to": {"m.in_reply_to": {}},
                "body": "ja",
            },
            (),
        ),
        (
            {
                "formatted_body": '<mx-reply><a href="https://matrix.to/#/@b:hs">B</a></mx-reply>ja'
                '<a href="https://matrix.to/#/@c:hs">C</a>',
                "m.relates_to": {"m.in_reply_to": {}},
            },
            ("@c:hs",),
        ),
    ],
)
def test_who_is_mentioned(content: dict[str, object], users: tuple[str, ...]) -> None:
    assert mentions(content) == users


def test_an_edit_mentions_whose_names_stand_in_its_words_alone() -> None:
    """Clients put the author of what an edited reply replied to in its mentions."""
    new = {
        "msgtype": "m.text", "body": "soep met Anna", "m.mentions": {"user_ids": ["@c:hs"]},
        "formatted_body": 'soep met <a href="https://matrix.to/#/@anna:hs">Anna</a>',
    }  # fmt: skip
    relation = {"rel_type": "m.replace", "event_id": "$t"}
    found = _read({"msgtype": "m.text", "m.new_content": new, "m.relates_to": relation})
    assert isinstance(found, Edited)
    assert (found.target, found.mentions) == ("$t", ("@anna:hs",))


def test_whom_a_caption_mentions_counts_and_the_name_of_a_file_does_not() -> None:
    picture = {"msgtype": "m.image", "body": "@b:hs", "m.mentions": {"user_ids": ["@c:hs"]}}
    found = _read(picture | {"formatted_body": '<a href="https://matrix.to/#/@d:hs">D</a>'})
    assert isinstance(found, Message)
    assert (found.body, found.mentions) == (None, ("@c:hs", "@d:hs"))


def test_what_stands_under_a_picture_is_told_apart_from_the_name_of_the_file() -> None:
    picture = {"msgtype": "m.image", "body": "!nood", "filename": "foto.jpg"}
    for content, caption, words in (
        (picture, "!nood", "!nood"),
        (picture | {"body": "foto.jpg"}, None, None),
        (picture | {"filename": None}, "!nood", None),
        (picture | {"filename": 5, "body": 5}, None, None),
        (picture | {"body": "@b:hs"}, "@b:hs", "@b:hs"),
    ):
        found = _read(content)
        assert isinstance(found, Message)
        assert (found.body, found.caption) == (None, caption)
        assert found.mentions == (("@b:hs",) if caption == "@b:hs" else ())
        assert spoken(content) == words
    relation = {"rel_type": "m.replace", "event_id": "$t"}
    edit = _read({"msgtype": "m.image", "m.new_content": picture, "m.relates_to": relation})
    assert isinstance(edit, Edited)
    assert edit.body == "!nood"
    unsealed = read(
        {"event_id": "$e", "sender": "@a:hs", "origin_server_ts": 5, "type": "m.room.message"},
        "m.room.message", picture, encrypted=True,
    )  # fmt: skip
    assert isinstance(unsealed, Unsealed)
    assert unsealed.body == "!nood"


@pytest.mark.parametrize(
    ("relation", "target"),
    [
        ({"m.in_reply_to": {"event_id": "$t"}}, "$t"),
        (
            {"rel_type": "m.thread", "event_id": "$root", "is_falling_back": True,
             "m.in_reply_to": {"event_id": "$last"}},
            "$root",
        ),
        (
            {"rel_type": "m.thread", "event_id": "$root", "m.in_reply_to": {"event_id": "$t"}},
            "$t",
        ),
        ({"rel_type": "m.thread", "event_id": "$root", "is_falling_back": "ja"}, None),
    ],
)  # fmt: skip
def test_what_a_message_replies_to(relation: dict[str, object], target: str | None) -> None:
    found = _read({"msgtype": "m.text", "body": "ja", "m.relates_to": relation})
    assert isinstance(found, Message)
    assert found.replies_to == target


@pytest.mark.parametrize("key", ["⏭️", "⏭"])
def test_a_button_is_one_with_and_without_its_variation_selector(key: str) -> None:
    relation = {"rel_type": "m.annotation", "event_id": "$t", "key": key}
    found = _read({"m.relates_to": relation}, "m.reaction")
    assert isinstance(found, Reaction)
    assert found.key == Button.PASS


def test_a_removal_is_found_where_old_and_new_rooms_put_it() -> None:
    for found in (
        _read({"redacts": "$t"}, "m.room.redaction"),
        _read({}, "m.room.redaction", redacts="$t"),
    ):
        assert isinstance(found, Removed)
        assert found.target == "$t"


@pytest.mark.parametrize("kind", ["m.image", "m.audio", "m.video", "m.file"])
def test_a_picture_or_voice_message_is_speech_without_text(kind: str) -> None:
    found = _read({"msgtype": kind, "body": "vakantie.jpg"})
    assert isinstance(found, Message)
    assert found.body is None


@pytest.mark.parametrize("kind", ["m.notice", "m.key.verification.request", "m.onbekend", None, 5])
def test_what_is_no_speech_is_nothing(kind: object) -> None:
    assert _read({"msgtype": kind, "body": "x"}) is None
