"""Meeting the servers: starting or finding them, waiting until they are up, and checking what they serve."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from eft.backends._client import Again, Refused
from eft.backends._sglang.answer import Weights
from eft.backends._sglang.launch import Launched, launch
from eft.backends._sglang.model import Model, check_served
from eft.backends._sglang.pool import Pool, Server
from eft.backends._sglang.sync import Sync
from eft.backends._sglang.turnstile import Turnstile
from eft.keys import read_key
from eft.types import InfrastructureError

if TYPE_CHECKING:
    from eft.backends.sglang import SGLang

_POLL_S = 0.5
MAX_DIGITS = 10  # of a version number


class Meeting:
    """Happens once, at the first request, and again after `leave`."""

    def __init__(self, config: SGLang, model: Model, pool: Pool, sync: Sync, turnstile: Turnstile[Weights]) -> None:
        self.launched: list[Launched] = []
        self._config, self._model, self._pool, self._sync, self._turnstile = config, model, pool, sync, turnstile
        self._met = False

    async def hold(self) -> None:
        """UserError if a server serves another model, InfrastructureError if none comes up."""
        async with self._turnstile.starting:
            if self._met:
                return
            if not self._pool.servers:
                self._find()
            looks = await asyncio.gather(*(self._first_look(server) for server in self._pool.servers), return_exceptions=True)
            for error in looks:
                if isinstance(error, BaseException):
                    raise error
            if all(server.out for server in self._pool.servers):
                logs = "".join(f"\nthe end of {one.log}:\n{one.last_lines()}" for one in self.launched)
                raise InfrastructureError(f"no server is in service: {self._pool.state()}{logs}")
            self._met = True

    async def leave(self) -> None:
        """Stop the servers that were started here."""
        await asyncio.gather(*(asyncio.to_thread(server.stop) for server in self.launched))
        if self.launched:
            self.launched, self._pool.servers, self._met = [], [], False

    async def admit(self, server: Server) -> None:
        """Check what a server serves; the first one says what the base weights are called, the others must agree or be brought there."""
        async with self._turnstile.changing:
            info = await self._pool.ask(server, "/model_info")
            check_served(self._model, info, self._config.serves, server.url)
            told = str(info.get("weight_version"))
            if not self._sync.current.tag:
                self._sync.current = Weights(int(told) if told.isdecimal() and len(told) < MAX_DIGITS else 0, told)
            elif told != self._sync.current.tag or self._sync.takes == "adapter":
                await self._sync.bring(server)

    def _find(self) -> None:
        c = self._config
        if c.launch:
            for number in range(c.launch_count):
                self.launched.append(launch(c.launch_python, self._model.folder, c.launch_arguments, c.launch_folder, number))
            self._pool.servers = [Server(one.url, one.key, one.admin_key) for one in self.launched]
        else:
            key, admin_key = read_key(c.key_env, c.key_file), read_key(c.admin_key_env, c.admin_key_file)
            self._pool.servers = [Server(url.rstrip("/"), key, admin_key) for url in c.urls]

    async def _first_look(self, server: Server) -> None:
        """Poll until the server is up or ready_s is over: 503 and refused connections are normal while it starts."""
        until = time.monotonic() + self._config.ready_s
        unpaused = False
        while True:
            for started in self.launched:
                started.check()
            try:
                await self._pool.call(server, "/health", get=True, timeout_s=min(30.0, self._config.ready_s))
                await self.admit(server)
                server.out = ""
                return
            except Refused as error:
                self._pool.leave_out(server, str(error).removeprefix(f"{server.url}: "))
                return
            except Again as error:
                self._pool.leave_out(server, str(error).removeprefix(f"{server.url}: "))
            if time.monotonic() >= until:
                server.looked = time.monotonic()
                return
            if not unpaused and "HTTP 503" in server.out:
                unpaused = await self._continue(server)
            await asyncio.sleep(_POLL_S)

    async def _continue(self, server: Server) -> bool:
        """A client that died in the middle of an update leaves its servers paused, and so never healthy."""
        try:
            await self._pool.call(server, "/model_info", get=True, timeout_s=10.0)
            await self._pool.call(server, "/continue_generation", {}, admin=True, timeout_s=10.0)
        except (Again, Refused):
            return False
        return True
