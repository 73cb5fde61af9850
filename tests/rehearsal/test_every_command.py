"""Every command there is does in a rehearsal what it does in a room, in both languages.

What is typed here goes through the same understanding and laws as in a room; what comes of it must
stand where people would read it. A command that is added has to be added here.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.commands.catalogue import CATALOGUE, CommandName
from bot.core.events import Language
from bot.formats.loader import load, shipped
from bot.rehearsal.deeds import Deed
from bot.rehearsal.room import Said
from bot.rehearsal.stage import Stage

LIBRARY = load([shipped()])
NAMES = ("Faye", "Anna", "Bert", "Cor")


@dataclass(frozen=True)
class Example:
    """``nl`` and ``en`` are typed by ``who`` where the talk is ``at``; ``heard`` is what Kring says.

    In ``heard`` stands where it says it, for who reads it there; ``privately``: it is typed there.
    """

    nl: str
    en: str
    heard: tuple[str, ...]
    who: str = "Anna"
    at: str = "turn"
    privately: bool = False


E = Example
EXAMPLES: dict[CommandName, tuple[Example, ...]] = {
    "start": (
        E("!start kampvuur Thuis", "!start campfire Home", ("gathering",), "Faye", "nothing"),
        E("!start kampvuur", "!start campfire", ("fault",), "Anna", "nothing"),
        E("!start doco", "!start doco", ("absent",), "Faye", "nothing"),
        E("!start iets", "!start thing", ("fault",), "Faye", "nothing"),
    ),
    "join": (
        E("!meedoen", "!join", (), "Anna", "gathering"),
        E("!meedoen", "!join", ("welcome-newcomer",), "Faye"),
    ),
    "listen": (E("!luister", "!listen", ("turn",), "Anna"),),
    "agree": (E("!akkoord", "!agree", (), "Anna", "agreements"),),
    "yes": (E("!ja", "!yes", (), "Anna", "agreements"), E("!ja", "!yes", ("fault",), "Bert")),
    "no": (E("!nee", "!no", (), "Anna", "agreements"),),
    "role": (
        E("!rol naaste", "!role carer", ("voices",)),
        E("!rol naaste", "!role carer", ("Anna: hello", "Anna: voices"), privately=True),
        E("!rol kapitein", "!role captain", ("fault",)),
    ),
    "done": (E("!klaar", "!done", ("turn",)), E("!klaar", "!done", ("fault",), "Bert")),
    "pass": (E("!pas", "!pass", ("turn",)),),
    "later": (E("!later", "!later", ("turn",)),),
    "hand": (
        E("!hand", "!hand", ("queue",), "Bert", "open"),
        E("!hand weg", "!hand down", (), "Bert", "open"),
    ),
    "pause": (E("!pauze", "!pause", ("paused",), "Bert"),),
    "resume": (E("!verder", "!resume", ("resumed",), "Faye", "paused"),),
    "next": (
        E("!volgende", "!next", ("turn",), "Faye"),
        E("!volgende", "!next", ("fault",), "Bert"),
    ),
    "back": (E("!terug", "!back", ("turn",), "Anna", "done"),),
    "stop": (E("!stop", "!stop", ("closed",), "Faye"), E("!stop", "!stop", ("paused",), "Bert")),
    "facilitator": (
        E("!begeleider @Bert", "!facilitator @Bert", ("help",), "Faye"),
        E("!begeleider Piet", "!facilitator Piet", ("fault",), "Faye"),
    ),
    "trusted": (E("!vertrouwd Bert", "!trusted Bert", ("help",), "Faye"),),
    "seat": (
        E("!plek Oma", "!seat Granny", ("help",), "Bert", "agreements"),
        E("!plek weg Oma", "!seat away Granny", ("fault",), "Bert"),
    ),
    "me": (E("!ik", "!me", ("fault",), "Bert"), E("!ik", "!me", (), "Bert", "about")),
    "note": (
        E("!notitie @Bert kookt", "!note @Bert cooks", ("note",)),
        E(
            "!notitie @Bert kookt",
            "!note @Bert cooks",
            ("Anna: hello", "Anna: note-refused"),
            privately=True,
        ),
    ),
    "notes": (E("!notities", "!notes", ("note",)),),
    "concerns-me": (E("!gaat-over-mij", "!concerns-me", ("fault",)),),
    "withdraw": (E("!intrekken", "!withdraw", ("fault",)),),
    "overview": (E("!overzicht", "!overview", ("help",)),),
    "picture": (E("!beeld", "!picture", ("help",)),),
    "safety": (
        E("!veilig", "!safety", ("safety",)),
        E("!veilig nieuw", "!safety new", ("safety", "hello"), "Faye", "nothing"),
    ),
    "formats": (
        E("!werkvormen", "!formats", ("help",)),
        E("!werkvorm spiegel", "!format mirror", ("help",)),
    ),
    "themes": (
        E("!themas 2", "!themes 2", ("help",)),
        E("!themas", "!themes", ("Anna: hello", "Anna: help"), privately=True),
    ),
    "language": (
        E("!taal en", "!language en", ("help",)),
        E("!taal frans", "!language french", ("fault",)),
    ),
    "what-do-you-know": (
        E("!wat-weet-je", "!what-do-you-know", ("Anna: about-you", "help")),
        E("!wat-weet-je", "!what-do-you-know", ("Anna: hello", "Anna: about-you"), privately=True),
    ),
    "forget-me": (
        E("!vergeet-mij", "!forget-me", ("turn", "Anna: forgotten")),
        E("!vergeet-mij", "!forget-me", ("Anna: hello", "turn", "Anna: forgotten"), privately=True),
    ),
    "away": (
        E("!afwezig tot 3 maart", "!away until 3 March", ("fault",)),
        E(
            "!afwezig tot 3 maart",
            "!away until 3 March",
            ("Anna: hello", "Anna: help"),
            privately=True,
        ),
    ),
    "reminders": (
        E("!herinner aan", "!remind on", ("fault",)),
        E("!herinner aan", "!remind on", ("Anna: hello", "Anna: help"), privately=True),
    ),
    "help": (
        E("!hulp", "!help", ("help",)),
        E("!hulp", "!help", ("Anna: hello", "Anna: help"), privately=True),
    ),
    "crisis": (
        E("!nood", "!crisis", ("crisis",)),
        E("!nood", "!crisis", ("crisis",), "Anna", "nothing"),
        E("!nood", "!crisis", ("Anna: hello", "Anna: crisis"), privately=True),
    ),
    "plan": (
        E(
            "!plan kampvuur elke vrijdag 19:30",
            "!plan campfire every Friday 19:30",
            ("plan-confirm",),
            "Faye",
        ),
        E(
            "!plan kampvuur elke vrijdag 19:30",
            "!plan campfire every Friday 19:30",
            ("fault",),
            "Anna",
        ),
    ),
    "agenda": (E("!agenda", "!agenda", ("agenda",), "Anna", "planned"),),
    "move": (
        E(
            "!verzet 1 zaterdag 20:00",
            "!move 1 Saturday 20:00",
            ("planned", "planned", "poll"),
            "Faye",
            "planned",
        ),
    ),
    "cancel": (E("!afzeggen 1", "!cancel 1", ("planned", "planned"), "Faye", "planned"),),
}


async def stage(at: str, language: Language) -> Stage:
    """A talk that is where it should be. Faye leads without a turn, and Anna is the first to speak."""
    here = Stage(LIBRARY, language, NAMES, ("Faye",))
    people = NAMES[1:]

    async def says(name: str, *words: str) -> None:
        for one in words:
            await here.room.says(here.ids[name], one)

    if at == "nothing":
        return here
    if at == "planned":
        await says("Faye", "!plan kampvuur elke vrijdag 19:30", "!ja")
        return here
    await says("Faye", "!start beraad" if at == "about" else "!start kampvuur Thuis")
    if at == "gathering":
        return here
    for name in people:
        await says(name, "!meedoen")
    await says("Faye", "!volgende")
    if at == "agreements":
        return here
    for name in people:
        await says(name, "!akkoord")
    if at == "paused":
        await says("Bert", "!pauze")
    if at == "done":
        await says("Anna", "!klaar")
    if at == "open":
        while (session := here.room.circle.session) is not None and session.stage_plan.id != "open":
            await says("Faye", "!volgende")
        await says("Anna", "!hand")
    return here


def heard(here: Stage, said: list[Said]) -> tuple[str, ...]:
    """What Kring says, where it is read by one person alone with their name."""
    names = {id: name for name, id in here.ids.items()}
    return tuple(
        ", ".join([names[user] for user in one.to]) + ": " * bool(one.to) + str(one.moment)
        for one in said
    )


def test_there_is_an_example_of_every_command() -> None:
    assert set(EXAMPLES) == {entry.name for entry in CATALOGUE}
    for name, examples in EXAMPLES.items():
        entry = next(one for one in CATALOGUE if one.name == name)
        for one in examples:
            assert one.nl.split()[0].removeprefix("!") in entry.nl
            assert one.en.split()[0].removeprefix("!") in entry.en


@pytest.mark.parametrize("name", EXAMPLES)
async def test_a_command_does_what_it_does_in_a_room(name: CommandName) -> None:
    for one in EXAMPLES[name]:
        for language, words in (("nl", one.nl), ("en", one.en)):
            here = await stage(one.at, "nl" if language == "nl" else "en")
            doing = "privately" if one.privately else "says"
            said = await here.does(Deed(words, doing, one.who, words))  # type: ignore[arg-type]  # one of the two
            assert heard(here, said) == one.heard, words
            assert all(part.words for part in said), "what is said has words"
