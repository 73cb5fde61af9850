"""A whole conversation by people who only type sentences and tap: from the words to what Kring says."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from bot.core.effects import Button
from bot.core.events import Language
from bot.core.people import UserId
from bot.formats.loader import load, shipped
from bot.ports import Message, Unsealed
from bot.rehearsal.room import RehearsalRoom, Said, user_ids

NAMES = ("Faye", "Anna", "Bert", "Cor")
MINUTE = 60_000


@dataclass
class Talk:
    """A rehearsal with Faye, who leads without a turn, and three who take part."""

    language: Language = "nl"
    heard: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        people = user_ids(NAMES)
        self.room = RehearsalRoom(load([shipped()]), self.language, people, (people["Faye"],))

    async def say(self, name: str, words: str, *, to: str | None = None) -> list[str]:
        """Somebody types these words, perhaps as a reply to the newest message of another."""
        user = None if to in (None, "Kring") else self.user(to or "")
        target = self.room.newest(user) if to else None
        return self._moments(await self.room.says(self.user(name), words, replies_to=target))

    async def tap(self, name: str, button: Button = Button.DONE) -> list[str]:
        return self._moments(await self.room.taps(self.user(name), button))

    def user(self, name: str) -> UserId:
        return self.room.people[name]

    def _moments(self, said: list[Said]) -> list[str]:
        moments: list[str] = [one.say.moment for one in said if one.say is not None]
        self.heard += moments
        return moments

    @property
    def speaker(self) -> str | None:
        session = self.room.circle.session
        turn = session.turn if session else None
        return next((name for name in NAMES if turn and str(turn.person) == self.user(name)), None)

    @property
    def stage(self) -> str:
        session = self.room.circle.session
        assert session is not None
        return session.stage_plan.id

    async def begun(self, *joining: str) -> None:
        """The campfire in its first round."""
        await self.say("Faye", "!start kampvuur Thuis")
        for name in NAMES[1:]:
            await self.tap(name)
        await self.say("Faye", "volgende" if self.language == "nl" else "next please")
        for name in NAMES[1:]:
            await self.tap(name)
        assert self.speaker == "Anna"


WORDS = {
    "nl": {
        "join": ("ik doe mee!", "Ja graag 🙂", "ik ook"), "next": "we gaan door",
        "agree": ("Akkoord", "ja hoor", "ik ga akkoord."), "done": "dat was m'n verhaal",
        "pass": "ik pas even", "later": "liever als laatste", "no": "nee hoor",
        "voice": ("ik ben cliënt", "Als naaste", "liever geen"), "hand": "mag ik wat zeggen?",
        "pause": "kunnen we even stoppen?", "resume": "we kunnen weer", "line": "dat ik niet alleen ben",
        "word": ("rust", "klaar", "ja"), "more": "toch nog iets",
    },
    "en": {
        "join": ("I'm in!", "Yes please 🙂", "me too"), "next": "let's move on",
        "agree": ("Agreed", "yes", "I agree to this."), "done": "that was my story",
        "pass": "I'll pass this time", "later": "can I go last?", "no": "no thanks",
        "voice": ("I am a client", "as a carer", "none"), "hand": "may I say something?",
        "pause": "can we take a break?", "resume": "we can go on", "line": "that I am not alone",
        "word": ("calm", "done", "yes"), "more": "one more thing",
    },
}  # fmt: skip
STORY = {
    "nl": "Toen ik daar een week was, belde mijn zus en vroeg ze of ik meeging.",
    "en": "When I had been there for a week my sister called, and asked me to come along.",
}


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_the_whole_campfire_by_words_alone(language: Language) -> None:
    talk, words, story = Talk(language), WORDS[language], STORY[language]
    assert await talk.say("Faye", "!start campfire Home") == ["gathering"]
    for name, joins in zip(NAMES[1:], words["join"], strict=True):
        assert await talk.say(name, joins) == []
    assert await talk.say("Faye", str(words["next"])) == ["agreements"]
    agreed = [
        await talk.say(name, yes) for name, yes in zip(NAMES[1:], words["agree"], strict=True)
    ]
    assert agreed == [[], [], ["turn"]]
    # The opening: one tells and adds something, one passes, one goes last.
    await talk.say("Anna", story)
    assert await talk.say("Anna", str(words["done"])) == ["turn"]
    assert await talk.say("Anna", str(words["more"])) == ["turn"]
    assert talk.speaker == "Anna"
    await talk.say("Anna", story)
    await talk.say("Anna", str(words["done"]))
    assert await talk.say("Bert", str(words["later"])) == ["turn"]
    assert await talk.say("Cor", str(words["pause"])) == ["paused"]
    assert await talk.say("Cor", str(words["resume"])) == ["resumed"]
    await talk.say("Cor", story)
    await talk.say("Cor", str(words["done"]))
    assert await talk.say("Bert", str(words["pass"])) == ["turn"]
    assert await talk.say("Bert", str(words["no"])) == ["voices"]
    # From where they speak; then the breaks and the round from the role.
    told = [
        await talk.say(name, voice) for name, voice in zip(NAMES[1:], words["voice"], strict=True)
    ]
    assert told == [[], [], ["stage"]]
    assert await talk.say("Faye", str(words["next"])) == ["turn"]
    for _ in range(3):
        await talk.say(talk.speaker or "", story)
        await talk.say(talk.speaker or "", str(words["done"]))
    assert await talk.say("Faye", str(words["next"])) == ["stage"]
    assert talk.stage == "open"
    # The open floor: by asking, by speaking, by a tap.
    assert await talk.say("Bert", str(words["hand"])) == ["turn"]
    await talk.say("Bert", story)
    assert await talk.say("Bert", str(words["done"])) == []
    assert await talk.say("Cor", story) == ["turn"]
    assert await talk.tap("Anna", Button.HAND) == ["queue"]
    assert await talk.tap("Cor") == ["turn"]
    await talk.say("Anna", str(words["done"]))
    for _ in range(2):
        await talk.say("Faye", str(words["next"]))
    assert await talk.say("Faye", str(words["next"])) == ["turn"]
    assert talk.stage == "harvest"
    for _ in range(3):
        speaker = talk.speaker or ""
        await talk.say(speaker, str(words["line"]))
        last = await talk.say(speaker, str(words["done"]))
    assert last == ["harvest", "check-out"]
    said = [await talk.say(name, word) for name, word in zip(NAMES[1:], words["word"], strict=True)]
    assert said == [[], [], ["after-talk"]]
    assert await talk.say("Faye", "volgende" if language == "nl" else "next") == ["closed"]
    assert "fault" not in talk.heard
    assert "reminder-all" not in talk.heard


async def test_an_answer_to_another_person_is_none_to_kring() -> None:
    talk = Talk()
    await talk.begun()
    await talk.say("Bert", "Was dat thuis, Anna?")
    for words in ("ja", "klaar", "nee", "later", "pauze"):
        assert await talk.say("Anna", words, to="Bert") == []
    assert talk.speaker == "Anna"
    assert await talk.say("Anna", "klaar", to="Kring") == ["turn"]


async def test_commands_in_the_other_language_and_mixed_ones_work() -> None:
    talk = Talk("nl")
    await talk.begun()
    for speaker, words in (
        ("Anna", "!done"), ("Bert", "!pass please"), ("Cor", "Kring, I'm done"), ("Bert", "!klaar hoor"),
    ):  # fmt: skip
        assert talk.speaker == speaker
        await talk.say(speaker, words)
    assert talk.stage == "voices"
    assert await talk.say("Anna", "!role cliënt") == []
    assert await talk.say("Bert", "!rol carer") == []
    assert await talk.say("Cor", "ik ben staff") == ["stage"]
    assert await talk.say("Cor", "!pause even") == ["paused"]
    assert await talk.say("Cor", "!verder please") == ["resumed"]


async def test_who_has_a_name_like_an_answer_is_no_answer() -> None:
    """What people are called changes nothing; what they type does."""
    people = user_ids(("Faye", "Klaar", "Pas", "Volgende"))
    room = RehearsalRoom(load([shipped()]), "nl", people, (people["Faye"],))
    await room.says(people["Faye"], "!start kampvuur Thuis")
    for name in ("Klaar", "Pas", "Volgende"):
        await room.says(people[name], "ik doe mee")
    await room.says(people["Faye"], "volgende")
    for name in ("Klaar", "Pas", "Volgende"):
        await room.says(people[name], "akkoord")
    for words in ("Klaar, hoe was dat?", "Pas jij ook?", "hoi Volgende", "Pas, Volgende en Klaar"):
        assert await room.says(people["Klaar"], words) == []
    [turn] = await room.says(people["Klaar"], "klaar")
    assert turn.say is not None
    assert str(turn.say.person) == people["Pas"]


async def test_a_tap_taken_back_takes_back_what_it_did() -> None:
    talk = Talk()
    await talk.say("Faye", "!start kampvuur Thuis")
    await talk.tap("Anna")
    await talk.room.untaps(talk.user("Anna"), Button.DONE)
    assert [one.standing.value for one in talk.room.circle.people] == ["reader"]
    talk = Talk()
    await talk.begun()
    assert await talk.tap("Anna") == ["turn"]
    back = await talk.room.untaps(talk.user("Anna"), Button.DONE)
    assert [one.say.moment for one in back if one.say] == ["turn"]
    assert talk.speaker == "Anna"


async def test_an_edited_or_removed_word_takes_back_what_it_did() -> None:
    talk = Talk()
    await talk.begun()
    await talk.say("Anna", "klaar")
    event = talk.room.find(talk.user("Anna"), "klaar")
    assert event is not None
    await talk.room.changes(talk.user("Anna"), event, "klaarwakker was ik toen")
    assert talk.speaker == "Anna"
    await talk.say("Anna", "pas")
    event = talk.room.find(talk.user("Anna"), "pas")
    assert event is not None
    await talk.room.removes(talk.user("Anna"), event)
    assert talk.speaker == "Anna"


async def test_an_edited_command_is_not_read_but_a_cry_for_help_is() -> None:
    talk = Talk()
    await talk.begun()
    for words, moments in (("!klaar", []), ("!stop", []), ("klaar", []), ("!nood", ["crisis"])):
        await talk.say("Anna", "een woord")
        event = talk.room.newest(talk.user("Anna"))
        assert event is not None
        said = await talk.room.changes(talk.user("Anna"), event, words)
        assert [one.say.moment for one in said if one.say] == moments
    assert talk.speaker == "Anna"


async def test_outside_encryption_only_a_cry_for_help_is_heard() -> None:
    talk = Talk()
    await talk.begun()
    for number, (words, moments) in enumerate(
        (("!klaar", []), ("klaar", []), ("!stop", []), ("!ja", []), ("!nood", ["crisis"]))
    ):
        event = f"$clear-{number}"
        item = Unsealed(event, talk.room.now, talk.user("Anna"), words)  # type: ignore[arg-type]  # an id
        said = await talk.room._happens(item)
        assert [one.say.moment for one in said if one.say] == moments
    assert talk.speaker == "Anna"
    assert talk.room.circle.calls == ()


async def test_a_message_that_is_only_said_once_counts_once() -> None:
    """The same words again are the same words: a second "klaar" is nobody's."""
    talk = Talk()
    await talk.begun()
    item = Message("$klaar", talk.room.now, talk.user("Anna"), "klaar")  # type: ignore[arg-type]  # an id
    await talk.room._happens(item)
    assert talk.speaker == "Bert"
    await talk.room._happens(item)
    assert talk.speaker == "Bert"


async def test_silence_is_asked_after_and_waited_for() -> None:
    talk = Talk()
    await talk.begun()
    said = await talk.room.passes(3 * MINUTE)
    assert [one.say.moment for one in said if one.say] == ["ask"]
    assert await talk.room.passes(20 * MINUTE) == []
    assert await talk.say("Anna", "ja") == ["turn"]
