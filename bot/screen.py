"""A conversation on the screen of a terminal: a name and a colour for each who speaks."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

KRING = "Kring"
KRING_STYLE = "yellow"
COLOURS = ("cyan", "green", "magenta", "blue", "red", "bright_cyan")
_WIDEST = 84
_NARROWEST = 48
"""Narrower than this, words stand below the name instead of beside it."""


def colour(place: int) -> str:
    """Return the colour of the person at this place."""
    return COLOURS[place % len(COLOURS)]


class Speakers:
    """Prints who says what, the names in one column. ``names`` are all but Kring, in their places."""

    def __init__(self, console: Console, names: Sequence[str]) -> None:
        self._console = console
        self._names = list(names)

    def line(self, name: str, words: Text) -> None:
        """Print what somebody says; what Kring says stands between blank lines."""
        if name not in (KRING, *self._names):
            self._names.append(name)
        ours = name == KRING
        style = KRING_STYLE if ours else colour(self._names.index(name))
        if ours:
            self._console.print()
        self._console.print(self._beside(Text(name, style=f"bold {style}"), words))
        if ours:
            self._console.print()

    def _beside(self, name: Text, words: Text) -> RenderableType:
        """A name and words, each in a column of its own where there is room for that."""
        if self._console.width < _NARROWEST:
            return Text("\n").join([name, words])
        grid = Table.grid(padding=(0, 2))
        grid.add_column(width=max(len(one) for one in (KRING, *self._names)), justify="right")
        grid.add_column(max_width=_WIDEST, overflow="fold")
        grid.add_row(name, words)
        return grid
