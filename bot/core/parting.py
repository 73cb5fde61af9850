"""The small groups of a circle, as its own side knows them: who is in which, and what they are told."""

from __future__ import annotations

from bot.core.apart import Group
from bot.core.circle import Session
from bot.core.draft import Draft
from bot.core.effects import Pass
from bot.core.news import News
from bot.core.people import Person, PersonId, UserId


def group_of(session: Session, id: PersonId) -> Group | None:
    """The group somebody is in."""
    return next((group for group in session.groups if id in group.people), None)


def users(draft: Draft, group: Group) -> tuple[UserId, ...]:
    """Whoever acts for the people of a group, if they are in the circle now."""
    able = (person.user for person in draft.agreed() if person.id in group.people)
    return tuple(dict.fromkeys(able))


def present(draft: Draft, group: Group) -> tuple[UserId, ...]:
    """Those of a group who are in the circle's room."""
    present = draft.session.present
    return tuple(user for user in users(draft, group) if user in present)


def speaker(draft: Draft, group: Group) -> Person | None:
    """Who tells for a group; nobody where they are not in the circle now."""
    return next(
        (one for one in draft.agreed() if one.spokesperson and one.id in group.people), None
    )


def put(draft: Draft, group: Group) -> None:
    """Keep a group as it is now."""
    draft.change(
        groups=tuple(group if one.number == group.number else one for one in draft.session.groups)
    )


def tell_all(draft: Draft, news: News) -> None:
    """Tell all groups that have a room."""
    for group in draft.session.groups:
        tell(draft, group, news)


def tell(draft: Draft, group: Group, news: News) -> None:
    """Tell one group, if it has a room."""
    if group.room is not None:
        draft.effects.append(Pass(group.room, news))
