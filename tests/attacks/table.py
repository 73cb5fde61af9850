"""The table of attacks: what is tried by whom, and what Kring makes of it, each beside its test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

Rule = Literal["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "R11", "R12"]
Who = Literal[
    "a curious professional", "a hurried facilitator", "a newcomer", "an outsider", "a participant",
    "a moderator", "somebody with a client of their own",
]  # fmt: skip
Test = TypeVar("Test", bound=Callable[..., object])


@dataclass(frozen=True)
class Attack:
    """One way round a rule. ``tries`` and ``held`` are a line of plain English each."""

    rule: Rule
    name: str
    who: Who
    tries: str
    held: str
    file: str


@dataclass(frozen=True)
class Limit:
    """What Kring cannot hold against, and what people can do about it."""

    rule: Rule
    what: str
    instead: str


TABLE: list[Attack] = []
"""All attacks of the modules that were imported, in the order of their tests."""


def attack(rule: Rule, who: Who, tries: str, held: str) -> Callable[[Test], Test]:
    """Put a test in the table."""

    def put(test: Test) -> Test:
        name = getattr(test, "__name__", "").removeprefix("test_").replace("_", " ")
        TABLE.append(Attack(rule, name, who, tries, held, test.__module__))
        return test

    return put
