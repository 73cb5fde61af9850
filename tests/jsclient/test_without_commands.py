"""Nobody needs a command: the whole campfire by taps and sentences, in the engine of Element.

All who take part have a strict client of matrix-js-sdk. The facilitator types one command, the
start; everything else anybody does is a tap or plain words.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.core.events import Language
from bot.core.people import RoomId
from bot.demo.heard import Heard
from bot.formats.loader import load, shipped
from tests.acceptance import contract
from tests.acceptance.conftest import nothing_leaked
from tests.conftest import NewKring, People
from tests.jsclient.client import JsClient
from tests.jsclient.conftest import JsPeople


@dataclass(frozen=True)
class Words:
    """What is typed. ``stories`` are told in the first round and by raised hands."""

    start: str
    joins: str
    agrees: str
    later: str
    done: str
    passes: str
    pause: str
    resume: str
    next: str
    voices: tuple[str, str]
    hand: str
    stories: tuple[str, ...]
    line: str
    out: tuple[str, str, str]
    after: str


WORDS: dict[Language, Words] = {
    "nl": Words(
        start="!start kampvuur Buren",
        joins="ik doe ook mee",
        agrees="oké, akkoord",
        later="liever later",
        done="dat was het",
        passes="ik pas",
        pause="pauze graag",
        resume="we kunnen weer verder",
        next="volgende",
        voices=("cliënt", "ik ben naaste en hulpverlener"),
        hand="mag ik wat zeggen",
        stories=(
            "Mijn buurvrouw zet elke zaterdag een emmer dahlia's op de galerij.",
            "Ik heb haar nooit gevraagd voor wie ze zijn, en toch pak ik er een.",
            "Bij ons op de trap groet niemand, behalve de hond van drie hoog.",
            "Ik begin morgen met groeten, ook de hond.",
        ),
        line="Een dahlia terugbrengen.",
        out=("rustig", "vol", "wakker"),
        after="Wie loopt er straks mee naar de bloemenkraam?",
    ),
    "en": Words(
        start="!start campfire Neighbours",
        joins="I would like to join",
        agrees="ok, I agree",
        later="rather later",
        done="that was it",
        passes="I pass",
        pause="can we have a break",
        resume="we can go on",
        next="next please",
        voices=("client", "I am a close one and a professional"),
        hand="may I say something",
        stories=(
            "My neighbour puts a bucket of dahlias on the gallery every Saturday.",
            "I never asked her who they are for, and still I take one.",
            "On our stairs nobody says hello, except the dog from the third floor.",
            "Tomorrow I start saying hello, to the dog as well.",
        ),
        line="Bringing back one dahlia.",
        out=("calm", "full", "awake"),
        after="Who will walk along to the flower stall later?",
    ),
}


class Fire:
    """The room, as three people with strict clients see it."""

    def __init__(self, room: RoomId, *people: JsClient) -> None:
        self.room = room
        self.people = people
        self.said: list[str] = []
        self._position = 0

    async def says(self, person: JsClient, words: str) -> None:
        self.said.append(words)
        await person.say(self.room, words)

    async def hears(self, moment: str, person: JsClient | None = None) -> Heard:
        """Wait for Kring's next message, which everybody must be able to read."""
        first = self.people[0]
        heard = await first.transcript.until(
            lambda one: one.room == self.room and one.moment is not None and one.replaces is None,
            after=self._position,
            what=f"moment {moment}",
        )
        self._position = first.transcript.position(heard)
        assert heard.moment == moment, f"{heard.moment} instead of {moment}: {heard.body}"
        if person is not None:
            assert heard.block["person"] == person.user, heard.body
        for other in self.people[1:]:
            await other.reads(heard.event)
        return heard

    async def taps(self, person: JsClient, heard: Heard, emoji: str = "✅") -> None:
        await person.tap(self.room, heard.event, emoji)


@pytest.mark.parametrize("language", ["nl", pytest.param("en", marks=pytest.mark.campaign)])
async def test_the_whole_campfire_by_taps_and_sentences(  # noqa: PLR0915 - one conversation
    language: Language, people: People, js_people: JsPeople, kring: NewKring
) -> None:
    words = WORDS[language]
    host = await people("Hedda")
    noor, adem, lies = [await js_people(name) for name in ("Noor", "Adem", "Lies")]
    bot = await kring(language=language, prompts=())
    room = await host.create_room(invite=[noor.user, adem.user, lies.user], powers={lies.user: 50})
    for person in (noor, adem, lies):
        await person.join(room)
    await host.invite(room, bot.user)  # she made the room, and only reads along
    fire = Fire(room, noor, adem, lies)
    await fire.hears("hello")

    await lies.say(room, words.start)
    gathering = await fire.hears("gathering")
    await fire.taps(noor, gathering)
    await fire.says(adem, words.joins)
    await fire.taps(lies, gathering)
    await fire.says(lies, words.next)
    agreements = await fire.hears("agreements")
    await fire.taps(noor, agreements)
    await fire.says(adem, words.agrees)
    await fire.taps(lies, agreements)

    # As human beings: one tells, one would rather be last, one passes and is asked once more.
    turn = await fire.hears("turn", noor)
    await fire.says(noor, words.later)
    turn = await fire.hears("turn", adem)
    await fire.says(adem, words.stories[2])
    await fire.says(noor, words.pause)
    await fire.hears("paused")
    await fire.says(noor, words.resume)
    await fire.hears("resumed")
    await fire.says(adem, words.done)
    turn = await fire.hears("turn", lies)
    await fire.says(lies, words.passes)
    turn = await fire.hears("turn", noor)
    await fire.says(noor, words.stories[0])
    await fire.says(noor, words.stories[1])
    await fire.taps(noor, turn)
    turn = await fire.hears("turn", lies)
    await fire.taps(lies, turn, "⏭️")

    asked = await fire.hears("voices")
    await fire.says(noor, words.voices[0])
    await fire.says(adem, words.voices[1])
    await fire.taps(lies, asked, "⏭️")
    await fire.hears("stage")
    await fire.says(lies, words.next)

    # From the role.
    for _ in fire.people:
        turn = await fire.hears("turn")
        speaker = next(one for one in fire.people if one.user == turn.block["person"])
        await fire.taps(speaker, turn)
    await fire.hears("stage")
    await fire.says(lies, words.next)

    # The floor is free.
    await fire.hears("stage")
    await fire.says(adem, words.hand)
    turn = await fire.hears("turn", adem)
    await fire.says(adem, words.stories[3])
    await fire.says(noor, words.hand)
    await fire.hears("queue")
    await fire.taps(adem, turn)
    turn = await fire.hears("turn", noor)
    await fire.says(noor, words.done)
    await fire.says(lies, words.next)
    await fire.hears("stage")
    await fire.says(lies, words.next)
    await fire.hears("stage")
    await fire.says(lies, words.next)

    # The harvest, in which two pass.
    turn = await fire.hears("turn", noor)
    await fire.says(noor, words.line)
    await fire.taps(noor, turn)
    for _ in range(4):
        turn = await fire.hears("turn")
        speaker = next(one for one in fire.people if one.user == turn.block["person"])
        await fire.says(speaker, words.passes)
    harvest = await fire.hears("harvest")
    assert words.line in harvest.body
    await fire.hears("check-out")
    for person, word in zip(fire.people, words.out, strict=True):
        await fire.says(person, word)
    await fire.hears("after-talk")
    await fire.says(adem, words.after)
    await fire.says(lies, words.next)
    closed = await fire.hears("closed")
    assert (
        load([shipped()]).texts(language)["campfire.closed"].forms[0].split(".")[0] in closed.body
    )

    assert not [one for one in fire.said if one.startswith("!")], "nobody typed a command"
    for person in fire.people:
        assert not person.unreadable
        contract.check(person.transcript.all(), bot.user, room)
        assert not person.transcript.moments("fault")
    nothing_leaked(bot, [one for one in fire.said if len(one) > 20], [])
