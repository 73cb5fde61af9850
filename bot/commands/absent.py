"""Kinds of talk that are held about somebody who is not there: Kring leads none of them (R3)."""

from __future__ import annotations

import re

from bot.commands.catalogue import fold

_TALKS = frozenset(
    [
        *("doco", "mdo", "casusbespreking", "casusoverleg", "casuistiek", "casuistiekbespreking"),
        *("clientbespreking", "clientenbespreking", "clientoverleg", "patientbespreking"),
        *("patientenbespreking", "patientenoverleg", "bewonersbespreking", "zorgplanbespreking"),
        *("behandelplanbespreking", "overdracht"),
        *("caseconference", "casediscussion", "casereview", "handover"),
    ]
)


def is_about_absent(words: str) -> bool:
    """Whether the words behind ``!start`` begin with such a talk, in one word or in two."""
    found = re.findall(r"\w+", fold(words))[:2]
    return "".join(found) in _TALKS or "".join(found[:1]) in _TALKS
