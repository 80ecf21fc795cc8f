"""Servers of the same model: which one is asked, which is left out and why, and how it comes back.

The least loaded by our own count is asked. A server that breaks a connection, or that serves other weights, is left out
until it answers /health and has the current weights again.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Collection, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from eft.backends._client import BODY_BYTES, Again, Bounds, Connections, Patience, Refused, exchange, insist
from eft.keys import hide
from eft.types import InfrastructureError, UserError

ABORT_S = 5.0  # seconds that telling a server to stop a request may take
ASK_S = 30.0  # seconds for an answer about the server itself
MISSED = 2  # looks without an answer in a row that make a server a frozen one


@dataclass(eq=False)
class Server:
    """key opens generation, admin_key the rest (where it is empty, key does). out: why it is not asked; empty in service."""

    url: str
    key: str = field(default="", repr=False)
    admin_key: str = field(default="", repr=False)
    in_flight: int = 0
    out: str = "not asked yet"
    looked: float = float("-inf")  # time.monotonic() of the last look at it
    look: asyncio.Task[None] | None = None
    pulse: asyncio.Task[str] | None = None  # while requests are under way


class Pool:
    """admit: brings a server that answers to the current weights, or raises Again, Refused or UserError. pulse_s: between two looks at a
    server that has requests under way, and for each of them."""

    def __init__(self, connections: Connections, patience: Patience, recheck_s: float, sync_timeout_s: float, pulse_s: float) -> None:
        self.servers: list[Server] = []
        self.admit: Callable[[Server], Awaitable[None]] = _never
        self._connections, self._patience = connections, patience
        self._recheck_s, self._sync_timeout_s, self._pulse_s = recheck_s, sync_timeout_s, pulse_s

    async def call(
        self,
        server: Server,
        path: str,
        body: Any = None,
        *,
        admin: bool = False,
        get: bool = False,
        timeout_s: float | None = ASK_S,
        max_bytes: int = BODY_BYTES,
    ) -> bytes:
        """The body of a 200. Raises Again or Refused; a lost connection leaves the server out. timeout_s None: the caller keeps time."""
        key = server.admin_key or server.key if admin else server.key
        bounds = Bounds(None, timeout_s, max_bytes)
        try:
            response = await exchange(self._connections.open(), "GET" if get else "POST", f"{server.url}{path}", bounds, body, key)
        except Again as error:
            self.leave_out(server, hide(str(error), server.key, server.admin_key))
            raise Again(f"{server.url}: {server.out}") from None
        except Refused as error:
            raise Refused(hide(f"{server.url}: {error}", server.key, server.admin_key)) from None
        try:
            return response.check(key)
        except Again as error:
            raise Again(hide(f"{server.url}: {error}", server.key, server.admin_key), error.after_s) from None
        except Refused as error:
            raise Refused(hide(f"{server.url}: {error}", server.key, server.admin_key)) from None

    async def watched(self, server: Server, call: Coroutine[Any, Any, bytes]) -> bytes:
        """What `call` gives; Again if the server shows no sign of life meanwhile, for it may be silent for long without being frozen."""
        asking, pulse = asyncio.create_task(call), self._feel(server)
        try:
            await asyncio.wait({asking, pulse}, return_when=asyncio.FIRST_COMPLETED)
            if asking.done():
                return asking.result()
            self.leave_out(server, pulse.result())
            raise Again(f"{server.url}: {server.out}")
        finally:
            asking.cancel()
            await asyncio.wait({asking})
            if not asking.cancelled():
                asking.exception()  # looked at, or the loop complains

    def rest(self, server: Server) -> None:
        """Nothing is under way on the server any more: stop looking at it."""
        if server.pulse is not None and server.pulse.get_loop() is asyncio.get_running_loop():
            server.pulse.cancel()
        server.pulse = None

    def _feel(self, server: Server) -> asyncio.Task[str]:
        """The one task that looks at a server with requests under way; it ends with what is wrong."""
        loop = asyncio.get_running_loop()
        if server.pulse is None or server.pulse.done() or server.pulse.get_loop() is not loop:
            server.pulse = loop.create_task(self._pulse(server))
        return server.pulse

    async def _pulse(self, server: Server) -> str:
        """Any answer to /health is a sign of life, also that it is not well: what it works on has a deadline of its own."""
        missed, bounds = 0, Bounds(None, self._pulse_s)
        while True:
            await asyncio.sleep(self._pulse_s)
            try:
                await exchange(self._connections.open(), "GET", f"{server.url}/health", bounds, key=server.key)
                missed = 0
            except Refused:
                missed = 0
            except Again as error:
                missed += 1
                if missed == MISSED:
                    return f"frozen: {MISSED} looks without an answer, {hide(str(error), server.key)}"

    async def ask(self, server: Server, path: str, *, admin: bool = False) -> dict[str, Any]:
        """A JSON object by GET."""
        return _object(await self.call(server, path, admin=admin, get=True), server, path)

    async def order(self, server: Server, path: str, body: Any) -> dict[str, Any]:
        """An administrative POST, tried again like any other; it must be harmless to repeat."""

        data = await insist(lambda: self.post(server, path, body), self._patience)
        return _object(data, server, path)

    async def post(self, server: Server, path: str, body: Any) -> bytes:
        """An administrative POST, once."""
        return await self.call(server, path, body, admin=True, timeout_s=self._sync_timeout_s)

    async def stop(self, server: Server, rid: str) -> None:
        """Tell a server to give up a request; a failure to do so is no news."""
        with suppress(Again, Refused, TimeoutError):
            async with asyncio.timeout(ABORT_S):
                await self.call(server, "/abort_request", {"rid": rid}, admin=True, timeout_s=ABORT_S)

    def leave_out(self, server: Server, why: str) -> None:
        """Ask it no more until a look at it succeeds."""
        server.out = why

    async def take(self, avoid: Collection[Server]) -> Server:
        """The least loaded server in service, one of `avoid` only if there is no other. Raises Again if none is in service."""
        nobody = all(server.out for server in self.servers)
        for server in self.servers:
            if server.out and (nobody or time.monotonic() - server.looked >= self._recheck_s):
                self._look_at(server)
        if nobody:
            looks = [server.look for server in self.servers if server.look is not None and not server.look.done()]
            if looks:
                await asyncio.wait(looks)
        ready = [server for server in self.servers if not server.out]
        if not ready:
            raise Again(f"no server is in service: {self.state()}")
        return min([server for server in ready if server not in avoid] or ready, key=lambda server: server.in_flight)

    def state(self) -> str:
        """Why servers are out: one line."""
        return "; ".join(f"{server.url} {server.out}" for server in self.servers if server.out)

    async def everywhere(self, action: Callable[[Server], Awaitable[None]], what: str) -> None:
        """Do it on all servers at once; one that fails is left out. InfrastructureError if it fails on all of them."""
        done = await asyncio.gather(*(action(server) for server in self.servers), return_exceptions=True)
        for server, error in zip(self.servers, done, strict=True):
            if isinstance(error, (Again, Refused)):
                self.leave_out(server, str(error).removeprefix(f"{server.url}: "))
            elif error is not None:
                raise error
            else:
                server.out = ""
        if all(server.out for server in self.servers):
            raise InfrastructureError(f"{what}: {self.state()}")

    async def close(self) -> None:
        """End the looks that are under way."""
        for server in self.servers:
            self.rest(server)
        looks = [server.look for server in self.servers if server.look is not None and not server.look.done()]
        for look in looks:
            if look.get_loop() is asyncio.get_running_loop():
                look.cancel()
                with suppress(asyncio.CancelledError):
                    await look

    def _look_at(self, server: Server) -> None:
        loop = asyncio.get_running_loop()
        if server.look is None or server.look.done() or server.look.get_loop() is not loop:
            server.look = loop.create_task(self._look(server))

    async def _look(self, server: Server) -> None:
        try:
            await self.call(server, "/health", get=True, timeout_s=ASK_S)
            await self.admit(server)
            server.out = ""
        except (Again, Refused, UserError, InfrastructureError) as error:
            self.leave_out(server, str(error).removeprefix(f"{server.url}: "))
        finally:
            server.looked = time.monotonic()


async def _never(server: Server) -> None:
    raise Refused(f"{server.url}: not admitted")


def _object(data: bytes, server: Server, path: str) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Again(f"{server.url}: {path} answered with no JSON object")
    return found
