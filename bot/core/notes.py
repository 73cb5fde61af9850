"""Notes that stay with the room: whom a note concerns decides whether it stands (R3, R4).

A note is a message of the room; Kring keeps where it is, who wrote it, whom it concerns and who of
them agreed. It concerns whom its words mention, and whoever says that it is about them; if somebody
makes a note of another's words, also whoever said them. It stands while all of these agree and are
in the room. Its card tells whether it stands, never who agreed: an objection, an answer taken back
and no answer yet are the same. The card is kept up to date, and changes only when what it tells does.

| what happens | what it does |
|---|---|
| a note that concerns nobody else | stands at once |
| a note that mentions people of the room | asks them; it does not stand yet |
| a note that mentions somebody who is not in the room | refused, with how to go on; nothing is made |
| "this is about me", as a reply or about the latest note | that person is asked too |
| yes of somebody it concerns | agreed; the last one makes it stand |
| no of somebody it concerns, at any later time | it does not stand; the words stay |
| a yes from a device that its owner did not confirm | none: it may be somebody else's |
| an answer sent before the words changed | no agreement to the new words |
| the author changes the words | all are asked anew, also who is no longer mentioned in them |
| the changed words mention somebody who is not in the room, or cannot be read | it does not stand |
| the author takes the note back, or removes the message | the note is gone |
| another removes the message | the note is kept, does not stand, and its author is told |
| somebody removes the card | what changes next is said in a new one |
| somebody removes what brought the card up to date | it is brought up to date again |
| somebody it concerns leaves the room | it does not stand until they are back |
| somebody it concerns is forgotten | it does not stand any more |
| its author is forgotten | the note is gone; the message is theirs |
| the list is asked for | a link to each note, and whether it stands |
"""

from __future__ import annotations

from dataclasses import replace

from bot.core import harvest
from bot.core.circle import Circle, Note
from bot.core.draft import Draft, count, line
from bot.core.effects import Line, Mark, Moment, NameOf, Place
from bot.core.events import (
    Act,
    Claimed,
    Consented,
    Did,
    Interrupted,
    Joined,
    Left,
    Noted,
    NotesAsked,
    TookBack,
    WordsChanged,
    WordsRemoved,
)  # fmt: skip
from bot.core.people import EventId, PersonId, UserId

MOST = 100
"""How many notes a room keeps: a list of them all must fit in one message."""
EACH = 25
"""How many of them one person writes, so that nobody fills the room's."""

Face = tuple[Moment, tuple[Line, ...]]
"""What a card tells."""


def handle(number: int) -> str:
    """By this name the card of a note is found again."""
    return f"note-{number}"


def number(handle: str | None) -> int | None:
    """The note whose card has this handle; None if it is no card's."""
    name, _, digits = (handle or "").partition("-")
    return int(digits) if name == "note" and digits.isdecimal() else None


def find(circle: Circle, number: int | None) -> Note | None:
    """The note of this number."""
    return next((note for note in circle.notes if note.number == number), None)


def at(circle: Circle, event: EventId) -> Note | None:
    """The note whose words stand in this message."""
    return next((note for note in circle.notes if note.event == event), None)


def where(circle: Circle, note: Note) -> Place:
    """Where the words of a note stand, for a slot."""
    return Place(circle.room, note.event, "common.note-message")


# Making notes, and changing their words


def offered(draft: Draft, event: Noted) -> None:
    """Make a note, if everyone it concerns is in the room."""
    notes = draft.circle.notes
    if at(draft.circle, event.note) is not None:
        return draft.fault("note-known")
    asked = () if event.author == event.user else (event.author,)
    concerned = tuple(
        dict.fromkeys((*asked, *(user for user in event.mentions if user != event.author)))
    )
    if not set(concerned) <= set(event.present):
        return draft.say("note-refused", line("note-refused"))
    if len(notes) >= MOST or sum(note.author == event.author for note in notes) >= EACH:
        return draft.fault("notes-full")
    made = draft.circle.notes_made + 1
    note = Note(made, event.note, event.author, event.sent, concerned)
    draft.circle = replace(draft.circle, notes=(*notes, note), notes_made=made)
    _are_here(draft, concerned)
    looks = (line("note-looks", name=NameOf(PersonId(event.author))),) if event.looks else ()
    moment, lines = _face(draft.circle, note)
    mention = tuple(dict.fromkeys((*concerned, *([event.author] if looks else []))))
    return draft.say(
        moment, *lines, *looks, mention=mention, handle=handle(note.number), lasting=True
    )


def changed(draft: Draft, event: WordsChanged) -> bool:
    """Ask anew when the author changed the words; whether the message is a note at all."""
    note = at(draft.circle, event.event)
    if note is None or note.author != event.user or event.sent < note.asked_at:
        return note is not None
    named = [user for user in event.mentions or () if user != note.author]
    here = tuple(user for user in named if user in event.present)
    before = draft.circle
    words = replace(
        note,
        asked_at=event.sent,
        concerned=tuple(dict.fromkeys((*note.concerned, *here))),
        agreed=tuple(user for user in note.agreed if user == note.author),
        absent=event.mentions is None or len(here) < len(named),
    )
    _put(draft, words)
    _are_here(draft, here)
    knew = set() if note.absent else set(note.concerned) - set(note.agreed)
    asked_anew = [user for user in words.concerned if user not in {note.author, *knew}]
    _tell(draft, before, mention=() if words.absent else tuple(asked_anew))
    return True


def removed(draft: Draft, event: WordsRemoved) -> None:
    """End the note if its author removed the words; else keep it, and tell its author."""
    if event.mark is not None:
        return _card_removed(draft, event.mark)
    note = at(draft.circle, event.event)
    if note is None or note.removed:
        return
    if event.by == note.author:
        return _end(draft, note)
    before = draft.circle
    _put(draft, replace(note, removed=True))
    return _tell(draft, before, mention=(note.author,))


def _card_removed(draft: Draft, mark: Mark) -> None:
    note = find(draft.circle, number(mark.handle))
    if note is not None and mark.edits:
        _show(draft, note)
    elif note is not None:
        _put(draft, replace(note, shown=False))


# Whom a note concerns, and what they say


def claimed(draft: Draft, event: Claimed) -> None:
    """Somebody says that a note is about them: from now on it needs their yes too."""
    notes = draft.circle.notes
    note = find(draft.circle, event.note) if event.note else (notes[-1] if notes else None)
    if note is None:
        return draft.fault("note-which-concerns")
    if event.user in note.concerned:
        return draft.fault("note-asked")
    if event.user == note.author:
        return draft.fault("note-own")
    before = draft.circle
    _put(draft, replace(note, concerned=(*note.concerned, event.user)))
    _are_here(draft, (event.user,))
    return _tell(draft, before, mention=(event.user,))


def consented(draft: Draft, event: Consented) -> None:
    """Somebody it concerns agrees, objects, or takes their answer back."""
    note, fault = find(draft.circle, event.note), None
    if note is None:
        fault = "note-unknown"
    elif event.user not in note.concerned:
        fault = "note-not-asked"
    elif event.agrees and event.sent < note.asked_at:
        fault = "note-changed"
    if note is None or fault is not None:
        # Told privately, it is answered there: the room hears only what the card tells.
        return None if event.privately or fault is None else draft.fault(fault)
    before = draft.circle
    others = tuple(user for user in note.agreed if user != event.user)
    _put(draft, replace(note, agreed=(*others, event.user) if event.agrees else others))
    _are_here(draft, (event.user,))
    _tell(draft, before)
    if not draft.effects and not event.privately:
        draft.say("note", line("note-heard"))
    return None


def unaddressed(draft: Draft, event: Did) -> None:
    """A yes or no that nothing else asked for: it means the note it can mean, if there is one."""
    agrees = event.act is not Act.NO
    meant = meant_by(draft.circle, event.user, agrees=agrees)
    if len(meant) > 1:
        return draft.fault("note-which")
    if meant and agrees and not event.vouched:
        return draft.fault("note-device")
    if meant:
        sent = event.at if event.sent is None else event.sent
        consented(draft, Consented(event.at, event.user, meant[0].number, agrees, sent))
    return None


def take_back(draft: Draft, event: TookBack) -> None:
    """Take back a note, an agreement to one, or a line of the harvest.

    What was replied to is meant. Without a reply it is one's line of the harvest, if there is one,
    else one's only note or agreement.
    """
    if event.note is not None:
        return _withdraw(draft, event.user, event.note)
    own = [
        note
        for note in draft.circle.notes
        if event.user == note.author or event.user in note.agreed
    ]
    if event.event is not None or harvest.has_line(draft, event.user) or not own:
        return harvest.take_back(draft, event)
    if len(own) > 1:
        return draft.fault("note-which")
    return _withdraw(draft, event.user, own[0].number)


def _withdraw(draft: Draft, user: UserId, number: int) -> None:
    note = find(draft.circle, number)
    if note is None:
        return draft.fault("note-unknown")
    if user == note.author:
        return _end(draft, note)
    if user not in note.concerned:
        return draft.fault("note-of-other")
    return consented(draft, Consented(draft.at, user, number, agrees=False, sent=draft.at))


def meant_by(circle: Circle, user: UserId, *, agrees: bool) -> tuple[Note, ...]:
    """The notes that a bare yes or no of this user can mean: a no first those they agreed to."""
    concern = [note for note in circle.notes if user in note.concerned]
    agreed = tuple(note for note in concern if user in note.agreed)
    silent = tuple(note for note in concern if user not in note.agreed)
    return silent if agrees or not agreed else agreed


# People coming, leaving and forgotten


def came(draft: Draft, event: Joined) -> None:
    """Somebody is back, with the agreement they took along."""
    before = draft.circle
    _are_here(draft, (event.user,))
    _tell(draft, before)


def left(draft: Draft, event: Left) -> None:
    """Somebody left the room and takes their agreement along."""
    away = draft.circle.away
    concerned = any(event.user in note.concerned for note in draft.circle.notes)
    if concerned and event.user not in away:
        before = draft.circle
        draft.circle = replace(draft.circle, away=(*away, event.user))
        _tell(draft, before)


def forget(draft: Draft, user: UserId) -> None:
    """Nothing is kept of this user: what they wrote is no note any more, and what concerned them
    does not stand, for nobody can agree in their place.
    """
    for note in draft.circle.notes:
        if note.author == user:
            _end(draft, note)
    before = draft.circle
    for note in draft.circle.notes:
        if user in note.concerned:
            concerned = tuple(other for other in note.concerned if other != user)
            agreed = tuple(other for other in note.agreed if other != user)
            _put(draft, replace(note, concerned=concerned, agreed=agreed, forgotten=True))
    _are_here(draft, (user,))
    _tell(draft, before)


def anew(draft: Draft, event: Interrupted) -> None:
    """Bring every card up to date: what was to be told of some of them may have been dropped."""
    for note in draft.circle.notes:
        if note.concerned or note.removed or note.forgotten:
            _show(draft, note)


# Telling


def asked(draft: Draft, event: NotesAsked) -> None:
    """Give a link to each note, and whether it stands."""
    circle = draft.circle
    if not circle.notes:
        return draft.say("note", line("notes-none"))
    listed = (
        line(
            "notes-stands" if note.stands(circle.away) else "notes-does-not-stand",
            number=count(note.number),
            place=where(circle, note),
        )
        for note in circle.notes
    )
    return draft.say("note", line("notes-intro"), *listed)


def _face(circle: Circle, note: Note) -> Face:
    """What the card of a note tells."""
    concerned = [("name", NameOf(PersonId(user))) for user in note.concerned]
    about = [Line("common.note-about", tuple(concerned))] if concerned else []
    if note.stands(circle.away):
        stands = line("note-stands", number=count(note.number))
        return "note", (stands, *about, line("note-concerns-you"))
    head = line("note-does-not-stand", number=count(note.number))
    if note.removed:
        return "note", (head, line("note-removed", name=NameOf(PersonId(note.author))))
    if note.absent:
        return "note-refused", (head, line("note-refused-changed"))
    if note.forgotten:
        return "note", (head, line("note-forgotten"))
    return "note", (head, *about, line("note-ask"))


def _tell(draft: Draft, before: Circle, *, mention: tuple[UserId, ...] = ()) -> None:
    """Bring the cards up to date that tell something else now, or that ask somebody anew."""
    for note in draft.circle.notes:
        old = find(before, note.number)
        asks = mention if old != note else ()
        if old is None or asks or _face(before, old) != _face(draft.circle, note):
            _show(draft, note, asks)


def _show(draft: Draft, note: Note, mention: tuple[UserId, ...] = ()) -> None:
    moment, lines = _face(draft.circle, note)
    name, edits = handle(note.number), note.shown
    draft.say(moment, *lines, mention=mention, handle=name, edits=edits, lasting=True)
    _put(draft, replace(note, shown=True))


# Keeping


def _put(draft: Draft, note: Note) -> None:
    notes = tuple(note if old.number == note.number else old for old in draft.circle.notes)
    draft.circle = replace(draft.circle, notes=notes)


def _are_here(draft: Draft, users: tuple[UserId, ...]) -> None:
    away = tuple(user for user in draft.circle.away if user not in users)
    draft.circle = replace(draft.circle, away=away)


def _end(draft: Draft, note: Note) -> None:
    """Keep a note no longer, and say so on its card."""
    notes = tuple(other for other in draft.circle.notes if other.number != note.number)
    concerned = {user for other in notes for user in other.concerned}
    away = tuple(user for user in draft.circle.away if user in concerned)
    draft.circle = replace(draft.circle, notes=notes, away=away)
    gone = line("note-gone", number=count(note.number))
    draft.say("note", gone, handle=handle(note.number), edits=note.shown, lasting=True)
