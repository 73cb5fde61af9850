"""Whom somebody means when they name people of the room: by pill, by id or by name."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.people import UserId


def whom(
    words: str, mentions: tuple[UserId, ...], named: Mapping[UserId, str], me: UserId
) -> tuple[UserId, ...] | None:
    """The people meant by ``words``, in order; empty if it is not clear who, None if not ``named``.

    ``named`` are the people of the room with their display names, ``mentions`` whom the message
    mentions. A name counts only if exactly one person has it.
    """
    pills = [user for user in mentions if user != me and _mentioned(user, words, named)]
    if pills:
        return tuple(pills) if all(user in named for user in pills) else None
    found: list[UserId] = []
    for part in _parts(words, named):
        matches = [user for user in named if part in _spellings(user, named[user])]
        if len(matches) != 1:
            return () if matches else None
        found.append(matches[0])
    return tuple(dict.fromkeys(found))


def _mentioned(user: UserId, words: str, named: Mapping[UserId, str]) -> bool:
    """Whether a mention stands in the words: replying to somebody mentions them too."""
    spoken = words.casefold()
    return any(spelling in spoken for spelling in _spellings(user, named.get(user, "")))


def _spellings(user: UserId, name: str) -> set[str]:
    localpart = user[1:].partition(":")[0]
    name = name.removesuffix(f" ({user})")  # so it is told apart from the same name of another
    spellings = {user, user[1:], localpart, f"@{localpart}", name, f"@{name}"}
    return {spelling.casefold() for spelling in spellings if spelling.strip("@ ")}


def _parts(words: str, named: Mapping[UserId, str]) -> list[str]:
    """The names in the words: the whole if it is one name, else split on commas and 'en'/'and'."""
    whole = " ".join(words.split()).casefold()
    known = (
        set().union(*(_spellings(user, name) for user, name in named.items())) if named else set()
    )
    if not whole or whole in known:
        return [whole] if whole else []
    for joint in (", ", ",", " en ", " and ", " & "):
        whole = whole.replace(joint, "|")
    parts = [part.strip() for part in whole.split("|") if part.strip()]
    return [piece for part in parts for piece in ([part] if part in known else part.split())]
