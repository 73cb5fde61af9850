"""A yes or no to a note, told privately: it finds its note, and shows nothing of any other (R2, R4)."""

from __future__ import annotations

from bot.core.circle import Circle
from bot.core.effects import Place, Say
from bot.core.events import Spoke
from bot.core.people import EventId, RoomId
from bot.core.personal import ToldAboutNote
from tests.core.conversation import Conversation, user
from tests.core.house import CHAT, OTHER, House, keys

OTHERWISE = Spoke(1, user("bert"), False, False, None, EventId("$words"))


def told(
    *, yes: bool = True, number: int | None = None, room: RoomId | None = None,
    message: str | None = None, sent: int = 2_000_000_000_000,
) -> ToldAboutNote:  # fmt: skip
    """Bert says so in his private chat."""
    event = None if message is None else EventId(message)
    return ToldAboutNote(1, user("bert"), yes, sent, OTHERWISE, number, room, event)


def house(*naming: tuple[str, ...], other: tuple[tuple[str, ...], ...] = ()) -> House:
    """Two rooms with notes of Anna's that name these people, and Bert's private chat."""
    talk, elsewhere = Conversation(), Conversation(circle=Circle(OTHER, "nl"))
    for names in naming:
        talk.notes("anna", *names)
    for names in other:
        elsewhere.notes("anna", *names)
    return House(room=talk.circle, other=elsewhere.circle, chat=Circle(CHAT, "nl"))


def stands(home: House, name: str = "room", index: int = 0) -> bool:
    circle = home.circles[name]
    return circle.notes[index].stands(circle.away)


def test_the_one_note_it_can_mean_hears_it_and_the_room_only_by_the_card() -> None:
    home = house(("bert",), ("cor",))
    heard = home.hears("chat", told())
    assert keys(heard["chat"]) == ["note-agreed-private"]
    assert keys(heard["room"])[0] == "note-stands"
    assert stands(home)
    heard = home.hears("chat", told(yes=False))
    assert keys(heard["chat"]) == ["note-objected-private"]
    assert not stands(home)


def test_where_the_card_does_not_change_the_room_hears_nothing() -> None:
    home = house(("bert", "cor"))
    heard = home.hears("chat", told())
    assert heard["room"] == []
    assert keys(heard["chat"]) == ["note-agreed-private"]


def test_of_several_they_are_told_which_with_links_and_nothing_else() -> None:
    home = house(("bert",), ("cor",), other=(("bert",),))
    [say] = home.hears("chat", told())["chat"]
    assert isinstance(say, Say)
    assert keys([say]) == ["fault-note-which-private", "note-private", "note-private"]
    places = [slot for line in say.lines for _, slot in line.slots if isinstance(slot, Place)]
    assert [(place.room, place.event) for place in places] == [
        (home.circles["room"].room, "$note-1"), (OTHER, "$note-1"),
    ]  # fmt: skip
    assert not stands(home)


def test_a_number_or_a_link_says_which() -> None:
    home = house(("bert",), ("bert",), other=(("bert",),))
    home.hears("chat", told(number=2))
    assert stands(home, index=1)
    assert keys(home.hears("chat", told(number=1))["chat"])[0] == "fault-note-which-private"
    home.hears("chat", told(number=1, room=OTHER))
    home.hears("chat", told(message="$note-1", room=home.circles["room"].room))
    assert stands(home, "other")
    assert stands(home)


def test_what_does_not_concern_them_is_not_known_here() -> None:
    home = house(("cor",), ("bert",))
    for wrong in (
        told(number=1), told(number=7), told(message="$note-1", room=home.circles["room"].room),
        told(number=2, room=OTHER), told(message="$note-2", room=RoomId("!nowhere")),
    ):  # fmt: skip
        heard = home.hears("chat", wrong)
        assert list(heard) == ["chat"]
        assert keys(heard["chat"]) == ["fault-note-unknown-private"]


def test_with_no_note_at_all_it_is_whatever_else_it_means() -> None:
    home = house(("cor",))
    assert keys(home.hears("chat", told())["chat"]) == ["private-words"]


def test_who_left_the_room_cannot_answer_there() -> None:
    talk = Conversation()
    talk.notes("anna", "bert")
    talk.leaves("bert")
    home = House(room=talk.circle, chat=Circle(CHAT, "nl"))
    assert keys(home.hears("chat", told())["chat"]) == ["private-words"]
    assert keys(home.hears("chat", told(number=1))["chat"]) == ["fault-note-unknown-private"]


def test_an_answer_to_words_that_changed_meanwhile_is_told_so_in_the_chat_alone() -> None:
    home = house(("bert",))
    heard = home.hears("chat", told(sent=1))
    assert list(heard) == ["chat"]
    assert keys(heard["chat"]) == ["fault-note-changed-private"]
    assert not stands(home)
