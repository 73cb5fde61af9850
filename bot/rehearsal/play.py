"""What ``kring rehearse`` does: play by hand, with others who do not exist."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Sequence

from rich.console import Console
from rich.text import Text

from bot.core.circle import Hold
from bot.core.effects import Button
from bot.core.events import Language
from bot.core.people import PersonId
from bot.formats.library import Library
from bot.rehearsal.deeds import (
    KRING,
    ORDER,
    Deed,
    ScriptFault,
    deed_in,
    fault,
    phrases,
    stranger_in,
)
from bot.rehearsal.others import NEXT, Act, Manner, next_act
from bot.rehearsal.room import Said
from bot.rehearsal.stage import Stage
from bot.rehearsal.words import RehearsalWords, words
from bot.screen import KRING_STYLE, Speakers

MOST_ACTS = 500
"""More acts of the others in a row than this would mean that they go round in circles."""


def typed(prompt: str) -> str:
    """What is typed on the next line; from a file or a pipe it is shown as if it were typed.

    Here, and not within the loop of asyncio, Ctrl-C ends the waiting. EOFError, KeyboardInterrupt.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        line = input(prompt)
    finally:
        signal.signal(signal.SIGINT, before)
    if not sys.stdin.isatty():
        sys.stdout.write(f"{line}\n")
    return line


class Rehearsal:
    """A conversation by hand. ``me`` is whom the keyboard plays, else the one who leads."""

    def __init__(
        self,
        library: Library,
        language: Language,
        format: str,
        console: Console,
        *,
        me: str | None = None,
        ask: Callable[[str], str] = typed,
    ) -> None:
        """``format`` is the id of one of the library. Raises ScriptFault for a name that cannot be."""
        self._words: RehearsalWords = words(language)
        names = [person.name for person in self._words.person]
        given = " ".join((me or "").split())
        known = {name.casefold(): name for name in names}
        if given.casefold() == KRING.casefold():
            raise fault(language, "name-of-kring")
        if set(given) & set("():,"):
            raise fault(language, "no-name", word=given)
        self._me = known.get(given.casefold(), given) or names[0]
        if self._me not in names:
            names.append(self._me)
        self._names = tuple(names)
        self._leader = names[0]
        self._library, self._language, self._format = library, language, format
        self._console, self._ask = console, ask
        self._speakers = Speakers(console, names)
        self._stage = Stage(library, language, self._names, (self._leader,))
        self._by_hand = {self._me}
        self._spoke: str | None = None
        self._begun = self._nudged = self._changed = False

    async def hold(self) -> None:
        """Play until whoever practises has had enough."""
        self._introduce()
        self._show(await self._stage.room.arrives())
        if self._me == self._leader:
            self._tell(self._words.play.begin.format(format=self._format_name))
        else:
            await self._starts()
        try:
            while True:
                line = self._ask(self._prompt).strip()
                if line.casefold() in self._words.play.quit:
                    break
                await self._take(line)
        except (EOFError, KeyboardInterrupt):
            self._console.print()
        self._tell(self._words.play.bye)

    @property
    def _prompt(self) -> str:
        return self._words.play.prompt.format(me=self._me)

    @property
    def _format_name(self) -> str:
        return self._library.texts(self._language)[f"{self._format}.name"].forms[0]

    def _introduce(self) -> None:
        voices = {person.name: person.voice for person in self._words.person}
        others = ", ".join(
            f"{name} ({voices[name]})" if name in voices else name
            for name in self._names
            if name != self._me
        )
        intro = self._words.play.intro
        told = intro.format(format=self._format_name, me=self._me, others=others)
        self._console.print(Text(told))

    def _explain(self) -> None:
        """All that can be done here, as it is written."""
        play, (name, other, *_) = self._words.play, self._names
        slots = {
            "name": name, "other": other, "words": "…", "old": "…", "button": Button.DONE,
            "minutes": "10", "unit": next(unit for unit in self._words.units if unit[-1] in "ns"),
        }  # fmt: skip
        self._console.print(Text(play.more))
        for doing in reversed(ORDER):
            self._console.print(Text("  " + phrases(self._language)[doing].format(**slots)))
        self._console.print()
        told = play.more_end.format(buttons=" ".join(Button), names=", ".join(self._names))
        self._console.print(Text(told))

    async def _take(self, line: str) -> None:
        """Do what was typed; an empty line lets the others go on."""
        if not line:
            return await self._go_on()
        self._nudged = False
        if line.casefold() in self._words.play.explain:
            return self._explain()
        deed = deed_in(line, self._language, self._names)
        if deed is None and Button.of(line) is not None:
            deed = Deed(line, "taps", self._me, line)
        stranger = stranger_in(line, self._language) if deed is None else None
        if stranger is not None and stranger.doing == "comes":
            self._stage.meet(stranger.name)
            self._names = (*self._names, stranger.name)
            deed = stranger
        if deed is None:
            deed = Deed(line, "says", self._me, line)
        if deed.name:
            self._by_hand.add(deed.name)
        try:
            said = await self._does(deed, shown=deed.doing != "says" or deed.name != self._me)
        except ScriptFault:
            return self._tell(self._words.play.not_understood)
        if stranger is not None and stranger is not deed:
            comes = phrases(self._language)["comes"].format(name=stranger.name)
            self._tell(self._words.play.not_there.format(name=stranger.name, example=comes))
        elif deed.doing == "passes":
            self._tell(self._words.play.waited.format(minutes=round(deed.minutes)))
        elif deed.doing == "taps" and not said and not self._changed:
            self._tell(self._words.play.no_tap)
        return None

    async def _starts(self) -> None:
        self._begun = True
        await self._says(self._leader, f"!start {self._format_name}")

    async def _go_on(self) -> None:
        """Let the others do what is next, until it is up to whoever practises; or let time pass."""
        if self._stage.room.circle.session is None and not self._begun:
            return await self._starts()
        for done in range(MOST_ACTS):
            act = self._next(self._by_hand)
            if act is None:
                if not done:
                    await self._wait()
                return None
            self._nudged = False
            await self._acts(act)
            if self._is_my_turn():
                return None
        return None

    def _next(self, by_hand: set[str]) -> Act | None:
        """What somebody would do now who is not played by hand."""
        ids = self._stage.ids
        others = [ids[name] for name in self._names if name not in by_hand]
        others = [user for user in others if user in self._stage.room.present]
        spoke, leader = ids.get(self._spoke or ""), ids[self._leader]
        voices = {ids[one.name]: one.voice for one in self._words.person if one.name in ids}
        manner = Manner(self._words.sentences, voices)
        return next_act(self._stage.room.circle, others, leader, spoke, manner)

    async def _acts(self, act: Act) -> None:
        user, what = act
        name = next(name for name, id in self._stage.ids.items() if id == user)
        if isinstance(what, Button):
            await self._does(Deed(what, "taps", name, what))
        else:
            await self._says(name, what)

    def _is_my_turn(self) -> bool:
        circle = self._stage.room.circle
        turn = circle.session.turn if circle.session else None
        return turn is not None and turn.person == PersonId(self._stage.ids[self._me])

    async def _wait(self) -> None:
        """Nobody has anything to do: what is up to whoever practises is done at the second asking;
        or go to the next time at which something happens by itself.
        """
        room, play = self._stage.room, self._words.play
        session = room.circle.session
        if session is None:
            return self._tell(play.over.format(format=self._format_name))
        if session.pause is not None:
            return self._tell(play.paused)
        if session.stage is None and self._leader not in self._by_hand:
            return await self._says(self._leader, NEXT)
        act = self._next(set())
        if act is not None and not isinstance(session.stage, Hold):
            if self._nudged or act[0] not in {self._stage.ids[name] for name in self._by_hand}:
                return await self._acts(act)
            self._nudged = True
            return self._tell(play.nothing)
        if room.circle.due is not None:
            self._nudged = False
            minutes = max(0, (room.circle.due - room.now + 59_999) // 60_000)
            self._tell(play.waited.format(minutes=minutes))
            self._show(await room.passes(minutes * 60_000))
        return None

    async def _says(self, name: str, what: str) -> None:
        await self._does(Deed(what, "says", name, what))

    async def _does(self, deed: Deed, *, shown: bool = True) -> list[Said]:
        if shown:
            self._print(deed)
        before, turn_before = self._stage.room.circle, self._turn_number()
        said = await self._stage.does(deed)
        if deed.doing == "says":
            self._spoke = deed.name
        if self._turn_number() != turn_before:
            self._spoke = None
        self._begun = self._begun or self._stage.room.circle.session is not None
        self._changed = self._stage.room.circle != before
        self._show(said)
        return said

    def _turn_number(self) -> int:
        session = self._stage.room.circle.session
        return session.turns if session else 0

    def _print(self, deed: Deed) -> None:
        if deed.doing == "says":
            self._speakers.line(deed.name, Text(deed.words))
        elif deed.name:
            words = deed.line if deed.doing not in ("taps", "untaps") else deed.words
            self._speakers.line(deed.name, Text(words, style="dim"))

    def _tell(self, words: str) -> None:
        self._console.print(Text(words, style="dim"))

    def _show(self, said: Sequence[Said]) -> None:
        for one in said:
            where = self._stage.place(one)
            edits = phrases(self._language)["edits"] if one.edits is not None else ""
            head = ", ".join(part for part in (edits, where) if part)
            words = f"({head}) {one.words or ''}" if head else one.words or ""
            text = Text(words, style=KRING_STYLE)
            for hint in self._hints(one):
                text.append(f"\n\n{hint}", style="dim")
            self._speakers.line(KRING, text)

    def _hints(self, said: Said) -> list[str]:
        """What the words alone do not show: a picture, a poll, what can be tapped."""
        play = self._words.play
        if said.say is None:
            return []
        hints = [play.picture] if said.say.picture is not None else []
        hints += [play.poll] if said.say.ballot is not None else []
        buttons = " ".join(said.say.buttons)
        return [*hints, *([play.buttons.format(buttons=buttons)] if buttons else [])]
