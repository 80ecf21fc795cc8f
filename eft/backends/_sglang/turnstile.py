"""Requests and weight updates take turns: an update closes the turnstile, and may wait until what is inside has left."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager
from typing import Generic, TypeVar

Ticket = TypeVar("Ticket", bound=Hashable)


class Turnstile(Generic[Ticket]):
    """Of one event loop at a time. closings: how often it has been closed."""

    def __init__(self) -> None:
        self.closings = 0
        self._inside: Counter[Ticket] = Counter()
        self._open = True
        self._loop: asyncio.AbstractEventLoop | None = None
        self._turn = asyncio.Condition()
        self._changing, self._starting = asyncio.Lock(), asyncio.Lock()

    @property
    def starting(self) -> asyncio.Lock:
        """Held by whoever meets the servers for the first time."""
        self._bind()
        return self._starting

    @property
    def changing(self) -> asyncio.Lock:
        """Held by whoever changes what a server serves. Taken after `closed`, never before it: somebody inside may be waiting for it."""
        self._bind()
        return self._changing

    def _bind(self) -> asyncio.Condition:
        loop = asyncio.get_running_loop()
        if loop is not self._loop:  # whatever waited in an earlier loop has ended with it
            self._loop, self._turn, self._changing, self._starting = loop, asyncio.Condition(), asyncio.Lock(), asyncio.Lock()
            self._inside, self._open = Counter(), True
        return self._turn

    @asynccontextmanager
    async def passing(self, ticket: Callable[[], Ticket]) -> AsyncIterator[Ticket]:
        """Enter when it is open; `ticket` is called on entry and says what this passage uses."""
        turn = self._bind()
        async with turn:
            await turn.wait_for(lambda: self._open)
            held = ticket()
            self._inside[held] += 1
        try:
            yield held
        finally:
            self._inside[held] -= 1
            await asyncio.shield(self._tell(turn))

    @staticmethod
    async def _tell(turn: asyncio.Condition) -> None:
        async with turn:
            turn.notify_all()

    @asynccontextmanager
    async def closed(self, drain: bool) -> AsyncIterator[None]:
        """Nobody enters meanwhile; with `drain` it starts when everybody has left."""
        turn = self._bind()
        async with turn:
            await turn.wait_for(lambda: self._open)
            self._open = False
            self.closings += 1
        try:
            if drain:
                async with turn:
                    await turn.wait_for(lambda: not any(self._inside.values()))
            yield
        finally:
            self._open = True
            await asyncio.shield(self._tell(turn))

    async def unused(self, ticket: Ticket) -> None:
        """Wait until nobody inside holds `ticket`."""
        turn = self._bind()
        async with turn:
            await turn.wait_for(lambda: not self._inside[ticket])
