"""A workshop in the rehearsal: apart, someone who loses the way, spokespeople, together again."""

from __future__ import annotations

from bot.formats.loader import load, shipped
from bot.rehearsal.room import RehearsalRoom, Said, user_ids

LIBRARY = load([shipped()])
NAMES = ("Faye", "Anna", "Bert", "Cor", "Dina", "Eva", "Gijs")
VOICES = ("cliënt", "naaste", "hulpverlener") * 2


def here(said: list[Said]) -> list[Said]:
    """What Kring says in the room of the circle."""
    return [one for one in said if one.say is not None and one.group is None]


class Workshop:
    """Six people, two of each voice; Faye leads without a turn."""

    def __init__(self) -> None:
        self.people = user_ids(NAMES)
        self.names = {str(user): name for name, user in self.people.items()}
        self.room = RehearsalRoom(LIBRARY, "nl", self.people, (self.people["Faye"],))

    async def says(self, name: str, words: str) -> list[Said]:
        return await self.room.says(self.people[name], words)

    async def apart(self) -> list[Said]:
        """Begin, up to where the circle goes apart."""
        await self.says("Faye", "!start werkplaats iets nieuws")
        for name in NAMES[1:]:
            await self.says(name, "ik doe mee")
        await self.says("Faye", "volgende")
        for name in NAMES[1:]:
            await self.says(name, "akkoord")
        for name, voice in zip(NAMES[1:], VOICES, strict=True):
            await self.says(name, voice)
        return await self.says("Faye", "volgende")

    @property
    def groups(self) -> list[list[str]]:
        session = self.room.circle.session
        assert session is not None
        return [[self.names[str(id)] for id in group.people] for group in session.groups]


async def test_groups_are_mixed_by_voice_and_come_back_to_tell() -> None:
    talk = Workshop()
    said = await talk.apart()
    assert [one.say.moment for one in here(said) if one.say] == ["stage"]
    voices = dict(zip(NAMES[1:], VOICES, strict=True))
    groups = talk.groups
    assert [sorted(voices[name] for name in group) for group in groups] == [sorted(set(VOICES))] * 2
    asked = [one.words or "" for one in said if one.group is not None]
    assert sum("- Wat herken je?" in words for words in asked) == len(groups)

    # Somebody falls out of their group, and is shown the way back where they say so.
    lost = groups[0][0]
    await talk.room.drops(talk.people[lost])
    [way] = here(await talk.says(lost, "ik doe mee"))
    assert way.say is not None
    assert way.say.mention == (talk.people[lost],)

    # What is said in a group is said there alone; who offers tells.
    assert here(await talk.says(groups[1][0], "dit is voor ons groepje")) == []
    for group in groups:
        await talk.says(group[1], "ik")
    [called] = here(await talk.says("Faye", "volgende"))
    assert called.say is not None
    assert set(called.say.mention) == {talk.people[name] for name in NAMES[1:]}
    await talk.room.passes(60_000)
    await talk.room.passes(600_000)

    speaks = {group[1] for group in groups}
    told: set[str] = set()
    while (session := talk.room.circle.session) is not None:
        if session.stage_plan.id == "telling" and session.turn is not None:
            told.add(talk.names[str(session.turn.person)])
        await talk.says("Faye", "!volgende")
    assert told == speaks, "each group is heard, by who offered"
