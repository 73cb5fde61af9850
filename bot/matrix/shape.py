"""Reading JSON that somebody else wrote: anything may be missing, of another type, or absurd."""

from __future__ import annotations

from collections.abc import Iterator


def at(value: object, *keys: str) -> object:
    """Return what stands at a place, None when nothing does."""
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def text(value: object, *keys: str) -> str | None:
    """Return the text that stands at a place, None when there is none."""
    found = at(value, *keys)
    return found if isinstance(found, str) else None


def number(value: object, *keys: str) -> int | None:
    """Return the whole number that stands at a place, None when there is none."""
    found = at(value, *keys)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def entries(value: object, *keys: str) -> dict[str, object]:
    """Return the object that stands at a place, empty when there is none."""
    found = at(value, *keys)
    return found if isinstance(found, dict) else {}


def items(value: object, *keys: str) -> list[object]:
    """Return the list that stands at a place, empty when there is none."""
    found = at(value, *keys)
    return found if isinstance(found, list) else []


def objects(value: object, *keys: str) -> Iterator[dict[str, object]]:
    """Yield the objects in the list that stands at a place."""
    for item in items(value, *keys):
        if isinstance(item, dict):
            yield item
