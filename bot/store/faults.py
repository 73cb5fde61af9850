"""What can go wrong with the database, in one line for the administrator."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from errno import ENOSPC

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

_FULL = "The disk is full: nothing more can be kept. Free some space and start Kring again"
_DAMAGED = (
    "The database is damaged: move it away and put back a backup (kring restore), or begin anew"
)
_REFUSED = "The database refuses Kring: check [storage] database, its user and its password"
_CLOSED = "The database cannot be written: let the user that runs Kring own it and its folder"
_AWAY = "The database cannot be reached: check [storage] database and whether it runs"
_ADDRESS = "The address of the database cannot be read: check [storage] database, all parts of it"
_OTHER = "The database failed"
_KEYS = (
    "The keys folder cannot be used: let only the user that runs Kring own it, "
    "see [storage] keys_dir"
)

_SQLITE = {
    "SQLITE_FULL": _FULL,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_NOTADB": _DAMAGED,
    "SQLITE_READONLY": _CLOSED,
    "SQLITE_PERM": _CLOSED,
    "SQLITE_CANTOPEN": _CLOSED,
}
# Error codes of PostgreSQL 15 (its manual, appendix A), by code or by class.
_POSTGRES = {
    "53100": _FULL,
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
    "3D000": _REFUSED,
    "28": _REFUSED,
    "42501": _REFUSED,
    "08": _AWAY,
    "57": _AWAY,
}


class StoreFault(Exception):  # noqa: N818 - a fault is told to people, an error to programmers
    """One line: what is wrong with what Kring keeps, and what to do."""


class NoDatabase(StoreFault):
    """There is nothing to look into."""

    def __init__(self) -> None:
        super().__init__("There is no database yet: it is made when Kring first starts")


@contextmanager
def told() -> Iterator[None]:
    """Turn what the database, its driver or the disk raises into a ``StoreFault``."""
    try:
        yield
    except (SQLAlchemyError, OSError, sqlite3.Error) as error:
        raise StoreFault(_line(error)) from error
    except ModuleNotFoundError as error:
        raise StoreFault(
            "PostgreSQL needs the extra `postgres`: pip install 'kring[postgres]'"
        ) from error


@contextmanager
def told_of_keys() -> Iterator[None]:
    """Turn what the disk raises about the keys folder into a ``StoreFault``."""
    try:
        yield
    except OSError as error:
        raise StoreFault(_FULL if error.errno == ENOSPC else _KEYS) from error


@contextmanager
def told_of_address() -> Iterator[None]:
    """Turn what the driver raises about a port or parameter it cannot use into a ``StoreFault``.

    The error is left out of what is raised, for it may quote the address and its password.
    """
    try:
        yield
    except (ValueError, TypeError):
        raise StoreFault(_ADDRESS) from None


def damaged() -> StoreFault:
    """Give the fault of a database that failed its check."""
    return StoreFault(_DAMAGED)


def _line(error: BaseException) -> str:
    causes: list[BaseException] = [error]
    while (deeper := _cause(causes[-1])) is not None:
        causes.append(deeper)
    for cause in causes:
        name = getattr(cause, "sqlite_errorname", None)
        if name is not None:
            # Extended codes begin with the name of the plain one (SQLITE_IOERR_WRITE).
            known = next((line for code, line in _SQLITE.items() if name.startswith(code)), None)
            return known or f"{_OTHER} ({name})"
        state = getattr(cause, "sqlstate", None)
        if state is not None:
            return _POSTGRES.get(state) or _POSTGRES.get(state[:2]) or f"{_OTHER} ({state})"
    if any(getattr(cause, "errno", None) == ENOSPC for cause in causes):
        return _FULL
    if any(isinstance(cause, PermissionError) for cause in causes):
        return _CLOSED
    if any(isinstance(cause, OSError) for cause in causes):
        return _AWAY
    return f"{_OTHER} ({type(error).__name__})"


def _cause(error: BaseException) -> BaseException | None:
    if isinstance(error, DBAPIError) and error.orig is not None:
        return error.orig
    return error.__cause__
