"""``make bench``: measure, and print three tables."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import calendar
from bench.lines import rooms
from bench.reaction import ASKED, AT_ONCE, CHATTER, ROOMS, Figures, measure

ROWS = (
    (f"reaction, p50 of {ASKED} (ms)", "p50", "1.10"),
    (f"reaction, p95 of {ASKED} (ms)", "p95", "1.10"),
    (f"{ROOMS} rooms x {AT_ONCE} at once, last (ms)", "last_of_many", "1.00"),
    (f"processor time an event, of {CHATTER} (µs)", "an_event", "1.50"),
)


def shown(figures: dict[str, Figures]) -> Table:
    """Return the table of times, with the ratio of Kring to the echo and what it may be."""
    table = Table("measured", "Kring", "echo", "ratio", "at most")
    for title, field, most in ROWS:
        kring, echo = (getattr(figures[name], field) for name in ("Kring", "echo"))
        table.add_row(title, f"{kring:.0f}", f"{echo:.0f}", f"{kring / echo:.2f}", most)
    return table


def planned(times: calendar.Times) -> Table:
    """Return the table of what a start costs with much planned."""
    series, in_rooms = calendar.ROOMS * calendar.EACH, calendar.ROOMS
    table = Table(f"start with {series:,} series in {in_rooms:,} rooms", "seconds")
    table.add_row("open the store and read them", f"{times.read:.2f}")
    table.add_row("see that none moved, find the earliest alarm", f"{times.armed:.2f}")
    table.add_row("the same where rules of all zones changed", f"{times.anew:.2f}")
    return table


def main() -> None:
    """Measure and print."""
    console = Console(width=100)
    with tempfile.TemporaryDirectory(prefix="kring-bench-") as folder:
        console.print(shown(asyncio.run(measure(Path(folder)))))
        console.print(planned(asyncio.run(calendar.measure(Path(folder)))))
    table = Table("room of the house", "lines of code")
    for room, count in rooms().items():
        table.add_row(room, str(count))
    console.print(table)


if __name__ == "__main__":
    main()
