"""The nine formats of sides, scales and stories, played through the law: what their methods promise."""

from __future__ import annotations

from bot.core.circle import Round
from bot.core.effects import Button
from bot.formats.loader import load, shipped
from bot.rehearsal.room import RehearsalRoom, Said, user_ids

LIBRARY = load([shipped()])


class Played:
    """A room in which a shipped format is held; ``Els`` leads."""

    def __init__(self, *names: str) -> None:
        self.ids = user_ids(("Els", *names))
        self.names = names
        self.room = RehearsalRoom(LIBRARY, "nl", self.ids, (self.ids["Els"],))

    async def begins(self, start: str, *readers: str) -> list[Said]:
        """All but Els and the readers join and agree."""
        await self.says("Els", start)
        taking_part = [name for name in self.names if name not in readers]
        for name in taking_part:
            await self.room.taps(self.ids[name], Button.DONE)
        await self.says("Els", "!volgende")
        said: list[Said] = []
        for name in taking_part:
            said = await self.room.taps(self.ids[name], Button.DONE)
        return said

    async def says(self, name: str, words: str) -> list[Said]:
        return await self.room.says(self.ids[name], words)

    async def next(self) -> list[Said]:
        return await self.says("Els", "!volgende")

    async def leads_to(self, stage: str) -> None:
        """Lead on until this stage."""
        for _ in range(200):
            if self.stage == stage:
                return
            await self.next()
        raise AssertionError(f"never came to {stage}")

    @property
    def stage(self) -> str:
        session = self.room.circle.session
        assert session is not None
        return session.stage_plan.id

    @property
    def speaker(self) -> str | None:
        session = self.room.circle.session
        turn = session.turn if session else None
        names = {str(id): name for name, id in self.ids.items()}
        return names[turn.person] if turn else None

    @property
    def heard(self) -> str:
        """All that Kring said."""
        return "\n".join(one.words or "" for one in self.room.lines if one.say is not None)


async def test_a_mirror_turns_and_the_inner_circle_is_heard_last() -> None:
    mirror = Played("Anna", "Bert", "Cor", "Dina", "Eva", "Gijs")
    await mirror.begins("!start spiegel Het weekend")
    for name in ("Anna", "Bert", "Cor"):
        await mirror.says(name, "ik vertel")
    for name in ("Dina", "Eva", "Gijs"):
        await mirror.says(name, "ik luister")
    spoke: dict[str, list[str]] = {}
    while mirror.room.circle.session is not None:
        speaker = mirror.speaker
        if speaker is None:
            await mirror.next()
            continue
        spoke.setdefault(mirror.stage, []).append(speaker)
        await mirror.says(speaker, f"regel van {speaker}")
        await mirror.says(speaker, "klaar")
    inner, outer = ["Anna", "Bert", "Cor"], ["Dina", "Eva", "Gijs"]
    assert spoke == {
        "strengths": inner, "improvements": inner, "wishes": inner,
        "turned": outer, "letter": outer, "last-word": inner,
    }  # fmt: skip
    assert "Een brief van de buitenkring" in mirror.heard
    assert "regel van Dina" in mirror.heard
    assert "regel van Anna" not in mirror.heard, "who told is repeated nowhere"


async def test_a_listener_disturbs_nobody_and_is_told_when_their_time_comes() -> None:
    mirror = Played("Anna", "Bert", "Cor", "Dina", "Eva", "Gijs")
    await mirror.begins("!start spiegel")
    for name in ("Anna", "Bert", "Cor"):
        await mirror.says(name, "ja")
    await mirror.leads_to("strengths")
    [answer] = await mirror.says("Dina", "!hand")
    assert "Straks is er ruimte voor jou" in (answer.words or "")
    assert mirror.speaker == "Anna"
    words = "Ik wil hier graag iets tegenin brengen, want zo is het niet gegaan."
    [reminder] = await mirror.says("Dina", words)
    assert reminder.say is not None
    assert reminder.say.moment == "reminder-all"
    assert "Dina" not in (reminder.words or "")


async def test_a_mirror_waits_for_its_inner_circle() -> None:
    mirror = Played("Anna", "Bert", "Cor", "Dina", "Eva", "Gijs")
    await mirror.begins("!start spiegel")
    for name in ("Anna", "Bert", "Cor"):
        await mirror.says(name, "ik vertel")
    await mirror.leads_to("turned")
    for name in ("Anna", "Bert", "Cor"):
        said = await mirror.room.goes(mirror.ids[name])
    await mirror.says("Dina", "klaar")
    session = mirror.room.circle.session
    assert session is not None
    assert session.pause is not None
    assert session.pause.awaits
    assert "Anna" not in " ".join(one.words or "" for one in said)


async def test_a_webinar_of_sixty_goes_on_while_people_come() -> None:
    names = [f"Gast{number}" for number in range(60)]
    webinar = Played(*names)
    late = names[-5:]
    webinar.room.present -= {webinar.ids[name] for name in late}
    await webinar.begins("!start webinar", *late)
    assert webinar.stage == "theme"
    for number, name in enumerate(names[:-5]):
        await webinar.says(name, str(1 + number % 2))
    assert "28 keer gekozen" in webinar.heard
    await webinar.leads_to("story")
    await webinar.says("Gast3", "hand")
    assert webinar.speaker == "Gast3"
    for name in late:
        said = await webinar.room.comes(webinar.ids[name])
        assert "We wachten even" not in (said[0].words or "")
        await webinar.says(name, "akkoord")
    await webinar.says("Gast3", "Ik vertel hoe het begon, thuis aan de keukentafel.")
    await webinar.says("Gast3", "klaar")
    assert webinar.stage == "open", "one story, and nobody was waited for"
    for name in ("Gast9", late[0]):
        await webinar.says(name, "hand")
    assert webinar.speaker == "Gast9"
    await webinar.says("Gast9", "klaar")
    assert webinar.speaker == late[0]
    await webinar.leads_to("closing")
    stage = webinar.room.circle.session.stage if webinar.room.circle.session else None
    assert isinstance(stage, Round)
    assert stage.free, "sixty people are not called one by one"
    await webinar.says("Gast1", "Ik neem een keukentafel mee.")
    await webinar.says("Gast1", "klaar")
    await webinar.next()
    assert "- Gast1: Ik neem een keukentafel mee." in webinar.heard


async def test_a_webinar_of_six_calls_everyone_for_the_closing_round() -> None:
    webinar = Played("Anna", "Bert", "Cor", "Dina", "Eva", "Gijs")
    await webinar.begins("!start webinar")
    await webinar.leads_to("closing")
    assert webinar.speaker == "Anna"


async def in_network() -> Played:
    """Anna asked for help; Bert is her brother, Cor and Dina work, Eva told no role."""
    network = Played("Anna", "Bert", "Cor", "Dina", "Eva")
    await network.begins("!start netwerkgesprek")
    await network.says("Anna", "ik")
    for name in ("Bert", "Cor", "Dina", "Eva"):
        await network.says(name, "nee")
    for name, role in (("Anna", "pas"), ("Bert", "naaste"), ("Cor", "hulpverlener"),
                       ("Dina", "ervaringsdeskundige"), ("Eva", "pas")):  # fmt: skip
        await network.says(name, role)
    assert network.stage == "why"
    return network


async def test_a_network_reflects_only_with_a_yes_and_answers() -> None:
    network = await in_network()
    await network.leads_to("may-we")
    await network.says("Bert", "nee")
    await network.says("Eva", "ja")
    await network.says("Anna", "ja")
    assert network.stage == "reflecting"
    await network.says("Bert", "Mag ik daar even iets over zeggen, want ik zie het anders.")
    assert network.speaker is None, "the network listens"
    await network.says("Cor", "Ik vraag me af wat er gebeurt als het stil is.")
    assert network.speaker == "Cor"
    await network.says("Cor", "klaar")
    await network.room.passes(11 * 60_000)
    assert network.stage == "answer"
    assert network.speaker == "Anna"


async def test_a_network_that_does_not_want_it_goes_on_without() -> None:
    network = await in_network()
    await network.leads_to("may-we")
    for name in ("Bert", "Eva"):
        await network.says(name, "ja")
    await network.says("Anna", "nee")
    assert network.stage == "next-steps"
    await network.leads_to("decision")
    assert network.speaker == "Anna", "the one it is about decides"


async def test_a_network_says_once_that_workers_are_missing() -> None:
    network = Played("Anna", "Bert", "Cor", "Dina")
    await network.begins("!start netwerkgesprek")
    await network.says("Anna", "ik")
    await network.next()
    assert network.stage == "roles"
    for name in ("Anna", "Bert", "Dina"):
        await network.says(name, "pas")
    [said] = await network.says("Cor", "hulpverlener")
    assert "minstens 2 hulpverleners" in (said.words or "")
    await network.says("Dina", "!rol ervaringsdeskundige")
    assert network.stage == "why"


async def test_a_monitor_shows_change_and_keeps_nothing_but_totals() -> None:
    names = ("Anna", "Bert", "Cor", "Dina", "Eva", "Gijs")
    monitor = Played(*names)
    for scores in ("443322", "554433"):
        await monitor.begins("!start monitor")
        for _ in range(5):
            for name, score in zip(names, scores, strict=True):
                await monitor.says(name, score)
        assert monitor.stage == "attention"
        await monitor.says("Els", "!stop")
    assert "Gemiddeld is dat 4,0. De vorige keer was het 3,0." in monitor.heard
    circle = monitor.room.circle
    assert [total.item for total in circle.monitor] == [
        f"monitor.{item}" for item in ("together", "contact", "speaking-up", "fear", "hope")
    ]
    assert {(total.answers, total.sum) for total in circle.monitor} == {(6, 24)}
    assert not any(str(id) in repr(circle) for id in monitor.ids.values()), "never who gave what"


async def test_a_monitor_of_few_shows_nothing() -> None:
    monitor = Played("Anna", "Bert", "Cor", "Dina", "Eva")
    await monitor.begins("!start monitor")
    for name in ("Anna", "Bert", "Cor", "Dina"):
        await monitor.says(name, "5")
    await monitor.says("Eva", "pas")
    assert "minder dan vijf antwoorden" in monitor.heard
    assert monitor.room.circle.monitor == ()


async def test_presence_waits_for_the_one_who_tells() -> None:
    presence = Played("Anna", "Bert", "Cor")
    await presence.begins("!start presentie")
    await presence.says("Anna", "ik vertel")
    [full] = await presence.says("Bert", "!ik")
    assert "genoeg mensen die vertellen" in (full.words or "")
    for name in ("Bert", "Cor"):
        await presence.says(name, "ik luister")
    assert presence.speaker == "Anna"
    await presence.leads_to("counts")
    assert presence.speaker == "Bert"
    await presence.room.goes(presence.ids["Anna"])
    await presence.says("Bert", "klaar")
    session = presence.room.circle.session
    assert session is not None
    assert session.pause is not None
    assert session.pause.awaits


async def test_a_story_is_told_by_who_wants_to_and_named_by_who_told() -> None:
    story = Played("Anna", "Bert", "Cor")
    await story.begins("!start verhaal")
    await story.leads_to("telling")
    assert story.speaker is None
    await story.says("Cor", "Op een dag ging de bel, en er stond iemand met soep.")
    assert story.speaker == "Cor"
    await story.says("Cor", "klaar")
    for name in ("Anna", "Bert"):
        await story.says(name, "pas")
    assert story.stage == "break-halfway"
    await story.leads_to("naming")
    await story.says("Anna", "pas")
    await story.says("Bert", "pas")
    await story.says("Cor", "Soep")
    await story.says("Cor", "klaar")
    await story.leads_to("check-out")
    assert "Dit zijn de verhalen van vandaag:\n\n- Cor: Soep" in story.heard
