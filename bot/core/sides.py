"""For whom a stage is: everyone, some voices, or one of the sides of a conversation.

| side | who that is |
|---|---|
| ``centre`` | who said that the talk is about them, or, in a mirror, that they tell |
| ``others`` | everyone else |
| ``workers`` | a professional or a peer, neither at the centre nor a close one |
| ``network`` | everyone else: who is at the centre, and the people around them |
| ``spokespeople`` | who brings the words of a small group back |

A nurse who comes as a mother belongs to the network; so does a peer expert about whom the talk is.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.people import Person, Voice
from bot.core.plan import Who

_HELPING = {Voice.PROFESSIONAL, Voice.PEER, Voice.FAMILY_PEER}


def is_for(who: tuple[Who, ...], person: Person) -> bool:
    """Whether a stage for these people is for this one; none named: for everyone."""
    return not who or any(_is_one(person, one) for one in who)


def those(who: tuple[Who, ...], people: Iterable[Person]) -> tuple[Person, ...]:
    """Those of ``people`` for whom a stage is."""
    return tuple(person for person in people if is_for(who, person))


def _is_one(person: Person, one: Who) -> bool:
    match one:
        case "centre":
            return person.centre
        case "others":
            return not person.centre
        case "workers":
            return _works(person)
        case "network":
            return not _works(person)
        case "spokespeople":
            return person.spokesperson
    return one in person.voices


def _works(person: Person) -> bool:
    close = person.centre or Voice.NAASTE in person.voices
    return not close and not _HELPING.isdisjoint(person.voices)
