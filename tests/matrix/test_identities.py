"""R7, R8: nobody with a new identity gets a key before people were told of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.core.people import EventId, RoomId, UserId
from bot.core.room import NewKey
from bot.demo.person import Person
from bot.matrix.identities import Identities
from bot.matrix.reading import Reading
from bot.matrix.rooms import Room
from bot.matrix.trust import Directory, Identity
from bot.ports import KeysChanged
from tests.identity import resets
from tests.matrix.conftest import NewKring, NewPerson, circle
from tests.matrix.kring import PASSWORD, FakeClock, Kring, speech
from tests.matrix.proxy import Fate, Proxy, Rule

_txn = iter(range(1_000_000))
ANNA, KRING = UserId("@anna:hs"), UserId("@kring:hs")


async def _say(kring: Kring, room: RoomId, text: str) -> EventId:
    return await kring.edge.send(room, speech(text), f"identity-{next(_txn)}")


async def _reads(person: Person, event: EventId) -> str:
    heard = await person.transcript.until(lambda h: h.event == event and "body" in h.content)
    return str(heard.content["body"])


async def _cannot_read(person: Person, event: EventId) -> bool:
    await person.transcript.until(lambda h: h.event == event)
    return not any(h.event == event and "body" in h.content for h in person.transcript.all())


async def _hears_of_it(kring: Kring, room: RoomId) -> None:
    before = sum(where == room and isinstance(it, KeysChanged) for where, it in kring.heard)
    await kring.until(
        lambda: sum(where == room and isinstance(it, KeysChanged) for where, it in kring.heard) > before,
        "keys that changed",
    )  # fmt: skip


async def test_r8_a_new_identity_gets_no_key_until_it_is_accepted(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna, bram = await new_kring(), await new_person("anna"), await new_person("bram")
    room = await circle(kring, anna, bram)
    assert await _reads(bram, await _say(kring, room, "ervoor")) == "ervoor"

    await resets(bram, PASSWORD)
    await _hears_of_it(kring, room)
    (new,) = (await kring.edge.facts(room)).new_keys
    assert new.user == bram.user
    told = await _say(kring, room, "Bram heeft een nieuwe sleutel")
    assert await _reads(anna, told) == "Bram heeft een nieuwe sleutel"
    assert await _cannot_read(bram, told)

    kring.edge.accept(room, NewKey(bram.user, "another one"))
    assert (await kring.edge.facts(room)).new_keys == (new,), "only what was told of is accepted"
    kring.edge.accept(room, new)
    assert await _reads(bram, await _say(kring, room, "erna")) == "erna"
    assert (await kring.edge.facts(room)).new_keys == ()
    assert await _cannot_read(bram, told)


async def test_r8_what_is_known_survives_a_restart_and_is_looked_at_again(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna, bram = await new_kring(), await new_person("anna"), await new_person("bram")
    room = await circle(kring, anna, bram)
    await _say(kring, room, "ervoor")
    await kring.edge.close()

    await resets(bram, PASSWORD)
    kring.edge = kring._edge()
    await kring.open()
    assert [room] == [where for where, it in kring.heard if isinstance(it, KeysChanged)]
    (new,) = (await kring.edge.facts(room)).new_keys
    assert new.user == bram.user
    assert await _cannot_read(bram, await _say(kring, room, "nog niet"))

    kring.edge.accept(room, new)
    await kring.restart()
    assert (await kring.edge.facts(room)).new_keys == ()
    assert await _reads(bram, await _say(kring, room, "weer wel")) == "weer wel"


async def test_r8_a_further_device_of_the_same_identity_is_no_change(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna, bram = await new_kring(), await new_person("anna"), await new_person("bram")
    room = await circle(kring, anna, bram)
    await _say(kring, room, "ervoor")
    tablet = await new_person("bram", user=bram.user, signing=bram.signing)
    await kring.hears(await bram.say(room, "ik heb een tablet"))
    assert (await kring.edge.facts(room)).new_keys == ()
    assert kring.of(KeysChanged) == []
    assert await _reads(tablet, await _say(kring, room, "erna")) == "erna"


async def test_r8_a_homeserver_that_does_not_tell_of_it_gets_no_key_either(
    proxy: Proxy, new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(url=proxy.url), await new_person("anna")
    bram = await new_person("bram")
    room = await circle(kring, anna, bram)
    await _say(kring, room, "ervoor")

    def silent(answer: dict[str, Any]) -> dict[str, Any]:
        answer.pop("device_lists", None)
        return answer

    proxy.add(Rule(r"GET .*/sync", Fate.REWRITE, rewrite=silent))
    await resets(bram, PASSWORD)
    await kring.hears(await bram.say(room, "ik ben het echt"))
    await kring.edge.facts(room)  # asks for everybody's keys, as every start does
    told = await _say(kring, room, "even vragen")
    assert await _cannot_read(bram, told)
    await _hears_of_it(kring, room)


async def test_r8_in_each_room_for_itself(new_kring: NewKring, new_person: NewPerson) -> None:
    kring, anna, bram = await new_kring(), await new_person("anna"), await new_person("bram")
    one, other = await circle(kring, anna, bram), await circle(kring, anna, bram)
    for room in (one, other):
        await _say(kring, room, "ervoor")
    await resets(bram, PASSWORD)
    await _hears_of_it(kring, one)
    (new,) = (await kring.edge.facts(one)).new_keys
    kring.edge.accept(one, new)
    assert await _reads(bram, await _say(kring, one, "hier wel")) == "hier wel"
    assert await _cannot_read(bram, await _say(kring, other, "hier nog niet"))


async def test_r8_who_left_is_forgotten_between_sessions_and_not_sooner(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna, bram = await new_kring(), await new_person("anna"), await new_person("bram")
    room = await circle(kring, anna, bram)
    await _say(kring, room, "ervoor")

    async def leaves_and_returns_as_another(*, forgotten: bool) -> None:
        await bram.leave(room)
        await kring.sees(room, bram.user, joined=False)
        if forgotten:
            await kring.edge.facts(room)
            await kring.edge.forget(room)
        await resets(bram, PASSWORD)
        kring.heard.clear()
        await anna.invite(room, bram.user)
        await bram.join(room)
        await kring.sees(room, bram.user)

    await leaves_and_returns_as_another(forgotten=False)
    assert [new.user for new in (await kring.edge.facts(room)).new_keys] == [bram.user]
    await leaves_and_returns_as_another(forgotten=True)
    assert (await kring.edge.facts(room)).new_keys == ()


async def test_in_a_private_chat_there_is_nobody_to_tell(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    room = await anna.create_room(invite=[kring.user], direct=True)
    await kring.joins(room)
    assert await _reads(anna, await _say(kring, room, "ervoor")) == "ervoor"
    await resets(anna, PASSWORD)
    await kring.hears(await anna.say(room, "ik heb een nieuwe telefoon"))
    assert await _reads(anna, await _say(kring, room, "erna")) == "erna"


class Known:
    """Identities in one room, without a homeserver."""

    def __init__(self, folder: Path, *, private: bool = False) -> None:
        self.folder = folder
        self.private = private
        self.room = Room(RoomId("!r"), encrypted=True)
        self.directory = Directory(_never, FakeClock())
        self.starts()

    def starts(self) -> None:
        """Start, or start again."""
        self.reading = Reading(self.folder / "reading.sqlite")
        self.identities = Identities(
            self.reading, self.directory, KRING, b"secret", lambda _: self.private
        )

    def sees(self, key: str | None) -> None:
        """Anna has this master key now."""
        self.directory._known[ANNA] = Identity(master=key)
        self.identities.look(self.room, [ANNA])

    @property
    def is_known(self) -> bool:
        """Whether Anna may have keys."""
        return self.identities.is_known(self.room, ANNA)

    def ends(self) -> None:
        """End."""
        self.reading.close()


async def _never(*_: object) -> dict[str, Any]:
    raise AssertionError("nothing is asked of a homeserver")


@given(keys=st.lists(st.sampled_from(["m", "n", "o", None, "accept", "restart"]), max_size=20))
def test_r8_whatever_keys_come_only_the_known_one_is_trusted(
    tmp_path_factory: Any, keys: list[str | None]
) -> None:
    known = Known(tmp_path_factory.mktemp("known"))
    trusted: str | None = None
    now: str | None = None
    for step in keys:
        if step == "restart":
            known.ends()
            known.starts()
            known.identities.look(known.room, [ANNA])
        elif step == "accept":
            for new in known.identities.new(known.room, [ANNA]):
                known.identities.accept(known.room.id, new)
                trusted = now
        else:
            known.sees(step)
            now = step if step is not None else now
            trusted = trusted or step
        current = known.directory.identity(ANNA)
        if current is not None and current.master is not None:
            assert known.is_known == (current.master == trusted)
    known.ends()


def test_nothing_of_anybody_stands_in_the_file(tmp_path: Path) -> None:
    known = Known(tmp_path)
    known.sees("a-master-key")
    known.ends()
    for file in tmp_path.iterdir():
        content = file.read_bytes()
        assert b"anna" not in content
        assert b"a-master-key" not in content


def test_what_was_not_handled_is_handed_out_again(tmp_path: Path) -> None:
    known = Known(tmp_path)
    known.sees("m")
    assert known.identities.changed() == ()
    known.sees("n")
    assert known.identities.changed() == (known.room.id,)
    known.identities.settle(handled=False)
    assert known.identities.changed() == (known.room.id,)
    known.identities.settle(handled=True)
    assert known.identities.changed() == ()
    known.sees("n")
    assert known.identities.changed() == ()
    known.ends()
