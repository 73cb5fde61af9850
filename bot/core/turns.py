"""In which order the floor goes round, and who is next: arithmetic on ids, without a session."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from hashlib import sha256

from bot.core.circle import Had, Hand
from bot.core.people import Person, PersonId, Voice
from bot.core.plan import Order


def ordering(order: Order, people: Sequence[Person], seed: int) -> tuple[PersonId, ...]:
    """The order in which ``people`` (in their places) are offered the floor.

    ``volunteer`` calls nobody and gives an empty order. ``random`` depends on ``seed`` and on the
    ids only, so that a step can be repeated.
    """
    if order is Order.VOLUNTEER:
        return ()
    ids = [person.id for person in people]
    if order is Order.RANDOM:
        ids.sort(key=lambda id: sha256(f"{seed} {id}".encode()).digest())
    elif order is Order.TRIAD:
        ids = _alternating(people)
    return tuple(ids)


def _alternating(people: Sequence[Person]) -> list[PersonId]:
    """Take one of each voice in turn, the first voice told counting; voices come as people sit."""
    by_voice: dict[Voice | None, list[PersonId]] = {}
    for person in people:
        by_voice.setdefault(person.voices[0] if person.voices else None, []).append(person.id)
    ids: list[PersonId] = []
    while any(by_voice.values()):
        ids += [waiting.pop(0) for waiting in by_voice.values() if waiting]
    return ids


def first(waiting: Sequence[PersonId], may: Collection[PersonId]) -> PersonId | None:
    """The first in line who may have the floor now; the others keep their place in the line."""
    return next((id for id in waiting if id in may), None)


def lined_up(
    waiting: Sequence[PersonId], offered: Collection[PersonId], id: PersonId
) -> tuple[PersonId, ...]:
    """The line with one more: at its end, but before whoever had the floor offered already (G3)."""
    if id in offered:
        return (*waiting, id)
    ahead = max((at + 1 for at, other in enumerate(waiting) if other not in offered), default=0)
    return (*waiting[:ahead], id, *waiting[ahead:])


def fairest(
    hands: Sequence[Hand],
    had: Sequence[Had],
    able: Sequence[Person],
    people: Sequence[Person],
    turns: int,
) -> PersonId | None:
    """Whose raised hand is next, of those ``able`` to have the floor now; None if no such hand is up.

    Whoever spoke least within the voice that spoke least, then who asked first; but nobody again
    while a hand waits that was up before their last turn began (G3). The hand that has been up the
    longest is never held back by that, so there is always one. A voice has had the turns of all
    ``people`` who bring it; those who told none count as one voice together; whoever brings several
    counts as the one that spoke least. ``turns`` is the number of the last turn that began: a hand
    that has waited for as many as there are people is next, also where somebody was forgotten in
    between and sat down anew as if they had never spoken.
    """
    voices = {person.id: person.voices or (None,) for person in people}
    spoke = {one.person: one.turns for one in had}
    last = {one.person: one.last for one in had}
    share: Counter[Voice | None] = Counter()
    for id, told in voices.items():
        share.update(dict.fromkeys(told, spoke.get(id, 0)))
    ids = {person.id for person in able}
    up = [hand for hand in hands if hand.person in ids]
    longest_up = min((hand.after for hand in up), default=0)
    if up and turns + 1 - longest_up >= len(ids):
        return next(hand.person for hand in up if hand.after == longest_up)
    may = [hand.person for hand in up if last.get(hand.person, 0) <= longest_up]
    return min(
        may,
        key=lambda id: (min(share[voice] for voice in voices[id]), spoke.get(id, 0)),
        default=None,
    )


def without(line: Sequence[PersonId], id: PersonId) -> tuple[PersonId, ...]:
    """The line without this person."""
    return tuple(other for other in line if other != id)
