"""What the doctor finds: one line for each thing it looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.config import ConfigFault

Status = Literal["ok", "look", "wrong"]
"""``look``: it works, or cannot be seen from here, and somebody should look at it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and what to do about it; nothing to do where it is well."""

    name: str
    status: Status
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        """Say it in one line."""
        said = f"{self.status:<6} {self.name}: {self.what}"
        return f"{said}. {self.remedy}" if self.remedy else said


def ok(name: str, what: str) -> Finding:
    """It is well."""
    return Finding(name, "ok", what)


def look(name: str, what: str, remedy: str) -> Finding:
    """It works, or nobody can tell from here."""
    return Finding(name, "look", what, remedy)


def wrong(name: str, what: str, remedy: str) -> Finding:
    """Kring does not work, or not for long, or not safely."""
    return Finding(name, "wrong", what, remedy)


def of_fault(name: str, fault: ConfigFault) -> Finding:
    """A fault of the configuration: one line, what is wrong and after ``;`` what to do."""
    what, _, remedy = str(fault).partition("; ")
    return wrong(name, what, remedy[:1].upper() + remedy[1:])


def counted(number: int, what: str) -> str:
    """A number of things, in words."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
