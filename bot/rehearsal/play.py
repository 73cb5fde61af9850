"""What ``kring rehearse`` does: play by hand with others who do not exist, or play a script."""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.core.effects import Button
from bot.core.events import Language
from bot.core.people import PersonId
from bot.formats.library import Library
from bot.rehearsal.others import NEXT, next_act
from bot.rehearsal.room import Said
from bot.rehearsal.script import Deed, ScriptFault, Stage, deed_in, read
from bot.rehearsal.script import play as play_script
from bot.rehearsal.words import RehearsalWords, words
from bot.screen import KRING, KRING_STYLE, Speakers

MOST_ACTS = 500
"""More acts of the others in a row than this would mean that they go round in circles."""


def compare(file: Path, library: Library, console: Console, *, write: bool) -> int:
    """Play a written conversation and compare it with its file; returns the status to end with.

    ``write`` writes what Kring says into the file anew. Raises ScriptFault.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise ScriptFault(f"{file} cannot be read as text: is the name right?") from fault
    script = read(text)
    played = asyncio.run(play_script(script, library, lambda block: None))
    told = words(script.language).play
    console.print(Text(played))
    if write:
        file.write_text(played, encoding="utf-8")
        console.print(Text(told.written.format(file=file)))
        return 0
    if played == text:
        console.print(Text(told.same.format(file=file)))
        return 0
    difference = difflib.unified_diff(
        text.splitlines(), played.splitlines(), str(file), "Kring", lineterm=""
    )
    console.print(Text("\n".join(difference)))
    console.print(Text(told.different.format(file=file)))
    return 1


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
        ask: Callable[[str], str] = input,
    ) -> None:
        """Raises ScriptFault when there is no such format."""
        self._words: RehearsalWords = words(language)
        names = [person.name for person in self._words.person]
        if me is not None and me not in names:
            names.append(me)
        self._names = tuple(names)
        self._me = me or names[0]
        self._leader = names[0]
        found = library.find(format)
        if found is None:
            known = ", ".join(sorted(library.plans))
            raise ScriptFault(f"Which conversation? Choose one of: {known}.")
        self._library, self._language, self._format = library, language, found
        self._console, self._ask = console, ask
        self._speakers = Speakers(console, names)
        self._stage = Stage(library, language, self._names, (self._leader,))
        self._by_hand = {self._me}
        self._spoke: str | None = None

    async def hold(self) -> None:
        """Play until whoever practises has had enough."""
        self._introduce()
        self._show(await self._stage.room.arrives())
        if self._me != self._leader:
            await self._says(self._leader, f"!start {self._format}")
        while True:
            try:
                line = (await asyncio.to_thread(self._ask, self._prompt)).strip()
            except EOFError:
                return
            if line.casefold() in self._words.play.quit:
                return
            await self._take(line)

    @property
    def _prompt(self) -> str:
        return self._words.play.prompt.format(me=self._me)

    def _introduce(self) -> None:
        voices = {person.name: person.voice for person in self._words.person}
        others = ", ".join(
            f"{name} ({voices[name]})" if name in voices else name
            for name in self._names
            if name != self._me
        )
        format = self._library.texts(self._language)[f"{self._format}.name"].forms[0]
        self._console.print(
            Text(self._words.play.intro.format(format=format, me=self._me, others=others))
        )

    async def _take(self, line: str) -> None:
        """Do what was typed; an empty line lets the others go on."""
        if not line:
            return await self._go_on()
        deed = deed_in(line, self._language, self._names)
        if deed is None and Button.of(line) is not None:
            deed = Deed(line, "taps", self._me, line)
        if deed is None:
            deed = Deed(line, "says", self._me, line)
        if deed.name:
            self._by_hand.add(deed.name)
        try:
            await self._does(deed, shown=deed.doing != "says" or deed.name != self._me)
        except ScriptFault:
            self._console.print(Text(self._words.play.not_understood, style="dim"))
        return None

    async def _go_on(self) -> None:
        """Let the others do what is next, until it is up to whoever practises; or let time pass."""
        ids = self._stage.ids
        others = [ids[name] for name in self._names if name not in self._by_hand]
        names = {id: name for name, id in ids.items()}
        for done in range(MOST_ACTS):
            spoke = ids.get(self._spoke or "")
            circle = self._stage.room.circle
            act = next_act(circle, others, ids[self._leader], spoke, self._words.sentences)
            if act is None:
                if not done:
                    await self._wait()
                return
            user, what = act
            if isinstance(what, Button):
                await self._does(Deed(what, "taps", names[user], what))
            else:
                await self._says(names[user], what)
            if self._is_my_turn():
                return

    def _is_my_turn(self) -> bool:
        circle = self._stage.room.circle
        turn = circle.session.turn if circle.session else None
        return turn is not None and turn.person == PersonId(self._stage.ids[self._me])

    async def _wait(self) -> None:
        """Nobody has anything to do: go to the next time at which something happens by itself.

        Where no time would bring anything, whoever leads leads on.
        """
        room = self._stage.room
        due = room.circle.due
        if due is None:
            words = self._words.play
            self._console.print(Text(words.over, style="dim"))
            return
        if not self._others_can_wait():
            if self._leader in self._by_hand:
                self._console.print(Text(self._words.play.nothing, style="dim"))
            else:
                await self._says(self._leader, NEXT)
            return
        minutes = max(0, (due - room.now + 59_999) // 60_000)
        self._console.print(Text(self._words.play.waited.format(minutes=minutes), style="dim"))
        self._show(await room.passes(minutes * 60_000))

    def _others_can_wait(self) -> bool:
        """Whether time would bring anything: in the gathering and the agreements it does not."""
        session = self._stage.room.circle.session
        return session is not None and session.stage is not None

    async def _says(self, name: str, what: str) -> None:
        await self._does(Deed(what, "says", name, what))

    async def _does(self, deed: Deed, *, shown: bool = True) -> None:
        if shown:
            self._print(deed)
        turn_before = self._turn_number()
        said = await self._stage.does(deed)
        if deed.doing == "says":
            self._spoke = deed.name
        if self._turn_number() != turn_before:
            self._spoke = None
        self._show(said)

    def _turn_number(self) -> int:
        session = self._stage.room.circle.session
        return session.turns if session else 0

    def _print(self, deed: Deed) -> None:
        if deed.doing == "says":
            self._speakers.line(deed.name, Text(deed.words))
        elif deed.name:
            self._speakers.line(deed.name, Text(deed.words or deed.line, style="dim"))

    def _show(self, said: Sequence[Said]) -> None:
        for one in said:
            where = "" if one.group is None else f"{self._stage.group(one.group)}: "
            self._speakers.line(KRING, Text(where + (one.words or ""), style=KRING_STYLE))
