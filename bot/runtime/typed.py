"""What was typed after a command, read again in the room when it is needed: a theme, a seat's name."""

from __future__ import annotations

from bot.commands.arguments import away
from bot.commands.parse import Command, parse, parse_start
from bot.commands.planning.plan import first_line, parse_plan
from bot.core.people import EventId, RoomId
from bot.formats.library import Library
from bot.ports import Rooms


async def typed_words(edge: Rooms, library: Library, room: RoomId, event: EventId) -> str | None:
    """Return the theme or the seat's name in a message of the room.

    None if the message was removed, cannot be read, or no longer is such a command.
    """
    body = await edge.words(room, event)
    if body is None:
        return None
    command = parse(body, edge.user_id, edge.name(room, edge.user_id), mentioned_me=True)
    match command:
        case Command(name="start"):
            return parse_start(command.words, library).theme or None
        case Command(name="plan"):
            words = first_line(command.words)
            span = parse_plan(words, library).asked.theme
            return None if span is None else words[slice(*span)] or None
        case Command(name="seat"):
            is_away, name = away(command.words.partition("\n")[0])
            return None if is_away else name or None
    return None
