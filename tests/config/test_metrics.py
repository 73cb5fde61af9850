"""What an administrator can watch is about Kring and never about people (R1, R10)."""

from __future__ import annotations

from dataclasses import replace

import pytest
import structlog
from prometheus_client.parser import text_string_to_metric_families as families

from bot import log
from bot.core.circle import Circle, Pause
from bot.core.effects import Say
from bot.core.people import RoomId
from bot.metrics import Metrics, Now
from bot.ports import Row
from bot.runtime.measuring import Measuring, sessions_by_state
from tests.calendar.test_alarms import FakeClock
from tests.store.values import running

QUIET = Now(None, 0, 0, 0, 0, {})


def read(metrics: Metrics, now: Now = QUIET) -> dict[str, float]:
    """Return every sample with its labels as it stands on the page."""
    return {
        sample.name
        + "".join(f"{{{key}={value}}}" for key, value in sorted(sample.labels.items())): (
            sample.value
        )
        for family in families(metrics.page(now).decode())
        for sample in family.samples
    }


def test_the_state_of_this_moment_is_on_the_page() -> None:
    metrics = Metrics()
    before = read(metrics)
    assert before["kring_sync_age_seconds"] != before["kring_sync_age_seconds"]  # not a number
    page = read(metrics, Now(1.5, 2.5, 3, 4.5, 5, {"paused": 2}))
    assert page["kring_sync_age_seconds"] == 1.5
    assert page["kring_outbox_age_seconds"] == 2.5
    assert page["kring_outbox_messages"] == 3
    assert page["kring_alarm_overdue_seconds"] == 4.5
    assert page["kring_rooms"] == 5
    assert page["kring_sessions{state=paused}"] == 2
    assert read(metrics)["kring_sessions{state=paused}"] == 0


def test_the_reaction_is_measured_from_the_event_to_the_acknowledgement() -> None:
    metrics, clock = Metrics(), FakeClock()
    measuring = Measuring(metrics, clock)
    rows = [Row(id, RoomId("!r"), "t", "D", 1_000, "nl", Say("help", ())) for id in (1, 2, 3)]
    measuring.answers(rows, clock.time - 600)
    clock.time += 200
    measuring.sent(1)
    measuring.dropped(2)
    measuring.sent(2)
    measuring.sent(1)
    measuring.sent(99)
    page = read(metrics)
    assert page["kring_reaction_seconds_count"] == 1
    assert page["kring_reaction_seconds_sum"] == pytest.approx(0.8)
    measuring.rang(clock.time - 1_000)
    assert read(metrics)["kring_alarm_late_seconds_sum"] == pytest.approx(1.0)


def test_sessions_are_counted_by_state_and_rooms_without_one_are_not() -> None:
    open_one = running()
    assert open_one.session is not None
    paused = replace(open_one, session=replace(open_one.session, pause=Pause(None, 0)))
    circles = [open_one, paused, Circle(RoomId("!none"), "nl")]
    assert sessions_by_state({RoomId(f"!{n}"): c for n, c in enumerate(circles)}) == {
        "stages": 1,
        "paused": 1,
    }


@pytest.mark.parametrize("level", ["debug", "error"])
def test_faults_are_counted_by_action_whatever_is_logged(
    level: log.Level, capsys: pytest.CaptureFixture[str]
) -> None:
    metrics = Metrics()
    log.configure(level, "json", metrics.fault)
    logger = structlog.get_logger()
    try:
        logger.info("fine")
        logger.warning("sync.retry", errcode="x")
        logger.warning("sync.retry", errcode="@samira:example.org")
        logger.error("event-failed", exc_info=ValueError("words"))
    finally:
        structlog.reset_defaults()
    page = read(metrics)
    assert page["kring_faults_total{kind=sync.retry}"] == 2
    assert page["kring_faults_total{kind=event-failed}"] == 1
    assert "kring_faults_total{kind=fine}" not in page
    text = metrics.page(QUIET).decode()
    assert "samira" not in text
    assert "words" not in text
    said = capsys.readouterr().err
    assert ("fine" in said) == ("sync.retry" in said) == (level == "debug")
    assert "event-failed" in said
