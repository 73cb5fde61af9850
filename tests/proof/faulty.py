"""Kring with faults of its own: what fails has somebody's words in its hands.

A word that begins with ``plof`` makes something go wrong where it is read, by its name (``FAULTS``).
Beside that it writes down which files it opens to write in, one a line, in the file that the
variable ``PROOF_WRITES`` names.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sys
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

WRITES = "PROOF_WRITES"


class Died(BaseException):
    """What nobody catches."""


class _Unraisable:
    def __init__(self, words: str) -> None:
        self.words = words

    def __del__(self) -> None:
        raise RuntimeError(self.words)


def _in_event(words: str) -> None:
    said, also = words, {"body": words}  # what a traceback with its variables would show
    raise RuntimeError(f"{said} {also}")


def _in_task(words: str) -> None:
    async def fail(said: str) -> None:
        raise ValueError(said)

    asyncio.get_running_loop().create_task(fail(words), name=words)
    asyncio.get_running_loop().call_later(0.05, gc.collect)


def _in_callback(words: str) -> None:
    asyncio.get_running_loop().call_soon(_in_event, words)


def _in_thread(words: str) -> None:
    threading.Thread(target=_in_event, args=(words,), name=words).start()


def _unraisable(words: str) -> None:
    _Unraisable(words)
    gc.collect()


def _in_library(words: str) -> None:
    warnings.warn(words, stacklevel=1)
    for name in ("nio", "aiohttp.client", "sqlalchemy.engine", "asyncio", "a.library"):
        for level in (logging.DEBUG, logging.WARNING, logging.CRITICAL):
            logging.getLogger(name).log(level, "%s", words, stack_info=True)
    try:
        _in_event(words)
    except RuntimeError:
        logging.getLogger("a.library").exception(words)


def _dies(words: str) -> None:
    if _were_once("died"):
        return
    try:
        _in_event(words)
    except RuntimeError as fault:
        raise Died(words) from fault


def _were_once(what: str) -> bool:
    """Tell whether this happened before, in another process perhaps; from now on it did."""
    mark = Path(f"{os.environ[WRITES]}.{what}")
    before = mark.exists()
    mark.touch()
    return before


FAULTS: dict[str, Callable[[str], None]] = {
    "plof-hier": _in_event,
    "plof-taak": _in_task,
    "plof-terugroep": _in_callback,
    "plof-draad": _in_thread,
    "plof-opruimen": _unraisable,
    "plof-melding": _in_library,
    "plof-einde": _dies,
}
AT_SENDING = "plof-zenden"
"""Fails when it is read to be repeated in the room, once."""


def go_wrong() -> None:
    """Make Kring one that fails."""
    from bot.runtime.sending import RoomNames  # only now: everything is watched from here on
    from bot.runtime.understanding import Understanding

    understand: Any = Understanding.events
    read: Any = RoomNames.words

    async def events(self: Any, room: Any, item: Any, *rest: Any) -> Any:
        words = getattr(item, "body", None) or ""
        for name, fault in FAULTS.items():
            if name in words:
                fault(words)
        return await understand(self, room, item, *rest)

    async def words(self: Any, event: Any) -> Any:
        found = await read(self, event)
        if found is not None and AT_SENDING in found and not _were_once("sent"):
            _in_event(found)
        return found

    setattr(Understanding, "events", events)  # noqa: B010 - not a method, to who checks types
    setattr(RoomNames, "words", words)  # noqa: B010 - as above


def watch(file: str) -> None:
    """Write down which files are opened to write in, made or renamed."""
    out = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            written = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            if not written or isinstance(path, int):
                return
        elif event in {"sqlite3.connect", "os.mkdir"}:
            path = arguments[0]
        elif event in {"os.rename", "os.link", "os.symlink"}:
            path = arguments[1]
        else:
            return
        os.write(out, os.path.abspath(os.fsdecode(path)).encode() + b"\n")

    sys.addaudithook(hook)


if __name__ == "__main__":
    watch(os.environ[WRITES])
    go_wrong()
    from bot.__main__ import main

    main()
