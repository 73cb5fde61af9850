"""``!themas``: the themes of the library, in groups, so that nobody has to read fifty at once.

| what is typed | what is answered |
|---|---|
| nothing behind it | the groups, and a few themes that did not come up here lately |
| the number or the name of a group | its themes, each with its number and its question |
| the number or the title of a theme | that theme, with what it asks of each voice |
| anything else | that it is not known |

A number is that of a group first, as the list of groups shows it; ``thema 2`` is always a theme.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace
from typing import Literal

from bot.commands.catalogue import fold
from bot.commands.plain import is_polite
from bot.core.circle import Circle, Lately
from bot.core.draft import count, line
from bot.core.effects import Line, Text
from bot.core.events import Convened
from bot.core.meetings import voting
from bot.core.plan import Topic
from bot.formats.library import Library
from bot.formats.themes import Group, Themes, number_in
from bot.runtime.noting import Heard

SUGGESTED = 3
"""How many themes are suggested."""
_A_GROUP = re.compile(r"(?:groep|group)\s*")


def themes(library: Themes, heard: Heard) -> tuple[Literal["help", "fault"], tuple[Line, ...]]:
    """Answer the command."""
    words = heard.command.words.partition("\n")[0].strip()
    if not library.groups:
        return "help", (line("themes-none"),)
    if is_polite(words):
        return "help", _groups(library, heard)
    group = _group(library, words)
    if group is not None:
        return "help", _group_in_full(library, group)
    number = number_in(words)
    topic = library.like(words) if number is None else library.with_number(number)
    if topic is not None:
        return "help", _theme_in_full(library, topic)
    if number is not None:
        return "fault", (line("fault-theme-number", count=count(len(library.all))),)
    return "fault", (line("fault-theme-unknown"),)


def some(library: Themes, lately: Lately, most: int, by: str) -> tuple[Topic, ...]:
    """So many themes, drawn ``by`` chance, that did not come up lately; those longest ago if need be."""
    if most == 0:
        return ()
    drawn = list(library.all)
    random.Random(by).shuffle(drawn)  # noqa: S311 - nothing secret hangs on it
    fresh = [topic for topic in drawn if topic.id not in lately.themes]
    again = sorted(
        (topic for topic in drawn if topic.id in lately.themes),
        key=lambda topic: lately.themes.index(topic.id),
    )
    return tuple([*fresh, *again][:most])


def of_meeting(library: Library, circle: Circle, convened: Convened) -> Convened:
    """Add what theme of the library a meeting has, and which ones people can choose in its talk."""
    series = next((one for one in circle.calendar if one.id == convened.series), None)
    if series is None or convened.plan is None:
        return convened
    chosen, _ = voting.chosen(circle, series.id, convened.meeting)
    return replace(
        convened,
        topic=library.themes.by_id(series.topic or chosen or ""),
        offered=some(library.themes, circle.lately, convened.plan.themes, convened.session),
    )


def _groups(library: Themes, heard: Heard) -> tuple[Line, ...]:
    suggested = some(library, heard.circle.lately, SUGGESTED, heard.item.event)
    return (
        line("themes-intro", count=count(len(library.all))),
        *(
            line("themes-group", number=count(number), title=_title(group))
            for number, group in enumerate(library.groups, 1)
        ),
        line("themes-maybe"),
        *(
            line("themes-theme", number=count(library.number(topic)), title=_title(topic))
            for topic in sorted(suggested, key=library.number)
        ),
        line("themes-how", number=count(library.number(suggested[0]))),
    )


def _group_in_full(library: Themes, group: Group) -> tuple[Line, ...]:
    listed = [
        line(
            "themes-question",
            number=count(library.number(topic)),
            title=_title(topic),
            question=Text(f"themes.{topic.id}-question"),
        )
        for topic in group.themes
    ]
    first = library.number(group.themes[0])
    how = line("themes-how", number=count(first))
    return (line("themes-name", title=_title(group)), *listed, how)


def _theme_in_full(library: Themes, topic: Topic) -> tuple[Line, ...]:
    of_voices = [
        line(
            "theme-of-voice",
            voice=Text(f"common.voice-{voice}"),
            question=Text(f"themes.{topic.id}-{voice}"),
        )
        for voice in topic.voices
    ]
    name = line("themes-name", title=_title(topic))
    how = line("themes-how", number=count(library.number(topic)))
    return (name, Line(f"themes.{topic.id}-question"), *of_voices, how)


def _title(of: Topic | Group) -> Text:
    return Text(f"themes.{of.id}")


def _group(library: Themes, words: str) -> Group | None:
    """The group of this number or name; a bare number is a group's as far as there are groups."""
    said = fold(words).strip(" .,")
    bare = _A_GROUP.sub("", said, count=1)
    if bare.isascii() and bare.isdigit():
        number = int(bare[:6])
        return library.groups[number - 1] if 0 < number <= len(library.groups) else None
    return library.group_called(bare)
