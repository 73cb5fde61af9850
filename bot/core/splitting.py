"""Dividing a circle into small groups: arithmetic on people, without a session.

The groups are as even as can be and the voices are spread over them. Chance decides within that, from
a seed, so that a step can be repeated. A seat goes with who brought it, and nobody is alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from bot.core.people import Person, PersonId, UserId, Voice


def divided(
    people: Sequence[Person], seed: int, smallest: int, largest: int
) -> tuple[tuple[PersonId, ...], ...]:
    """Divide ``people`` into groups of ``smallest`` to ``largest``; one group: they stay together.

    Within a group people are in their places. Where the sizes cannot be had, because there are too
    few people or a table of seats is too large, groups may be larger, never smaller than two.
    """
    tables = _tables(people)
    many = _how_many(len(people), len(tables), smallest, largest)
    groups: list[list[Person]] = [[] for _ in range(many)]
    tables_in = [0] * many
    for table in sorted(tables, key=lambda one: _turn_of(one, seed)):
        voices = {voice for person in table for voice in person.voices}
        at = min(
            range(many),
            key=lambda n: (
                _must_wait(tables_in, n, len(tables)),
                len(groups[n]),
                _shares(groups[n], voices),
                n,
            ),
        )
        groups[at] += table
        tables_in[at] += 1
    places = {person.id: place for place, person in enumerate(people)}
    return tuple(
        tuple(sorted((person.id for person in group), key=places.__getitem__)) for group in groups
    )


def _tables(people: Sequence[Person]) -> list[list[Person]]:
    """Put whoever is behind one device together."""
    tables: dict[UserId, list[Person]] = {}
    for person in people:
        tables.setdefault(person.user, []).append(person)
    return list(tables.values())


def _how_many(people: int, tables: int, smallest: int, largest: int) -> int:
    """As many groups as bring their size nearest to the middle; at least two devices in each."""
    fewest, most = -(-people // largest), max(1, people // smallest)
    most = max(1, min(most, tables // 2))
    if fewest >= most:
        return most
    middle = (smallest + largest) / 2
    return min(
        range(max(1, fewest), most + 1), key=lambda many: (abs(people / many - middle), -many)
    )


def _turn_of(table: Sequence[Person], seed: int) -> tuple[int, int, bytes]:
    """In which order tables are placed: the large first, voice by voice, by chance within one."""
    order = list(Voice)
    voices = [order.index(voice) for person in table for voice in person.voices]
    chance = sha256(f"{seed} {table[0].user}".encode()).digest()
    return (-len(table), min(voices, default=len(order)), chance)


def _shares(group: Sequence[Person], voices: set[Voice]) -> int:
    """How many in a group bring one of these voices; without a voice, who brings none."""
    if not voices:
        return sum(1 for person in group if not person.voices)
    return sum(1 for person in group if voices & set(person.voices))


def _must_wait(tables_in: Sequence[int], n: int, tables: int) -> bool:
    """Whether a group has its two tables, and the rest are needed for groups that have not."""
    left = tables - sum(tables_in)
    needed = sum(max(0, 2 - count) for count in tables_in)
    return tables_in[n] >= 2 and len(tables_in) > 1 and left <= needed
