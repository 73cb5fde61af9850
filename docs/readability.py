"""How well the Dutch texts can be read: ``python docs/readability.py`` writes docs/readability.md.

The measure is that of Douma, made for Dutch after Flesch's for English: 206.84 - 0.77 times the
syllables in a hundred words - 0.93 times the words in a sentence (W.H. Douma, De leesbaarheid van
landbouwbladen, Wageningen 1960). Syllables are counted by the vowels; a test counts known words.

What a slot will hold is counted as a name, a command and a word between stars as they are read. Titles
and options of a choice are no sentences; they are not counted.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = Path(__file__).with_name("readability.md")
LEAST_IN_A_TALK = 80
"""What is said in a talk scores at least this: 'easy'. People read it tired, on a telephone."""
LEAST = 70
"""What is read beforehand, at ease, scores at least this: 'fairly easy'."""
LONG_SYLLABLES = 4
"""A word of so many syllables is a long one."""
MOST_LONG = 0.08
"""How many of the words may be long."""
MOST_WORDS = 12
"""How many words a sentence has at most on average (the contract says 15, for any text)."""
LONGEST_IN_A_TALK = 20
LONGEST = 25
"""How many words any sentence has at most, in a talk and beforehand."""

_CLUSTERS = re.compile(
    "aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|oe|eu|ui|ei|ai|au|ou|y|[aeiou]", re.IGNORECASE
)
"""What is one sound, the longest first."""
_FOREIGN = {"team": 1, "teams": 1, "online": 2, "app": 1, "mail": 1, "mails": 1}
"""Words that came from elsewhere, and are said as there."""
_MARKS = str.maketrans("áàâéèêíìîóòôúùû", "aaaeeeiiiooouuu")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_END = re.compile(r"(?<=[.?!])\s+")
_SENTENCE = re.compile(r"[.?!:][)\"”’]*$")
_SLOT = re.compile(r"\{[^}]*\}")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True)
class Measured:
    """A file in numbers: of how many words, in sentences of how many, and how they read."""

    words: int
    sentences: int
    syllables: int
    long: int
    longest: int

    @property
    def sentence(self) -> float:
        """How many words a sentence has on average."""
        return self.words / max(1, self.sentences)

    @property
    def score(self) -> float:
        """Flesch-Douma: the higher, the easier."""
        per_hundred = 100 * self.syllables / max(1, self.words)
        return 206.84 - 0.77 * per_hundred - 0.93 * self.sentence

    @property
    def long_share(self) -> float:
        """Which part of the words is long."""
        return self.long / max(1, self.words)


def syllables(word: str) -> int:
    """Count the syllables of a Dutch word; one with hyphens is as many words."""
    total = 0
    for part in re.split(r"['’-]", word.casefold()):
        if part in _FOREIGN:
            total += _FOREIGN[part]
            continue
        sound = part.translate(_MARKS).replace("ij", "y").replace("qu", "kw")
        sound = re.sub("[äëïöü]", lambda found: "." + "aeiou"["äëïöü".index(found[0])], sound)
        sound = re.sub(r"eum\b", "e.um", sound)
        total += len(_CLUSTERS.findall(sound))
    return max(1, total)


def measure(text: str) -> Measured:
    """Measure a text of sentences; what ends in no stop is a title, and no sentence."""
    sentences = []
    for line in text.splitlines():
        plain = (
            _LINK.sub(r"\1", line).strip().lstrip("-0123456789. ").replace("*", "").replace("`", "")
        )
        for one in _END.split(_SLOT.sub("Anna", plain)):
            words = _WORD.findall(one)
            if words and _SENTENCE.search(one.strip()):
                sentences.append(words)
    words = [word for sentence in sentences for word in sentence]
    counts = [syllables(word) for word in words]
    return Measured(
        words=len(words),
        sentences=len(sentences),
        syllables=sum(counts),
        long=sum(count >= LONG_SYLLABLES for count in counts),
        longest=max((len(sentence) for sentence in sentences), default=0),
    )


def texts() -> Iterator[tuple[str, str]]:
    """Every Dutch file that people read, by its path, with its text."""
    for file in sorted((ROOT / "prompts").glob("*/nl.toml")):
        yield _path(file), "\n".join(_strings(tomllib.loads(file.read_text("utf-8"))))
    for file in sorted((ROOT / "prompts").glob("*/about.md")):
        yield _path(file), file.read_text("utf-8")
    for file in sorted((ROOT / "docs" / "nl").glob("*.md")):
        yield _path(file), _without_tables(file.read_text("utf-8"))


def page() -> str:
    """Return the page."""
    rows = "".join(_row(path, measure(text)) for path, text in texts())
    return HEAD + rows


HEAD = f"""\
# How well the Dutch texts can be read

Drawn by `python docs/readability.py`; a test keeps it true. The measure is that of Douma, the usual one
for Dutch: 206.84 − 0.77 × the syllables in a hundred words − 0.93 × the words in a sentence. He called
60 to 70 normal, 70 to 80 fairly easy (what is read at the end of primary school), 80 to 90 easy
([Tijdschrift, 1977, with his table](https://www.dbnl.org/tekst/_taa014197701_01/_taa014197701_01_0089.php)).
A score says how long words and sentences are, and nothing of whether a text is kind or clear; that is
read aloud.

What is tested: a score of at least {LEAST_IN_A_TALK} for what is said in a talk (`prompts/*/nl.toml`),
because people read it tired and on a telephone, and of at least {LEAST} for what is read beforehand;
sentences of at most {MOST_WORDS} words on average;
at most {LONGEST_IN_A_TALK} in any sentence of a talk, and {LONGEST} of what is read beforehand;
at most {MOST_LONG:.0%} of the words have {LONG_SYLLABLES} syllables or more.

Level B1, which most grown-ups read with ease, has no formula of its own: it asks for common words and
short sentences. Douma found 70 right for people who went to primary school alone, so this leaves room.

| file | words | words in a sentence | longest | long words | score |
|---|---|---|---|---|---|
"""


def limits(path: str) -> tuple[int, int]:
    """Return the lowest score that a file may have, and its longest sentence."""
    said = path.startswith("prompts/") and path.endswith(".toml")
    return (LEAST_IN_A_TALK, LONGEST_IN_A_TALK) if said else (LEAST, LONGEST)


def _row(path: str, it: Measured) -> str:
    return (
        f"| `{path}` | {it.words} | {it.sentence:.1f} | {it.longest} | {it.long_share:.1%} "
        f"| {it.score:.0f} |\n"
    )


def _path(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for one in value:
                yield from _strings(one)
        case dict():
            for one in value.values():
                yield from _strings(one)


def _without_tables(text: str) -> str:
    lines = [line for line in text.splitlines() if not line.startswith(("|", "```", "    "))]
    return "\n".join(lines)


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")
    sys.stdout.write(f"{PAGE.name} written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
