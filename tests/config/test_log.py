"""Nothing that a person said, is called or can be found by gets into the log (R1, R10)."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from bot import log
from bot.store.faults import StoreFault, told

WORD = "wat-iemand-zei"
WHO = "@samira:example.org"

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def _undone() -> Iterator[None]:
    """Leave logging as it was."""
    handlers, level = logging.root.handlers[:], logging.root.level
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    yield
    logging.captureWarnings(capture=False)
    logging.root.handlers, logging.root.level = handlers, level
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    structlog.reset_defaults()


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    """What was logged as JSON since the last look; checked to hold neither the word nor the id."""
    log.configure("info", "json")

    def read() -> list[dict[str, Any]]:
        captured = capsys.readouterr()
        assert captured.out == ""
        assert WORD not in captured.err
        assert WHO not in captured.err
        return [json.loads(line) for line in captured.err.splitlines()]

    return read


def test_a_line_has_an_action_a_level_and_a_time(lines: Lines) -> None:
    structlog.get_logger().info("sync.handled", events=3)
    (line,) = lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {"action": "sync.handled", "level": "info", "events": 3}


def test_of_a_library_only_its_name_and_level_remain(lines: Lines) -> None:
    for name in ("aiosqlite", "aiohttp.access", "sqlalchemy.engine", "apscheduler", "peewee"):
        library = logging.getLogger(name)
        library.warning("%s said %s", WHO, WORD)
        library.info("%s", WORD)
    found = lines()
    assert [line["logger"] for line in found] == [
        "aiosqlite",
        "aiohttp.access",
        "sqlalchemy.engine",
        "apscheduler",
        "peewee",
    ]
    assert {(line["action"], line["level"]) for line in found} == {("library", "warning")}
    assert all(set(line) == {"action", "level", "logger", "timestamp"} for line in found)


def test_a_library_with_a_handler_of_its_own_is_reduced_too(
    lines: Lines, capsys: pytest.CaptureFixture[str]
) -> None:
    library = logging.getLogger("library.with.handler")
    library.addHandler(logging.StreamHandler(sys.stderr))
    library.propagate = False
    log.configure("info", "json")
    library.warning(WORD)
    assert [line["logger"] for line in lines()] == ["library.with.handler"]


def test_an_exception_is_its_type_and_place(lines: Lines) -> None:
    try:
        with told():
            raise OSError(WORD)
    except StoreFault:
        structlog.get_logger().exception("store.failed")
        logging.getLogger("library").exception(WORD)
        structlog.get_logger().warning("store.failed", reason=StoreFault(WORD))
    own, library, passed = lines()
    assert (own["error"], own["cause"]) == ("StoreFault", "OSError")
    assert own["at"].startswith("store/faults.py:")
    assert library["error"] == "StoreFault"
    assert passed["error"] == "StoreFault"
    assert "reason" not in passed


def test_what_looks_like_an_id_is_taken_out(lines: Lines) -> None:
    structlog.get_logger().info("careless", who=WHO, rooms=["!abc:example.org"], at="$" + "a" * 43)
    (line,) = lines()
    assert (line["who"], line["rooms"], line["at"]) == ("[id]", "['[id]", "[id]")


def test_warnings_are_reduced(lines: Lines) -> None:
    warnings.warn(WORD, stacklevel=1)
    assert [line["logger"] for line in lines()] == ["py.warnings"]


def test_what_nobody_catches_is_reduced(lines: Lines) -> None:
    def fail() -> None:
        raise ValueError(WORD)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert [(line["action"], line["error"]) for line in lines()] == [("uncaught", "ValueError")]


async def test_a_task_that_fails_unseen_is_reduced(lines: Lines) -> None:
    asyncio.get_running_loop().call_exception_handler(
        {"message": WORD, "exception": ValueError(WORD)}
    )
    assert [(line["logger"], line["error"]) for line in lines()] == [("asyncio", "ValueError")]


def test_the_level_and_the_text_form_are_respected(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("error", "text")
    structlog.get_logger().info("too little")
    logging.getLogger("library").warning("too little")
    assert capsys.readouterr().err == ""
    log.configure("debug", "text")
    structlog.get_logger().debug("sync.handled", events=3)
    logging.getLogger("library").info(WORD)
    err = capsys.readouterr().err
    assert "sync.handled" in err
    assert "events=3" in err
    assert WORD not in err


def test_a_program_that_dies_does_not_tell_why_in_words() -> None:
    code = f"from bot import log; log.configure('info', 'json'); raise ValueError('{WORD}')"
    died = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert died.returncode == 1
    assert WORD not in died.stderr
    assert json.loads(died.stderr)["error"] == "ValueError"


def test_a_pseudonym_holds_for_one_run_only() -> None:
    assert log.who(WHO) == log.who(WHO) != log.who("@bram:example.org")
    code = f"from bot import log; print(log.who('{WHO}'))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() != log.who(WHO)
    assert len(other.stdout.strip()) == len(log.who(WHO))
