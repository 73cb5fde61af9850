"""What RFC 5545 asks of a calendar file, read line by line, without any library: each fault in words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

LOCAL, UTC = re.compile(r"\d{8}T\d{6}"), re.compile(r"\d{8}T\d{6}Z")
OFFSET, DURATION = re.compile(r"[+-]\d{4}(\d\d)?"), re.compile(r"P(\d+W|(\d+D)?(T(\d+H)?(\d+M)?)?)")
LINE = re.compile(
    r"(?P<name>[A-Z-]+)(?P<parts>(?:;[A-Z-]+=(?:[^\";:,]+|\"[^\"]*\"))*):(?P<value>.*)"
)
TEXT = re.compile(r"(?:[^\\,;]|\\[\\,;nN])*")
ONCE = {
    "VCALENDAR": {"PRODID", "VERSION", "CALSCALE", "METHOD"},
    "VEVENT": {"UID", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "SUMMARY", "SEQUENCE", "STATUS",
               "RECURRENCE-ID", "RRULE"},
    "VTIMEZONE": {"TZID"},
    "STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE"},
}  # fmt: skip
NEEDED = {
    "VCALENDAR": {"PRODID", "VERSION"},
    "VEVENT": {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE"},
    "VTIMEZONE": {"TZID"},
    "STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
}
INSIDE = {"": {"VCALENDAR"}, "VCALENDAR": {"VEVENT", "VTIMEZONE"},
          "VTIMEZONE": {"STANDARD", "DAYLIGHT"}}  # fmt: skip
RULE = {
    "FREQ": "DAILY|WEEKLY|MONTHLY|YEARLY", "INTERVAL": "[1-9][0-9]*", "COUNT": "[1-9][0-9]*",
    "UNTIL": r"\d{8}T\d{6}Z", "WKST": "MO", "BYMONTH": "([1-9]|1[0-2])(,([1-9]|1[0-2]))*",
    "BYMONTHDAY": r"-?[1-9]\d?(,-?[1-9]\d?)*",
    "BYDAY": "-?[1-5]?(MO|TU|WE|TH|FR|SA|SU)(,-?[1-5]?(MO|TU|WE|TH|FR|SA|SU))*",
}  # fmt: skip


@dataclass
class Part:
    """A component: its properties, in order, with their parameters, and what is in it."""

    name: str
    lines: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    def value(self, name: str) -> str | None:
        return next((value for known, _, value in self.lines if known == name), None)

    def params(self, name: str) -> dict[str, str]:
        return next((params for known, params, _ in self.lines if known == name), {})

    def of(self, *names: str) -> list[Part]:
        return [part for part in self.parts if part.name in names]


def faults(file: bytes) -> list[str]:
    """All that is wrong with a file."""
    raw = file.split(b"\r\n")
    found = [] if raw[-1] == b"" else ["the last line does not end"]
    found += [f"longer than 75 octets: {line!r}" for line in raw if len(line) > 75]
    found += ["a bare CR or LF" for line in raw if b"\r" in line or b"\n" in line]
    text = file.decode("utf-8")
    found += ["a control character"] * any(
        ord(letter) < 32 and letter not in "\r\n" for letter in text
    )
    root = Part("")
    stack = [root]
    for line in text.replace("\r\n ", "").split("\r\n")[:-1]:
        match = LINE.fullmatch(line)
        if match is None:
            found.append(f"no property: {line}")
        elif match["name"] == "BEGIN":
            if match["value"] not in INSIDE.get(stack[-1].name, set()):
                found.append(f"{match['value']} in {stack[-1].name}")
            stack.append(Part(match["value"]))
            stack[-2].parts.append(stack[-1])
        elif match["name"] == "END":
            if stack.pop().name != match["value"] or not stack:
                return [*found, f"out of order: {line}"]
        else:
            params = dict(part.split("=", 1) for part in match["parts"].split(";")[1:])
            stack[-1].lines.append((match["name"], params, match["value"]))
    if len(stack) > 1 or [part.name for part in root.parts] != ["VCALENDAR"]:
        return [*found, "not one calendar"]
    return [*found, *_of_calendar(root.parts[0])]


def _of_calendar(calendar: Part) -> Iterator[str]:
    yield from _counted(calendar, "VCALENDAR")
    if calendar.value("VERSION") != "2.0" or calendar.value("METHOD") is not None:
        yield "VERSION or METHOD"
    zones = {zone.value("TZID"): zone for zone in calendar.of("VTIMEZONE")}
    if len(zones) != len(calendar.of("VTIMEZONE")):
        yield "a zone twice"
    used = set()
    for zone in zones.values():
        yield from _counted(zone, "VTIMEZONE")
        if not zone.parts:
            yield "a zone without an offset"
        for part in zone.parts:
            yield from _of_observance(part)
    for event in calendar.of("VEVENT"):
        yield from _of_event(event)
        for _, params, value in event.lines:
            if (tzid := params.get("TZID")) is None:
                continue
            used.add(tzid)
            if tzid not in zones:
                yield f"no zone {tzid}"
            elif min(part.value("DTSTART") or "" for part in zones[tzid].parts) > min(
                value.split(",")
            ):
                yield f"the zone begins after {value}"
    if used != set(zones):
        yield "a zone that is not used, or one that is not there"
    events = calendar.of("VEVENT")
    ids = Counter((event.value("UID"), event.value("RECURRENCE-ID")) for event in events)
    masters = [event for event in events if event.value("RECURRENCE-ID") is None]
    if max(ids.values()) > 1 or len({uid for uid, _ in ids}) != 1 or len(masters) != 1:
        yield "not one event and its exceptions"
    if len({event.value("SEQUENCE") for event in events}) != 1:
        yield "versions that differ"


def _of_observance(part: Part) -> Iterator[str]:
    yield from _counted(part, "STANDARD")
    if not LOCAL.fullmatch(part.value("DTSTART") or ""):
        yield "the onset is not a local time"
    for name in ("TZOFFSETFROM", "TZOFFSETTO"):
        if not OFFSET.fullmatch(part.value(name) or ""):
            yield f"{name}: {part.value(name)}"
    for name, _, value in part.lines:
        if name == "RDATE" and not LOCAL.fullmatch(value):
            yield f"RDATE: {value}"
        if name == "RRULE":
            yield from _of_rule(value, None)


def _of_event(event: Part) -> Iterator[str]:
    yield from _counted(event, "VEVENT")
    start, zoned = event.value("DTSTART") or "", "TZID" in event.params("DTSTART")
    if not UTC.fullmatch(event.value("DTSTAMP") or ""):
        yield "DTSTAMP is not in UTC"
    if not (LOCAL if zoned else UTC).fullmatch(start):
        yield f"DTSTART: {start}"
    if (event.value("DTEND") is None) == (event.value("DURATION") is None):
        yield "not one of DTEND and DURATION"
    if not DURATION.fullmatch(event.value("DURATION") or ""):
        yield f"DURATION: {event.value('DURATION')}"
    if not re.fullmatch(r"\d+", event.value("SEQUENCE") or ""):
        yield "SEQUENCE"
    if event.value("STATUS") not in (None, "CANCELLED"):
        yield "STATUS"
    if not TEXT.fullmatch(event.value("SUMMARY") or ""):
        yield "SUMMARY is not escaped"
    for name, params, value in event.lines:
        if name in ("EXDATE", "RECURRENCE-ID"):
            if params.get("TZID") != event.params("DTSTART").get("TZID"):
                yield f"{name} is in another zone"
            dates = value.split(",")
            if len(set(dates)) != len(dates) or not all(
                (LOCAL if zoned else UTC).fullmatch(one) for one in dates
            ):
                yield f"{name}: {value}"
        if name == "RRULE":
            yield from _of_rule(value, start)
    if event.value("RECURRENCE-ID") is not None and event.value("RRULE") is not None:
        yield "an exception that recurs"


def _of_rule(value: str, start: str | None) -> Iterator[str]:
    parts = [part.partition("=")[::2] for part in value.split(";")]
    names = [name for name, _ in parts]
    if names[0] != "FREQ" or len(set(names)) != len(names) or {"COUNT", "UNTIL"} <= set(names):
        yield f"RRULE: {value}"
    for name, said in parts:
        if name not in RULE or not re.fullmatch(RULE[name], said):
            yield f"RRULE: {name}={said}"
    rule = dict(parts)
    if re.search(r"\d", rule.get("BYDAY", "")) and rule["FREQ"] not in ("MONTHLY", "YEARLY"):
        yield f"a week in BYDAY: {value}"
    if rule["FREQ"] == "WEEKLY" and "BYMONTHDAY" in rule:
        yield f"BYMONTHDAY by the week: {value}"
    if start is not None and rule.get("UNTIL", "9") < start[:8]:
        yield f"it ends before it begins: {value}"


def _counted(part: Part, kind: str) -> Iterator[str]:
    names = Counter(name for name, _, _ in part.lines)
    for name in NEEDED[kind] - set(names):
        yield f"{part.name} has no {name}"
    for name in ONCE[kind]:
        if names[name] > 1:
            yield f"{part.name} has {names[name]} {name}"
