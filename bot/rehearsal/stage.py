"""A room in which deeds are done, and how what Kring says there is written down."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.effects import Button
from bot.core.events import Language
from bot.core.people import EventId, UserId
from bot.formats.library import Library
from bot.rehearsal.deeds import KRING, Deed, fault, phrases, shortened
from bot.rehearsal.room import RehearsalRoom, Said, user_ids

INDENT = "    "


class Stage:
    """``ids`` are the people by name."""

    def __init__(
        self,
        library: Library,
        language: Language,
        names: tuple[str, ...],
        leaders: tuple[str, ...],
        later: tuple[str, ...] = (),
    ) -> None:
        """``later`` are not in the room yet."""
        self.ids: Mapping[str, UserId] = user_ids(names)
        ids = self.ids
        self._language = language
        self.room = RehearsalRoom(library, language, ids, tuple(ids[name] for name in leaders))
        self.room.present -= {ids[name] for name in later}

    def meet(self, name: str) -> None:
        """Somebody new exists, who is not in the room yet."""
        self.ids = self.room.people = user_ids((*self.ids, name))

    async def does(self, deed: Deed) -> list[Said]:
        """Let it happen; returns what Kring says then. Raises ScriptFault."""
        room, user = self.room, self.ids.get(deed.name, UserId(""))
        match deed.doing:
            case "says":
                return await room.says(user, deed.words)
            case "privately":
                return await room.says_privately(user, deed.words)
            case "taps" | "untaps":
                return await self._taps(user, deed)
            case "replies":
                other = self.ids.get(deed.other)
                target = room.newest(other)
                return await room.says(user, deed.words, replies_to=target)
            case "removes":
                return await room.removes(user, self._found(user, deed.words, deed))
            case "changes":
                return await room.changes(user, self._found(user, deed.other, deed), deed.words)
            case "comes":
                return await room.comes(user)
            case "goes":
                return await room.goes(user)
            case "drops":
                try:
                    return await room.drops(user)
                except LookupError:
                    raise self._fault("no-group", deed) from None
            case "passes":
                return await room.passes(int(deed.minutes * 60_000))

    async def _taps(self, user: UserId, deed: Deed) -> list[Said]:
        button = Button.of(deed.words)
        if button is None:
            raise self._fault("no-tap", deed)
        if deed.doing == "taps":
            return await self.room.taps(user, button)
        try:
            return await self.room.untaps(user, button)
        except LookupError:
            raise self._fault("no-tap", deed) from None

    def _found(self, user: UserId, beginning: str, deed: Deed) -> EventId:
        event = self.room.find(user, beginning.rstrip("…"))
        if event is None:
            raise self._fault("no-message", deed, shortened(beginning))
        return event

    def _fault(self, key: str, deed: Deed, text: str | None = None) -> Exception:
        text = shortened(deed.line) if text is None else text
        return fault(self._language, key, line=deed.number, name=deed.name, text=text)

    def place(self, said: Said) -> str:
        """Where Kring says it, in words; empty in the circle's room."""
        if said.group is not None:
            [form] = self.room.library.texts(self._language)["common.group-name"].forms
            return form.format(number=said.group)
        if not said.to:
            return ""
        names = ", ".join(self.room.name(self.room.circle.room, user) for user in said.to)
        told = phrases(self._language)["chat" if len(said.to) == 1 else "apart"]
        return told.format(names=names)

    def block(self, said: Said) -> str:
        """What Kring said, as it stands in a script."""
        text = (said.words or "").replace("\u2068", "").replace("\u2069", "")
        edits = phrases(self._language)["edits"] if said.edits is not None else ""
        where = ", ".join(part for part in (edits, self.place(said)) if part)
        first, *rest = text.split("\n")
        head = f"{KRING} ({where}): " if where else f"{KRING}: "
        return "\n".join([head + first, *(INDENT + line if line else "" for line in rest)])
