"""Logging of structure and counts: never a word, a name or an id (R1, R10).

Kring's own lines have a stable ``action`` and plain values. People and rooms appear only as a
pseudonym that changes with every start. Of a library's line only its logger, level and kind of
exception remain, because its text may hold anything; of an exception only its type and place.
"""

from __future__ import annotations

import logging
import re
import secrets
import sys
import threading
from collections.abc import Callable, MutableMapping
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

import structlog

Fields = MutableMapping[str, Any]
Level = Literal["debug", "info", "warning", "error"]

_PACKAGE = Path(__file__).parent
_PSEUDONYM_KEY = secrets.token_bytes(32)
_MATRIX_ID = re.compile(r"[@!$#+][^\s:@]+:\S+|[!$][\w-]{43}")


def who(id: str) -> str:
    """Give the pseudonym of a user or room: the same within a run of the program, then new."""
    return blake2b(id.encode(errors="surrogatepass"), key=_PSEUDONYM_KEY, digest_size=5).hexdigest()


def configure(
    level: Level,
    format: str,
    count: Callable[[str], None] = lambda action: None,
) -> None:
    """Send everything that is logged to stderr, as ``text`` or ``json``, from ``level`` on.

    Libraries are heard from WARNING on. What nobody catches is logged too, by type and place.
    ``count`` is called with the action of each warning and error, whatever ``level`` is.
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), event_key="action")
    )
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_messages,
            structlog.processors.EventRenamer("action"),
            _counting(count, number),
            _without_ids,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(min(number, logging.WARNING)),
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    for name in list(logging.root.manager.loggerDict):
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
    logging.root.handlers = [_Reduced(logging.WARNING)]
    logging.root.setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)
    sys.unraisablehook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def _counting(count: Callable[[str], None], lowest: int) -> structlog.types.Processor:
    """Make the step that counts what is wrong, and then lets go of what is below the level."""

    def counted(logger: Any, method: str, fields: Fields) -> Fields:
        level = logging.getLevelNamesMapping()[str(fields["level"]).upper()]
        if level >= logging.WARNING:
            count(str(fields["action"]))
        if level < lowest:
            raise structlog.DropEvent
        return fields

    return counted


class _Reduced(logging.Handler):
    """Passes on that a library logged something, and not what."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        structlog.get_logger().log(
            record.levelno, "library", logger=record.name, **(_reduced(error) if error else {})
        )


def _reduced(error: BaseException) -> dict[str, str]:
    """Reduce an exception to its type, the type of its cause, and where in Kring it passed."""
    fields = {"error": type(error).__name__}
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        fields["cause"] = type(cause).__name__
    places = []
    step = error.__traceback__
    while step is not None:
        file = Path(step.tb_frame.f_code.co_filename)
        if file.is_relative_to(_PACKAGE):
            places.append(f"{file.relative_to(_PACKAGE)}:{step.tb_lineno}")
        step = step.tb_next
    if places:
        fields["at"] = " > ".join(places)
    return fields


def _without_messages(logger: Any, method: str, fields: Fields) -> Fields:
    """Replace an exception by its type and place; its message may hold anything."""
    error = fields.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, tuple):
        error = error[1]
    for key, value in list(fields.items()):
        if isinstance(value, BaseException):
            error = error or value
            del fields[key]
    if isinstance(error, BaseException):
        fields.update(_reduced(error))
    return fields


def _without_ids(logger: Any, method: str, fields: Fields) -> Fields:
    """Take out what looks like a Matrix id: a net under our own mistakes."""
    for key, value in fields.items():
        if value is not None and not isinstance(value, bool | int | float):
            fields[key] = _MATRIX_ID.sub("[id]", str(value))
    return fields


def _uncaught(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger().critical("uncaught", exc_info=error or kind())
