"""Web addresses held against patterns, so that no address can pass for another's.

A pattern is an address in which ``*`` stands for anything, but only within its part: a ``*`` in the
host never reaches into the path, and one in the path says nothing about the host. What a browser
might read differently than it looks (a user name before the host, a backslash, ``..``) fits none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from urllib.parse import unquote

_ANYTHING = "*"
_ADDRESS = re.compile(r"(?P<scheme>https?)://(?P<host>[^/?#]+)(?P<rest>.*)", re.IGNORECASE)
_ODD = re.compile(r"[\x00-\x20\x7f-\x9f\\]")


@dataclass(frozen=True, slots=True)
class _Parts:
    scheme: str
    host: str
    rest: str


def is_pattern(pattern: str) -> bool:
    """Whether this is a pattern that an address could fit: ``*``, or one that begins with http(s)://."""
    return pattern == _ANYTHING or _read(pattern) is not None


def fits(address: str, pattern: str) -> bool:
    """Whether a web address is one of those a pattern means; anything odd is not."""
    if pattern == _ANYTHING:
        return True
    wanted, found = _read(pattern), _read(address)
    if wanted is None or found is None or {"@", "$", "%"} & set(found.host):
        return False
    if found.scheme != wanted.scheme or ".." in re.split(r"[/?#]", unquote(found.rest)):
        return False
    return fnmatchcase(found.host, wanted.host) and fnmatchcase(
        found.rest or "/", wanted.rest or "/"
    )


def _read(address: str) -> _Parts | None:
    """Take an address apart, None if it is not one that has a host."""
    read = None if _ODD.search(address) else _ADDRESS.fullmatch(address)
    if read is None:
        return None
    return _Parts(read["scheme"].lower(), read["host"].lower(), read["rest"])
