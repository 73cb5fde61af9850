"""Kring as a process: it starts, is ready, survives a kill as the same device, and ends when asked."""

from __future__ import annotations

from tests.conftest import NewKring, People


async def test_kring_comes_back_after_a_kill_and_ends_when_asked(
    people: People, kring: NewKring
) -> None:
    samira = await people("Samira")
    bot = await kring()
    room = await samira.create_room(invite=[bot.user])
    await samira.transcript.moment("hello", room=room)

    await bot.kill()
    asked = await samira.say(room, "!hulp")
    await bot.start()

    help = await samira.transcript.moment("help", room=room)
    assert help.encrypted
    assert samira.transcript.position(help) > samira.transcript.position(
        await samira.transcript.until(lambda heard: heard.event == asked)
    )
    assert await bot.terminate() == 0
    assert len(samira.transcript.moments("hello", room=room)) == 1
    assert samira.user not in bot.stderr
    assert room not in bot.stderr
    assert '"action"' in bot.stderr
