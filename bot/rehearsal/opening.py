"""Which conversation is rehearsed: by any of its names, or by its folder, with what is wrong told first.

A fault in one conversation does not keep another from being rehearsed.
"""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.core.events import Language
from bot.formats.faults import ContentFault
from bot.formats.files import is_there, real
from bot.formats.loader import load_usable, of_all, of_format, shipped
from bot.rehearsal.deeds import ScriptFault, fault
from bot.rehearsal.words import words


class Opened:
    """A library to rehearse from. ContentFaults where Kring could not do without what is wrong.

    ``prompts`` is a folder laid over the shipped one; that of one format, in it, will do too.
    """

    def __init__(self, prompts: Path | None, language: Language) -> None:
        if prompts is not None and is_there(prompts / "format.toml"):
            prompts = real(prompts).parent
        self._prompts, self._language = prompts, language
        self._folders = [shipped(), *([prompts] if prompts is not None else [])]
        self.library, self._faults = load_usable(self._folders)

    @classmethod
    def for_format(cls, named: str, prompts: Path | None, language: Language) -> tuple[Opened, str]:
        """The library in which a format is, and its name: it may be named by its folder."""
        path = Path(named)
        if prompts is None and ("/" in named or "\\" in named) and is_there(path / "format.toml"):
            path = real(path)
            named, prompts = path.name, path.parent
            prompts = None if prompts == real(shipped()) else prompts
        return cls(prompts, language), named

    def find(self, named: str, console: Console) -> str:
        """The id of the format of this name; what is wrong elsewhere is told. Raises ScriptFault."""
        told = words(self._language).play
        own = of_format(named, self._faults, self._folders)
        found = self.library.find(named)
        if own and found is None:
            raise ScriptFault("\n".join([told.faulty.format(name=named), *map(str, own)]))
        self.tell(console, besides=own)
        if found is None:
            raise self._unknown(named)
        return found

    def tell(self, console: Console, besides: tuple[ContentFault, ...] = ()) -> None:
        """Tell what is left out, other than the faults ``besides``."""
        told = words(self._language).play
        common = of_all(self._faults, self._folders)
        if common:
            faults = "\n".join([told.faulty_common, *map(str, common)])
            console.print(Text(faults, style="dim"), soft_wrap=True)
        others = len(self._faults) - len(common) - len(besides)
        if others:
            elsewhere = told.elsewhere.format(count=others, folder=self._prompts)
            console.print(Text(elsewhere, style="dim"), soft_wrap=True)

    def _unknown(self, named: str) -> ScriptFault:
        texts = self.library.texts(self._language)
        names = {id: texts[f"{id}.name"].forms[0] for id in self.library.plans}
        known = ", ".join(sorted(names.values()))
        if not named.strip():
            return fault(self._language, "which", known=known)
        near = " / ".join(names[id] for id in self.library.near(named))
        faults = words(self._language).faults
        meant = faults["unknown-near"].format(near=near) if near else ""
        return fault(self._language, "unknown", name=named, near=meant, known=known)
