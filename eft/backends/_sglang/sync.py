"""How new weights reach the servers: as a folder on a disk they share, or as LoRA adapters with names of their own.

A version's tag ends with a number of this client's own, so that another client's version 17, or version 17 of an earlier run, is never
taken for ours: the tag is checked on every reply and is the namespace of the prefix cache.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Literal, Protocol

from eft.backends._client import Again, Refused
from eft.backends._sglang.answer import Weights
from eft.backends._sglang.pool import Pool, Server
from eft.backends._sglang.turnstile import Turnstile
from eft.types import InfrastructureError

Pause = Literal["retract", "abort"]


class Sync(Protocol):
    """current: what new requests ask for. bring: give a server that has come back the current weights."""

    current: Weights

    @property
    def takes(self) -> Literal["state", "folder", "adapter"]: ...

    async def load(self, weights: Any, version: int) -> None: ...

    async def bring(self, server: Server) -> None: ...

    def check(self, weights: Weights) -> None: ...

    async def close(self) -> None: ...


async def served_tag(pool: Pool, server: Server) -> str:
    """The weight version a server says it serves."""
    return str((await pool.ask(server, "/model_info")).get("weight_version"))


@contextlib.asynccontextmanager
async def paused(pool: Pool, server: Server, mode: Pause) -> AsyncIterator[None]:
    """Generation stopped; requests on the server are put back (retract) or ended (abort). Goes on whatever happens inside."""
    await pool.order(server, "/pause_generation", {"mode": mode})
    try:
        yield
    finally:
        await pool.order(server, "/continue_generation", {})


async def verify(pool: Pool, server: Server, tag: str) -> None:
    """Raises Again unless the server serves `tag`: a 200 alone proves nothing."""
    if (told := await served_tag(pool, server)) != tag:
        raise Again(f"{server.url}: serves weight version {told!r} after an update to {tag!r}")


def one_folder_per_version(seen: dict[int, Path], folder: Path, version: int) -> Path:
    """The absolute folder. InfrastructureError if this version came from another folder before, or a folder from another version."""
    folder = folder.resolve()
    for old_version, old in seen.items():
        if (old_version == version) != (old == folder):
            raise InfrastructureError(
                f"weights: version {old_version} is {old}, so version {version} cannot be {folder}: folders never change"
            )
    if not folder.is_dir():
        raise InfrastructureError(f"weights: {folder}: no such folder")
    seen[version] = folder
    return folder


class Disk:
    """Folders in Hugging Face form. With `retract` our own requests are first let finish; with `abort` they are cut and asked again."""

    takes: Literal["state", "folder", "adapter"] = "folder"

    def __init__(self, pool: Pool, turnstile: Turnstile[Weights], session: str, pause: Pause) -> None:
        self.current = Weights(0, "")
        self._pool, self._turnstile, self._session, self._pause = pool, turnstile, session, pause
        self._folders: dict[int, Path] = {}

    async def load(self, weights: Path, version: int) -> None:
        """Every server takes the folder, or is left out. InfrastructureError if none does."""
        folder = one_folder_per_version(self._folders, weights, version)
        new = Weights(version, f"{version}-{self._session}")
        async with self._turnstile.closed(drain=self._pause == "retract"), self._turnstile.changing:
            await self._pool.everywhere(lambda server: self._update(server, folder, new.tag), f"weights {folder}")
            self.current = new

    async def bring(self, server: Server) -> None:
        """Load the current folder again. Raises Again if there is none yet, or the server does not take it."""
        folder = self._folders.get(self.current.version)
        if folder is None:
            raise Again(f"{server.url}: serves weight version {await served_tag(self._pool, server)!r}, the others {self.current.tag!r}")
        await self._update(server, folder, self.current.tag)

    async def _update(self, server: Server, folder: Path, tag: str) -> None:
        async with paused(self._pool, server, self._pause):
            body = {"model_path": str(folder), "weight_version": tag, "flush_cache": True, "abort_all_requests": False}
            answer = await self._pool.order(server, "/update_weights_from_disk", body)
        if answer.get("success") is not True:
            raise Again(f"{server.url}: did not take {folder}: {str(answer.get('message'))[:200]}")
        await verify(self._pool, server, tag)

    def check(self, weights: Weights) -> None:
        """Nothing can be used up: a request always gets what the server has, and the reply says what that was."""

    async def close(self) -> None:
        """Nothing to release."""


class Lora:
    """PEFT adapter folders under names of their own. staleness: versions before the current one that stay usable for replies under way.

    A server reloads an unloaded name from its remembered path when it is asked for it (0.5.21), with whatever stands there then.
    So a name is used for one folder only and never again after it has been unloaded. Generation is not paused: unloading
    waits for the users of the adapter.
    """

    takes: Literal["state", "folder", "adapter"] = "adapter"

    def __init__(self, pool: Pool, turnstile: Turnstile[Weights], session: str, staleness: int) -> None:
        self.current = Weights(0, "")
        self._pool, self._turnstile, self._session, self._staleness = pool, turnstile, session, staleness
        self._folders: dict[int, Path] = {}
        self._loaded: list[Weights] = []

    async def load(self, weights: Path, version: int) -> None:
        """Load the new adapter, switch to it, unload the one that is staleness + 1 versions old."""
        folder = one_folder_per_version(self._folders, weights, version)
        new = Weights(version, self.current.tag, f"policy-v{version}-{self._session}")
        async with self._turnstile.changing:
            await self._pool.everywhere(lambda server: self._add(server, new.adapter, folder), f"adapter {folder}")
            self._loaded = [*(old for old in self._loaded if old != new), new]
        if self._staleness:
            self.current = new
        else:
            async with self._turnstile.closed(drain=True):
                self.current = new
        while len(self._loaded) > self._staleness + 1:
            await self._remove(self._loaded.pop(0))

    async def bring(self, server: Server) -> None:
        """Load the adapters in use on a server that has come back. Raises Again if its base weights are others."""
        if (told := await served_tag(self._pool, server)) != self.current.tag:
            raise Again(f"{server.url}: serves weight version {told!r} under the adapters, the others {self.current.tag!r}")
        for weights in self._loaded:
            await self._add(server, weights.adapter, self._folders[weights.version])

    def check(self, weights: Weights) -> None:
        """Refused if the adapter has been unloaded: the server would bring it back with whatever its folder holds now."""
        if weights.adapter and weights not in self._loaded:
            raise Refused(f"adapter {weights.adapter} has been unloaded and is not used again")

    async def close(self) -> None:
        """Adapters stay on servers that outlive this client."""

    async def _add(self, server: Server, name: str, folder: Path) -> None:
        try:
            answer = await self._pool.order(server, "/load_lora_adapter", {"lora_name": name, "lora_path": str(folder), "pinned": False})
            there = dict(answer.get("loaded_adapters") or {})
        except Refused as error:
            if "already loaded" not in str(error):
                raise
            there = {name: str(folder)}  # an earlier try of ours: nobody else uses this name
        if there.get(name) != str(folder):
            raise Again(f"{server.url}: did not take adapter {folder} as {name}")

    async def _remove(self, old: Weights) -> None:
        await self._turnstile.unused(old)
        for server in self._pool.servers:
            if not server.out:
                with contextlib.suppress(Again, Refused):  # a server that cannot unload it is still never asked for it
                    await self._pool.order(server, "/unload_lora_adapter", {"lora_name": old.adapter})
