"""What somebody asks of the calendar: to plan, to see what is planned, to move or cancel a meeting.

Here words become a rule, and a rule meetings on the wall's clock; whether it may be, the law decides.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice, takewhile
from typing import Literal

from bot.calendar.recurrence import anchored, instant, names, shown, upcoming
from bot.commands.absent import is_about_absent
from bot.commands.catalogue import fold
from bot.commands.parse import Command, parse, story
from bot.commands.planning.dates import Coming, On, resolved
from bot.commands.planning.meaning import Reason, Trouble, moved, rule
from bot.commands.planning.plan import PlanArgs, first_line, means_all, parse_number, parse_plan
from bot.commands.planning.reading import Asked as Wanted
from bot.commands.planning.reading import Span, read
from bot.config import Config
from bot.core.circle import Circle
from bot.core.draft import count, line
from bot.core.effects import Line, Part, Text
from bot.core.events import AbsentNamed, Asked, Event
from bot.core.meetings.events import AgendaAsked, CancelAsked, Clash, Item, MoveAsked, PlanAsked
from bot.core.people import UserId, Voice
from bot.core.plan import AskPlan, HoldPlan, Mode, OpenPlan, Order, Plan, PollPlan, RoundPlan, Topic
from bot.core.series import CUSTOMARY, Every, Rule, Series, WallTime, over
from bot.formats.library import Library
from bot.formats.themes import number_in
from bot.ports import Edited, Message, Rooms
from bot.runtime.noting import Heard
from bot.runtime.whom import whom

LISTED = 10
"""How many meetings an agenda has."""
OF_ONE = 6
"""How many of one series."""
DATES = 3
"""How many dates are named before something is planned."""
LOOKED_AT = 24
"""How many meetings of a series are looked at for others at the same time."""
CLASHES = 2
"""How many of those are named."""
MINUTE_MS = 60_000
FURTHEST = timedelta(days=300)
"""Further ahead than this no meeting is moved by a day without a year."""
_PLANNING = frozenset(
    fold(word) for word in ("plan", "plannen", "planning", "agenda", "kalender", "calendar",
                            "coördinator", "coordinator")
)  # fmt: skip
_NAMELESS: dict[Reason, str] = {
    "part": "plan-which", "day": "plan-day", "time": "plan-time", "daypart": "plan-time",
    "weekday": "plan-day", "past": "plan-over",
}  # fmt: skip
_NAMED: dict[Reason, str] = {
    "part": "plan-part", "day": "plan-day", "time": "plan-time", "daypart": "plan-daypart",
    "weekday": "plan-weekday", "past": "plan-past",
}  # fmt: skip
_WITHOUT_PART = ("plan-day", "plan-time", "plan-over", "plan-never", "plan-which", "move-which")


class Planning:
    """Reads such commands against what is planned in the room."""

    def __init__(self, edge: Rooms, library: Library, config: Config) -> None:
        self._edge = edge
        self._library = library
        self._zone = config.language.timezone
        self._config = config

    async def command(self, heard: Heard) -> Event | None:
        """What a command means; None if it is about something else."""
        match heard.command.name:
            case "help" if fold(heard.command.words.strip(" .?")) in _PLANNING:
                return Asked(heard.at, heard.user, "help", (line("help-coordinator"),))
            case "agenda":
                return AgendaAsked(heard.at, heard.user, tuple(_listed(heard, heard.at)))
            case "plan" | "move" | "cancel" if not self._may(heard):
                return heard.fault("not-coordinator")
            case "plan":
                return await self._plan(heard)
            case "move":
                return await self._move(heard)
            case "cancel":
                return self._cancel(heard)
        return None

    def anew(self, item: Edited, circle: Circle) -> Message | None:
        """A plan that waits for a yes, asked for in other words now; None: it is something else."""
        waits = any((one.event, one.by) == (item.target, item.sender) for one in circle.proposals)
        name = self._edge.name(circle.room, self._edge.user_id)
        read = (
            parse(item.body or "", self._edge.user_id, name, mentioned_me=False) if waits else None
        )
        if not isinstance(read, Command) or read.name not in ("plan", "move"):
            return None
        return Message(item.target, item.at, item.sender, item.body, item.mentions)

    def _may(self, heard: Heard) -> bool:
        return self._config.may_plan(heard.user) or self._edge.may_lead(heard.room, heard.user)

    async def _plan(self, heard: Heard) -> Event:
        words = first_line(heard.command.words)
        args = parse_plan(words, self._library)
        absent = await self._absent(heard, args, words)
        if absent is not None:
            return absent
        plan = self._library.plans.get(args.plan_id or "")
        if plan is None:
            return self._no_format(heard, args)
        asked, now = args.asked, heard.at
        zone = asked.zone or self._zone
        found = rule(asked, zone, shown(now, zone))
        if isinstance(found, Trouble):
            return self._trouble(heard, found, "plan-examples")
        first = anchored(found, max(found.first, shown(now + MINUTE_MS, zone)))
        if first is None or _never(first):
            return _fault(heard, line("fault-plan-never"), "plan-examples")
        if first.every is None:  # as the clock will show it, if it skips that time
            first = replace(first, first=shown(instant(first.first, zone), zone))
        led = await self._led(heard, words, asked.facilitators)
        if isinstance(led, str):
            return heard.fault(led)
        topic = self._topic(words, asked.theme)
        if topic == "unknown":
            return heard.fault("theme-number", count=count(len(self._library.themes.all)))
        series = Series(
            id=secrets.token_hex(8),
            format=plan.id,
            rule=first,
            minutes=asked.minutes or customary(plan),
            facilitators=led or (heard.user,),
            mode=asked.mode or Mode.WRITTEN,
            theme=heard.item.event if asked.theme and topic is None else None,
            leads=CUSTOMARY if asked.leads is None else asked.leads,
            by=heard.user,
            needs=needed(plan),
            topic=topic.id if topic is not None else None,
            votes=self._votes(args, first, plan),
            abroad=zone != self._zone,
        )
        return self._asked(heard, series)

    def _topic(self, words: str, span: Span | None) -> Topic | Literal["unknown"] | None:
        """The theme of the library that is named, by number or title; None: it is one of their own."""
        if span is None:
            return None
        themes, named = self._library.themes, words[slice(*span)]
        number = number_in(named)
        if number is None:
            return themes.called(named)
        return themes.with_number(number) or ("unknown" if themes.all else None)

    def _votes(self, args: PlanArgs, rule: Rule, plan: Plan) -> bool:
        """Whether people choose a theme a week ahead: where it comes back, without a theme of its own,
        and is not about one person. Where nobody chose, a talk with a vote of its own asks.
        """
        if args.asked.theme is not None or args.votes is False or len(self._library.themes.all) < 2:
            return False
        if args.votes:
            return True
        about_one = plan.has_centre and plan.centre.are != "listener"
        return rule.every is not None and not about_one

    def _asked(self, heard: Heard, series: Series) -> PlanAsked:
        dates = tuple(one.local for one in upcoming(series, heard.at, DATES))
        return PlanAsked(
            heard.at,
            heard.user,
            True,
            series,
            dates,
            _clashes(heard, series),
            heard.item.event,
        )

    async def _absent(self, heard: Heard, args: PlanArgs, words: str) -> Event | None:
        """A talk about somebody who is not here cannot be planned either (R3)."""
        if args.plan_id is None and is_about_absent(words):
            return AbsentNamed(heard.at, heard.user, "talk")
        here = (*await self._edge.members(heard.room), self._edge.user_id)
        away = tuple(user for user in heard.item.mentions if user not in here)
        if away and args.asked.facilitators is not None:
            return heard.fault("not-here")
        return AbsentNamed(heard.at, heard.user, "talk", away) if away else None

    async def _led(self, heard: Heard, words: str, span: Span | None) -> tuple[UserId, ...] | str:
        """Who takes turns to lead, or the key of the fault."""
        if span is None:
            return ()
        members = await self._edge.members(heard.room)
        named = {user: self._edge.name(heard.room, user) for user in members}
        found = whom(words[slice(*span)], heard.item.mentions, named, self._edge.user_id)
        if not found:
            return "who" if found == () else "not-here"
        return found

    def _no_format(self, heard: Heard, args: PlanArgs) -> Event:
        if args.near:
            near = tuple(("near", Text(f"{plan}.name")) for plan in args.near)
            return _fault(heard, Line("common.fault-unknown-format", near), "plan-examples")
        return _fault(heard, line("fault-plan-which"), "plan-examples")

    def _trouble(self, heard: Heard, trouble: Trouble, examples: str) -> Event:
        """Say what was not understood, with examples that would work."""
        where = trouble.where and _in_message(heard, trouble.where)
        key = (_NAMED if where else _NAMELESS)[trouble.reason]
        if where is None or key in _WITHOUT_PART:
            return _fault(heard, Line(f"common.fault-{key}"), examples)
        part = Part(heard.item.event, *where, "common.plan-words")
        return _fault(heard, Line(f"common.fault-{key}", (("part", part),)), examples)

    async def _move(self, heard: Heard) -> Event:
        found = self._numbered(heard)
        if found is None:
            return _fault(heard, line("fault-move-which"), "move-examples")
        if found == "gone":
            return heard.fault("agenda-number")
        item, series, words = found
        zone = series.rule.zone
        asked = read(words, moves=True)
        to = moved(asked, zone, shown(heard.at, zone), item.local)
        if isinstance(to, str) and _slipped(asked, to, shown(heard.at, zone)):
            to = Trouble("past", asked.places.get("day"))
        if isinstance(to, Trouble):
            return self._trouble(heard, to, "move-examples")
        if isinstance(to, Rule):
            return self._move_all(heard, series, to)
        to = shown(instant(to, zone), zone)
        others = replace(series, rule=Rule(to, zone), changes=(), passed=WallTime(""))
        clashes = _clashes(heard, others, besides=item.meeting)
        return MoveAsked(
            heard.at, heard.user, True, series.id, item.meeting, item.local, to, clashes
        )

    def _move_all(self, heard: Heard, series: Series, to: Rule) -> Event:
        """All meetings from now on by another rule, as many and as long as it still was."""
        zone, was = series.rule.zone, series.rule
        soon = shown(heard.at + MINUTE_MS, zone)
        if was.count is not None and to.count is None and to.until is None:
            done = sum(1 for _ in takewhile(lambda name: name <= series.passed, names(was)))
            to = replace(to, count=max(1, was.count - done))
        elif was.until is not None and to.until is None and to.count is None:
            to = replace(to, until=was.until)
        if was.without and not to.without and to.every is not Every.YEAR:
            to = replace(to, without=was.without)
        first = anchored(to, max(to.first, soon))
        if first is None or _never(first):
            return _fault(heard, line("fault-plan-never"), "move-examples")
        after = replace(
            over(series, WallTime("")),
            rule=first,
            changes=(),
            passed=WallTime(""),
            sequence=series.sequence + 1,
        )
        return self._asked(heard, after)

    def _cancel(self, heard: Heard) -> Event:
        found = self._numbered(heard)
        if found is None:
            return heard.fault("cancel-which")
        if found == "gone":
            return heard.fault("agenda-number")
        item, series, words = found
        whole = means_all(words)
        if whole is None:
            return heard.fault("cancel-all")
        following = (one for one in upcoming(series, heard.at, 2) if one.name != item.meeting)
        after = next(following, None)
        return CancelAsked(
            heard.at, heard.user, True, series.id, item.meeting, item.local, whole,
            after.local if after is not None else None,
        )  # fmt: skip

    def _numbered(self, heard: Heard) -> tuple[Item, Series, str] | Literal["gone"] | None:
        """The meeting that is meant and the words behind what names it; None: nothing does.

        A number is that of the agenda as it was shown last. A day names the only meeting of that day;
        and where only one is planned, that one is meant.
        """
        words = heard.command.words
        calendar = {series.id: series for series in heard.circle.calendar}
        if (dated := _dated(heard, words)) is not None:
            item, rest = dated
            return item, calendar[item.series], rest
        numbered = parse_number(words)
        if (following := _NEXT.match(words)) is not None:
            first = next((item for item in _all(heard) if not item.off), None)
            rest = " " * following.end() + first_line(words)[following.end() :]
            return None if first is None else (first, calendar[first.series], rest)
        now = tuple(_listed(heard, heard.at))
        if numbered is None:
            one_series = len(calendar) == 1 and means_all(words) is True
            only = now if len(now) == 1 or one_series else ()
            return (only[0], calendar[only[0].series], first_line(words)) if only else None
        number, rest = numbered
        listed = heard.circle.listed or tuple((item.series, item.meeting) for item in now)
        if not 1 <= number <= len(listed):
            return "gone"
        found = next(
            (one for one in _all(heard) if (one.series, one.meeting) == listed[number - 1]), None
        )
        return "gone" if found is None else (found, calendar[found.series], rest)


def _dated(heard: Heard, words: str) -> tuple[Item, str] | None:
    """The only meeting on the day that is named: by all words, or by those before "naar"."""
    line = first_line(words)
    joint = _TO.search(line)
    named, rest = (line[: joint.start()], line[joint.start() :]) if joint else (line, "")
    asked = read(named)
    day = asked.day or (Coming(asked.weekdays[0]) if len(asked.weekdays) == 1 else None)
    if day is None or asked.unread is not None or asked.every is not None:
        return None
    zones = {series.id: series.rule.zone for series in heard.circle.calendar}
    found = []
    for item in _all(heard):
        on = resolved(day, date.fromisoformat(shown(heard.at, zones[item.series])[:10]))
        if on is not None and item.local[:10] == on.isoformat():
            found.append(item)
    return (found[0], " " * len(named) + rest) if len(found) == 1 else None


_NEXT = re.compile(
    r"(?i)\s*(?:(?:de|het|the)\s+)?(?:(?:eerst)?volgende|next)\b(?!\s+(?:week|maand|month|jaar|year))"
    r"(?:\s+(?:keer|gesprek|afspraak|one|time|meeting)\b)?"
)
_TO = re.compile(r"(?i)\s(?:naar|to)\s")


def _slipped(asked: Wanted, to: WallTime, now: WallTime) -> bool:
    """Whether a day without a year is one of a little while ago, and hardly that of the next year."""
    day, today = date.fromisoformat(to[:10]), date.fromisoformat(now[:10])
    return isinstance(asked.day, On) and asked.day.year is None and day > today + FURTHEST


def needed(plan: Plan) -> tuple[Voice, ...]:
    """Without which voices a format is not what it is: those a session of it pauses without, and those
    of the triangle where a round goes along it, rooms are mixed by voice, or all are welcome (a large
    open meeting). Voices that tell of somebody's health are no matter of looking for.
    """
    triad = any(
        isinstance(stage, RoundPlan) and stage.order is Order.TRIAD for stage in plan.stages
    )
    mixed = any(stage.kind == "groups" for stage in plan.stages) or plan.newcomers == "alongside"
    return tuple(voice for voice in SPOKEN_OF if triad or mixed or voice in plan.while_present)


SPOKEN_OF = (Voice.NAASTE, Voice.PROFESSIONAL)


def customary(plan: Plan) -> int:
    """How long a format takes, in minutes: with a circle of a middling size, in half hours."""
    people = min((plan.fewest + plan.most) // 2, 8)
    seconds = 0
    for stage in plan.stages:
        match stage:
            case RoundPlan():
                seconds += stage.turn_seconds * (stage.speakers or people)
            case HoldPlan() | AskPlan() | OpenPlan() | PollPlan():
                seconds += stage.seconds
            case _:
                seconds += 1800
    return min(max(round(seconds / 1800), 1), 8) * 30


def _listed(heard: Heard, at: int) -> Iterator[Item]:
    """The next meetings, those that are off among them, the earliest first."""
    yield from islice(_all(heard), LISTED)


def _all(heard: Heard) -> list[Item]:
    """As many of the next meetings of each series as an agenda could hold."""
    items: list[tuple[int, Item]] = []
    for series in heard.circle.calendar:
        late = heard.at - 2 * 3_600_000
        found = [
            (one.at, Item(series.id, one.name, one.local)) for one in upcoming(series, late, OF_ONE)
        ]
        for change in series.changes:
            at = instant(change.meeting, series.rule.zone)
            if change.to is None and not change.done and at >= heard.at:
                local = shown(at, series.rule.zone)
                found.append((at, Item(series.id, change.meeting, local, off=True)))
        items += sorted(found, key=lambda one: one[0])[:OF_ONE]
    return [item for _, item in sorted(items, key=lambda one: (one[0], one[1].series))]


def _clashes(heard: Heard, series: Series, besides: WallTime | None = None) -> tuple[Clash, ...]:
    """What else is here at the same time; not the meeting ``besides``, which is moved."""
    own = upcoming(series, heard.at, LOOKED_AT)
    if not own:
        return ()
    found: list[Clash] = []
    for other in heard.circle.calendar:
        if other.id == series.id and besides is None:
            continue
        for one in upcoming(other, heard.at, LOOKED_AT * 4):
            if one.at >= own[-1].at + series.minutes * MINUTE_MS:
                break
            moving = other.id == series.id and one.name == besides
            ends = one.at + other.minutes * MINUTE_MS
            if not moving and any(
                one.at < mine.at + series.minutes * MINUTE_MS and mine.at < ends for mine in own
            ):
                found.append(Clash(one.local, other.format))
    return tuple(found[:CLASHES])


def _never(found: Rule) -> bool:
    """Whether a rule has no meeting at all."""
    return next(names(found), None) is None


def _in_message(heard: Heard, span: Span) -> Span | None:
    """Where a part of a command's words stands in the whole message; None if that is not clear."""
    whole, words = story(heard.item.body or ""), heard.command.words
    begin = whole.find(words) if words else -1
    return None if begin < 0 else (begin + span[0], begin + span[1])


def _fault(heard: Heard, what: Line, examples: str) -> Asked:
    return Asked(heard.at, heard.user, "fault", (what, Line(f"common.fault-{examples}")))
