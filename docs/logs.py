"""Writes docs/logs.md, the actions of Kring's log: ``python docs/logs.py``.

Which actions there are is read from the code; what they mean is told here. A test holds the two
together, and sees that a log call has nothing but structure in it.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = Path(__file__).with_name("logs.md")

LEVELS = ("debug", "info", "warning", "error", "exception", "critical", "log")
LOGGERS = {"log", "logger", "structlog.get_logger()"}

MEANING: dict[str, str] = {
    "alarm.failed": "waking Kring went wrong; it is tried again within a minute",
    "edit.retry": "the homeserver does not show what was edited",
    "empty-rooms-left": "rooms that Kring made, and a kill left empty before anybody came, were left",
    "event-failed": "something that was said or done could not be handled; its room stayed as it was",
    "event-given-up": "the homeserver did not tell what was needed for an event, several times",
    "event.odd": "an event of a room was malformed, and skipped",
    "gap.cut": "more was said while Kring was away than it reads back",
    "gap.refused": "the homeserver would not tell what was said while Kring was away",
    "gap.retry": "the homeserver does not tell what was said while Kring was away",
    "group-refused": "the homeserver made no room for a small group; all stay together",
    "group.refused": "invitations to a small group's room could not be withdrawn",
    "help-refused": "somebody could not be invited into a help room",
    "invite.answered": "an invitation was accepted or declined",
    "invite.failed": "an invitation could not be answered",
    "invite.refused": "the homeserver refused Kring's answer to an invitation",
    "keys-forgotten": "a session closed: old room keys were let go",
    "keys.between": "somebody who came while Kring said something could not be given its key yet",
    "keys.forged": "somebody sent a room key as another's; it was refused",
    "keys.homeserver-away": "the homeserver of some people did not answer; what was known is used",
    "keys.mend": "a broken encrypted connection with a device could not be renewed yet",
    "keys.odd": "a message between devices was malformed, and skipped",
    "keys.odd-device": "a device with keys that are not right was left out",
    "keys.query": "the homeserver did not tell people's devices; their messages wait",
    "keys.retry": "room keys could not be handed out, and are tried again",
    "keys.unreachable": "devices that should have a room key have no one-time key left",
    "keys.upload": "one-time keys could not be uploaded; the next sync tries again",
    "keys.upload.retry": "the homeserver does not take Kring's keys yet",
    "keys.withheld": "devices that get no key could not be told so",
    "lane-failed": "sending to a room went wrong; the rest is sent after the next event",
    "library": "a library logged something; only its name and level are kept",
    "login.new-device": "the keys of Kring's device are gone: it logs in as a further device",
    "login.retry": "the homeserver does not let Kring log in yet",
    "matrix.open": "Kring is logged in and its device is cross-signed",
    "message.forged": "a message or an edit was not by whom it said; it was refused",
    "message.waits": "a message waits for its key",
    "words-not-kept": "what Kring says now could not be kept for open conversations; see the disk",
    "texts-faulty": "a text or format has a fault and is left out; `kring check` tells all",
    "password-file-open": "everyone on this machine can read the password: chmod 600",
    "picture-failed": "a picture could not be made; its words were said without it",
    "picture-refused": "a picture could not be put on the homeserver; its words were said without it",
    "private-not-wanted": "somebody did not come to the chat in which Kring would tell them something",
    "room.not-invited": "somebody could not be invited into a fresh room; all others are",
    "room.not-mended": "Kring may not change something that is wrong with a room; a person has to",
    "private-refused": "a private chat could not be opened; what was to be told there is let be",
    "private.refused": "somebody could not be invited into a chat of theirs; another is opened",
    "rate-limited": "the homeserver makes Kring wait: lift its rate limit",
    "ready": "Kring has caught up and listens",
    "restored": "a backup was put back; its rooms go on from here",
    "restored.retry": "the homeserver does not tell what a restored room is like now",
    "room-gone": "Kring is no longer in a room, and forgot it",
    "send-failed": "a message could not be made, and was left out",
    "send-refused": "the homeserver refused a message",
    "signing.retry": "the homeserver does not let Kring sign its device yet",
    "stopped": "Kring was asked to end, and ended",
    "store.key-not-destroyed": "a key could not be destroyed; it is tried at the next start",
    "sync.retry": "the homeserver does not answer; Kring tries again",
    "too-late": "messages waited too long to be sent; Kring says anew where the conversation is",
    "uncaught": "a fault that nobody foresaw; please report it",
}

FIELDS: dict[str, str] = {
    "at": "places in Kring's code",
    "cause": "the type of an exception's cause",
    "devices": "a count",
    "dropped": "a count",
    "errcode": "an error code of Matrix",
    "error": "the type of an exception",
    "events": "a count",
    "fault": "an error code or the type of an exception",
    "joined": "whether an invitation was accepted",
    "logger": "the name of a library's logger",
    "remedy": "what to do",
    "room": "a room, as a pseudonym that changes with every start",
    "rooms": "a count",
    "rows": "a count",
    "seconds": "a time",
    "tries": "a count",
    "waiting": "a count",
}

HEAD = """\
# What Kring logs

Kring logs to stderr; under systemd that is the journal (`journalctl -u kring`). With
`[log] format = "json"` every line is an object. A line has an `action`, a `level`, a `timestamp` and
what stands below. The actions are stable names: alerts and searches may rest on them. Warnings and
errors are counted in `kring_faults_total{kind="<action>"}`.

No line holds a word, a name or an id of anybody, at any level. A room is a pseudonym that changes
with every start. Of a library's line only its name and level are kept, of an exception only its type
and where in Kring's code it passed.

| action | level | what it means |
|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Call:
    """One log call: where, its action (None: not a plain text), its level and fields."""

    where: str
    action: str | None
    level: str
    fields: tuple[tuple[str, str], ...]


def calls(folder: Path = ROOT / "bot") -> Iterator[Call]:
    """Yield every log call in the code."""
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in LEVELS
                and ast.unparse(node.func.value) in LOGGERS
            ):
                first = node.args[1 if node.func.attr == "log" else 0]
                yield Call(
                    f"{file.relative_to(folder)}:{node.lineno}",
                    str(first.value) if isinstance(first, ast.Constant) else None,
                    {"exception": "error", "log": "of the library"}.get(
                        node.func.attr, node.func.attr
                    ),
                    tuple(
                        (word.arg, ast.unparse(word.value))
                        for word in node.keywords
                        if word.arg is not None
                    ),
                )


def retried(folder: Path = ROOT / "bot") -> set[str]:
    """Return what ``bot.matrix.login.insist`` is told to try, as it stands in its actions."""
    return {
        str(node.args[1].value)
        for file in folder.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "insist"
        and isinstance(node.args[1], ast.Constant)
    }


def actions() -> dict[str, str]:
    """Return each action in the code with its levels."""
    found: dict[str, set[str]] = {}
    for call in calls():
        for name in [call.action] if call.action else [f"{what}.retry" for what in retried()]:
            found.setdefault(name, set()).add(call.level)
    return {name: ", ".join(sorted(levels)) for name, levels in sorted(found.items())}


def page() -> str:
    """Return the page. LookupError when an action is not told of."""
    rows = [f"| `{name}` | {level} | {MEANING[name]} |\n" for name, level in actions().items()]
    fields = [f"| `{name}` | {what} |\n" for name, what in FIELDS.items()]
    return HEAD + "".join(rows) + "\n| field | what it holds |\n|---|---|\n" + "".join(fields)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    sys.stdout.write(f"{PAGE.name} written\n")
