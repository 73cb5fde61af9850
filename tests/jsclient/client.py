"""An independent client: matrix-js-sdk, the engine of Element, as a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bot.core.people import EventId, RoomId, UserId
from bot.demo.heard import Heard, Transcript
from tests.waiting import until

DRIVER = Path(__file__).with_name("client.mjs")
ANSWER_SECONDS = 60.0


class JsFault(Exception):  # noqa: N818 - the house calls it a fault
    """The client refused or ended; the message is what it said."""


class JsClient:
    """Somebody with a strict client: ``async with JsClient(url, user, password) as noor``.

    ``strict`` shares keys with and shows messages of cross-signed devices only (MSC4153).
    ``transcript`` is what it decrypted; an event that cannot be read is in ``unreadable`` too.
    """

    def __init__(
        self,
        homeserver: str,
        user: UserId,
        password: str,
        *,
        strict: bool = True,
        signed: bool = True,
    ) -> None:
        self.user = user
        self.device = ""
        self.transcript = Transcript()
        self.unreadable: dict[EventId, str] = {}
        self._login = {
            "homeserver": homeserver,
            "user": user,
            "password": password,
            "strict": strict,
            "signed": signed,
        }
        self._numbers = itertools.count(1)
        self._asked: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Start, log in, sign the device and listen. Raises JsFault when it cannot."""
        self._process = await asyncio.create_subprocess_exec(
            "node", str(DRIVER),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE, start_new_session=True, limit=2**24,
        )  # fmt: skip
        self._reading = asyncio.create_task(self._read(self._process))
        try:
            self.device = (await self._ask("open", **self._login))["device"]
        except BaseException:
            await self.__aexit__(None, None, None)
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process."""
        assert self._process is not None
        assert self._reading is not None
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        await self._reading

    async def join(self, room: RoomId) -> None:
        """Join a room."""
        await self._ask("join", room=room)

    async def leave(self, room: RoomId) -> None:
        """Leave a room."""
        await self._ask("leave", room=room)

    async def say(self, room: RoomId, text: str, *, mentions: Sequence[UserId] = ()) -> EventId:
        """Say something."""
        answer = await self._ask("say", room=room, text=text, mentions=list(mentions))
        return EventId(answer["event"])

    async def tap(self, room: RoomId, event: EventId, emoji: str) -> EventId:
        """React to a message."""
        return EventId((await self._ask("tap", room=room, target=event, key=emoji))["event"])

    async def polls(self, room: RoomId) -> list[dict[str, Any]]:
        """Return the polls of a room as the library models them: ``question``, ``answers`` (id and
        text), ``most``, ``kind``, ``ended``, and ``votes`` (what each user answered last).
        """
        polls: list[dict[str, Any]] = (await self._ask("polls", room=room))["polls"]
        return polls

    async def vote(self, room: RoomId, poll: EventId, *answers: str) -> EventId:
        """Answer a poll; no answers take the answer back."""
        answer = await self._ask("vote", room=room, target=poll, answers=list(answers))
        return EventId(answer["event"])

    async def redact(self, room: RoomId, event: EventId) -> None:
        """Remove a message or take back a reaction."""
        await self._ask("redact", room=room, target=event)

    async def reads(self, event: EventId, *, seconds: float = ANSWER_SECONDS) -> Heard:
        """Return an event once this client can read it."""
        return await self.transcript.until(
            lambda heard: heard.event == event and event not in self.unreadable, seconds=seconds
        )

    async def shows(self, event: EventId, words: str) -> str:
        """Wait until a message reads so, as this client shows it with its edits; return its text."""
        shown = ""
        room = (await self.reads(event)).room

        async def so() -> bool:
            nonlocal shown
            shown = (await self._ask("shown", room=room, target=event))["body"]
            return words in shown

        await until(so, "an edited message")
        return shown

    async def cannot_read(self, event: EventId, *, seconds: float = ANSWER_SECONDS) -> str:
        """Return why this client cannot read an event, once it has tried."""
        await self.transcript.until_so(
            lambda: event in self.unreadable, "a message that cannot be read", seconds
        )
        return self.unreadable[event]

    async def _ask(self, do: str, **wish: object) -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdin is not None
        number = next(self._numbers)
        self._asked[number] = asyncio.get_running_loop().create_future()
        line = json.dumps({"id": number, "do": do, **wish})
        self._process.stdin.write(line.encode() + b"\n")
        try:
            answer = await asyncio.wait_for(self._asked[number], ANSWER_SECONDS)
        finally:
            del self._asked[number]
        if "fault" in answer:
            raise JsFault(f"{do}: {answer['fault']}")
        return answer

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        assert process.stderr is not None
        fault: Exception
        try:
            async for line in process.stdout:
                await self._take(json.loads(line))
        except Exception as broken:
            process.kill()
            fault = broken
        else:
            last = (await process.stderr.read()).decode(errors="replace").strip().splitlines()
            fault = JsFault(f"the client ended: {' | '.join(last[-5:])}")
        for asked in self._asked.values():
            if not asked.done():
                asked.set_exception(fault)
        await self.transcript.end(fault)

    async def _take(self, said: dict[str, Any]) -> None:
        if "answer" in said:
            asked = self._asked.get(said["answer"])
            if asked is not None and not asked.done():
                asked.set_result(said)
            return
        failure = said["event"].pop("failure")
        heard = Heard(**said["event"])
        if failure is None:
            self.unreadable.pop(heard.event, None)
        else:
            self.unreadable[heard.event] = failure
        await self.transcript.add([heard])
