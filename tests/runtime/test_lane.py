"""What goes next in a room: words in order, edits when they hold up nobody."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.core.effects import Effect, Line, Moment, Say
from bot.core.people import RoomId
from bot.ports import Row
from bot.runtime.lane import Queue, is_edit

ROOM = RoomId("!room")
REST = 2.0


def say(moment: Moment = "turn", **fields: Any) -> Say:
    """A message."""
    return Say(moment, (Line("common.resumed"),), **{"session": "s", **fields})


def edit(handle: str = "overview", **fields: Any) -> Say:
    """An edit of a message with this handle."""
    return say("help", handle=handle, edits=True, **fields)


def lane(*effects: Effect) -> Queue:
    """A lane in which these wait, numbered from 0."""
    made = Queue()
    for number, effect in enumerate(effects):
        assert isinstance(effect, Say)
        made.put([Row(number, ROOM, f"txn-{number}", "DEVICE", 0, "nl", effect)])
    return made


def sent(waiting: Queue, now: float = 0.0) -> list[int]:
    """Send all that may go, as the sender does; the numbers of what was sent."""
    numbers: list[int] = []
    while True:
        for needless in waiting.superseded():
            waiting.done(needless)
        row = waiting.next(now)
        if row is None:
            return numbers
        waiting.done(row)
        if is_edit(row):
            waiting.edited(now, REST)
        numbers.append(row.id)


def test_words_go_in_their_order() -> None:
    assert sent(lane(say(), say("left"), say())) == [0, 1, 2]


def test_a_burst_of_changes_is_one_edit_the_newest() -> None:
    assert sent(lane(edit(), edit(), edit())) == [2]


def test_an_edit_goes_behind_words_to_people() -> None:
    assert sent(lane(edit(), say(), edit(), say())) == [1, 3, 2]


def test_edits_of_two_messages_are_two() -> None:
    waiting = lane(edit(), edit("harvest"))
    assert sent(waiting) == [0]
    assert sent(waiting, waiting.wakes()) == [1]


def test_edits_rest_and_words_do_not() -> None:
    waiting = lane(edit())
    assert sent(waiting, 10.0) == [0]
    waiting.put(lane(edit(), say()).rows)
    assert sent(waiting, 11.0) == [1]
    assert waiting.wakes() == 12.0
    assert sent(waiting, 12.0) == [0]


def test_an_edit_that_the_homeserver_put_off_holds_no_words_back() -> None:
    waiting = lane(edit())
    waiting.put_off(5.0)
    waiting.put(lane(say(), say()).rows)
    assert sent(waiting, 1.0) == [0, 1]
    assert sent(waiting, 5.0) == [0]


def test_the_close_is_the_last_thing_of_a_session_and_waits_for_no_rest() -> None:
    waiting = lane(edit())
    assert sent(waiting, 0.0) == [0]
    waiting.put(lane(say(), edit(), say("closed")).rows)
    assert sent(waiting, 0.1) == [0, 1, 2]


def test_the_close_waits_where_the_homeserver_put_the_edit_off() -> None:
    waiting = lane(edit(), say("closed"))
    waiting.put_off(5.0)
    assert sent(waiting, 1.0) == []
    assert waiting.wakes() == 5.0
    assert sent(waiting, 5.0) == [0, 1]


def test_a_message_that_takes_the_handle_makes_older_edits_needless() -> None:
    assert sent(lane(edit(), say("help", handle="overview"))) == [1]


def test_the_first_message_is_sent_before_its_edit_and_is_never_superseded() -> None:
    assert sent(lane(say("help", handle="overview"), edit(), edit())) == [0, 2]


def test_the_last_edit_of_a_session_is_not_taken_for_one_of_the_next() -> None:
    waiting = lane(
        edit(), say("closed"), say("gathering", session="t"),
        say("help", handle="overview", session="t"), edit(session="t"),
    )  # fmt: skip
    assert sent(waiting) == [0, 1, 2, 3]
    assert sent(waiting, REST) == [4]


def test_what_is_under_way_is_not_superseded() -> None:
    waiting = lane(edit(), edit())
    waiting.under_way = waiting.rows[0]
    assert waiting.superseded() == ()


effects = st.lists(
    st.one_of(
        st.builds(say),
        st.builds(say, st.just("closed")),
        st.builds(edit, st.sampled_from(["overview", "harvest"])),
        st.builds(lambda: say("help", handle="overview")),
    ),
    max_size=12,
)


@given(effects)
def test_all_words_go_once_and_in_order_and_the_newest_edit_of_each_comes_after(
    said: list[Say],
) -> None:
    waiting = lane(*said)
    numbers: list[int] = []
    now = 0.0
    while waiting.rows:
        numbers += sent(waiting, now)
        now = max(now, waiting.wakes())
    words = [number for number, effect in enumerate(said) if not effect.edits]
    assert [number for number in numbers if number in words] == words
    for handle in ("overview", "harvest"):
        named = [number for number, effect in enumerate(said) if effect.handle == handle]
        if named:
            assert named[-1] in numbers
            assert [number for number in numbers if number in named][-1] == named[-1]
