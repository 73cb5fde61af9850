"""What somebody asks for themselves: their voice, absence, reminders, language, what is kept of them.

In a private chat that is all there is (R2); of what belongs in a room not even the form is looked at.
"""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.commands.absence import absence
from bot.commands.arguments import is_about_me, language, switch
from bot.commands.catalogue import CommandName
from bot.commands.parse import Command, Unknown
from bot.commands.plain import plain
from bot.commands.voices import voices
from bot.core.draft import line
from bot.core.events import (
    Act,
    Asked,
    AwayTold,
    Event,
    LanguageChosen,
    RemindersChosen,
    VoicesTold,
)  # fmt: skip
from bot.core.own import Away
from bot.core.personal import ForgetMe, Personal, ToldVoices, WhatIsKept
from bot.core.series import WallDate
from bot.ports import Message
from bot.runtime.noting import Heard

ANSWERED_IN_CHAT: tuple[CommandName, ...] = (
    "help", "crisis", "safety", "language", "formats", "themes", "role", "what-do-you-know", "forget-me",
    "away", "reminders",
)  # fmt: skip
"""What is answered in a private chat."""


class Oneself:
    """Reads such commands; ``timezone`` is the one in which days are."""

    def __init__(self, timezone: str) -> None:
        self._zone = ZoneInfo(timezone)

    def today(self, at: int) -> date:
        """The day on which something was said, at ``at`` (ms)."""
        return datetime.fromtimestamp(at / 1000, self._zone).date()

    def command(self, heard: Heard, *, in_chat: bool) -> Event | Personal | None:
        """What a command means; None if it is about something else."""
        words = heard.command.words
        match heard.command.name:
            case "what-do-you-know" | "forget-me" if not is_about_me(words):
                return heard.fault("only-yourself")
            case "what-do-you-know":
                return WhatIsKept(heard.at, heard.user)
            case "forget-me":
                return ForgetMe(heard.at, heard.user)
            case "role":
                told = voices(words)
                if told is None:
                    return heard.fault("unknown-voice")
                if in_chat:
                    return ToldVoices(heard.at, heard.user, told)
                return VoicesTold(heard.at, heard.user, told)
            case "language":
                chosen = language(words)
                if chosen is None:
                    return heard.fault("language")
                return LanguageChosen(heard.at, heard.user, chosen)
            case "away" | "reminders" if not in_chat:
                return heard.fault("only-private")
            case "away":
                return self._away(heard)
            case "reminders":
                wanted = switch(words)
                if wanted is None:
                    return heard.fault("reminders")
                return RemindersChosen(heard.at, heard.user, wanted)
        return None

    def _away(self, heard: Heard) -> Event:
        found = absence(heard.command.words, self.today(heard.at))
        if found is None:
            return heard.fault("away-when")
        if found == "over":
            return heard.fault("away-over")
        if found == "back":
            return AwayTold(heard.at, heard.user, None)
        since = WallDate(found.since.isoformat())
        if found.until is None:
            return AwayTold(heard.at, heard.user, Away(since))
        back = datetime.combine(found.until, time(), self._zone)
        away = Away(since, WallDate(found.until.isoformat()), int(back.timestamp() * 1000))
        return AwayTold(heard.at, heard.user, away)


def in_open_chat(item: Message, understood: Command | Unknown | None, at: int) -> Asked:
    """In a private chat that is not encrypted: help, where to find help, and why no more than that."""
    act = understood.act if isinstance(understood, Command) else None
    if understood is None and item.body is not None:
        act = plain(item.body)
    match act:
        case Act.CRISIS:
            return Asked(at, item.sender, "crisis", (line("crisis"),))
        case Act.HELP:
            return Asked(at, item.sender, "help", (line("help-private-open"),))
    return Asked(at, item.sender, "safety", (line("fault-unencrypted-chat"),))
