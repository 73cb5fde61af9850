"""Whoever came while Kring was saying something reads it: the homeserver shows it to them (R5)."""

from __future__ import annotations

from tests.matrix.conftest import NewKring, NewPerson, circle
from tests.matrix.kring import speech


async def test_who_came_before_a_message_of_which_kring_did_not_know_reads_it(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna, bram = await new_kring(), await new_person("anna"), await new_person("bram")
    cora = await new_person("cora", signed=False)
    room = await circle(kring, anna)
    before = await kring.edge.send(room, speech("ervoor"), "before")
    await kring.hears(await anna.say(room, "ik hoor je"))
    for person in (bram, cora):
        await anna.invite(room, person.user)
        await person.join(room)

    between = await kring.edge.send(room, speech("tussendoor"), "between")
    await kring.hears(await anna.say(room, "nu weet je ervan"))

    read = await bram.transcript.until(lambda h: h.event == between and "body" in h.content)
    assert read.content["body"] == "tussendoor"
    after = await kring.edge.send(room, speech("erna"), "after")
    await bram.transcript.until(lambda h: h.event == after and "body" in h.content)
    await cora.transcript.until(lambda h: h.event == after)
    for person, event in ((bram, before), (cora, between), (cora, after)):
        assert not any(h.event == event and "body" in h.content for h in person.transcript.all())
