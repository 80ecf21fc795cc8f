"""New weights as tensors, broadcast from this process to the servers over a group of their own (gloo or nccl). Imports torch.

This process is rank 0; server k holds the ranks after those of the servers before it, one for each of its workers. The group is apart from
torch's default group, so a trainer's own ranks are not part of it. It is made by the same function of torch as SGLang 0.5.21 makes its side:
that function decides under which names the two sides look for each other.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime
from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import Any, Literal

from torch import Tensor
from torch.distributed import PrefixStore, TCPStore  # type: ignore[attr-defined] # torch re-exports them without saying so
from torch.distributed.distributed_c10d import Backend, GroupName, _new_process_group_helper

from eft.backends._client import Again, Refused
from eft.backends._sglang.answer import Weights
from eft.backends._sglang.launch import free_port
from eft.backends._sglang.pool import Pool, Server
from eft.backends._sglang.sync import Pause, served_tag, verify
from eft.backends._sglang.turnstile import Turnstile
from eft.types import InfrastructureError

BUCKET_BYTES = 512 * 2**20  # of tensors announced by one request
JOIN_S = 120.0


class Broadcast:
    """`load` takes a mapping of Hugging Face parameter names to tensors, all of the model or only those that changed."""

    takes: Literal["state", "folder", "adapter"] = "state"

    def __init__(
        self, pool: Pool, turnstile: Turnstile[Weights], session: str, pause: Pause, backend: Literal["gloo", "nccl"], host: str
    ) -> None:
        self.current = Weights(0, "")
        self._pool, self._turnstile, self._session, self._pause = pool, turnstile, session, pause
        self._backend, self._host = backend, host
        self._group: Any = None
        self._members: list[Server] = []
        self._name = f"eft-{session}"

    async def load(self, weights: Mapping[str, Tensor], version: int) -> None:
        """Every server that answers takes the tensors. InfrastructureError if the group breaks: then no server is used before the next load."""
        new = Weights(version, f"{version}-{self._session}")
        async with self._turnstile.closed(drain=self._pause == "retract"), self._turnstile.changing:
            try:
                await self._join()
                await self._all("/pause_generation", {"mode": self._pause})
                try:
                    await self._send(weights, new.tag)
                finally:
                    await self._all("/continue_generation", {})
                await asyncio.gather(*(verify(self._pool, server, new.tag) for server in self._members))
            except Exception as error:  # whatever broke (torch, the network, a server): the group is lost, and the caller hears of it
                self._group = None
                raise InfrastructureError(f"weights by {self._backend}: {error}") from error
            finally:
                self.current = new  # after a failure nobody knows what the servers hold, and none of them serves this tag
                for server in self._pool.servers:
                    in_group = server in self._members and self._group is not None
                    server.out = "" if in_group else "did not get the current weights"

    async def bring(self, server: Server) -> None:
        """A broadcast cannot be repeated for one server: it stays out until the next `load`."""
        told = await served_tag(self._pool, server)
        raise Again(f"{server.url}: serves weight version {told!r}, the others {self.current.tag!r}; it joins at the next update")

    def check(self, weights: Weights) -> None:
        """Nothing can be used up."""

    async def close(self) -> None:
        """Leave the group."""
        if self._group is not None:
            self._group = None
            await asyncio.gather(*(self._leave(server) for server in self._members))

    async def _leave(self, server: Server) -> None:
        with contextlib.suppress(Again, Refused):
            await self._pool.post(server, "/destroy_weights_update_group", {"group_name": self._name})

    async def _join(self) -> None:
        """A group of all servers that answer; the present one if it is that."""
        found = await asyncio.gather(*(self._present(server) for server in self._pool.servers))
        members = {server: workers for server, workers in zip(self._pool.servers, found, strict=True) if workers}
        if not members:
            raise Again(f"no server answers: {self._pool.state()}")
        if self._group is not None and list(members) == self._members and not any(server.out for server in members):
            return
        await asyncio.gather(*(self._leave(server) for server in self._members))
        self._members, self._group = list(members), None
        port, world = free_port(), 1 + sum(members.values())
        self._name = f"eft-{self._session}-{port}"
        body = {"master_address": self._host, "master_port": port, "world_size": world, "group_name": self._name, "backend": self._backend}
        offsets = list(accumulate(members.values(), initial=1))
        orders = [
            self._pool.post(server, "/init_weights_update_group", body | {"rank_offset": offset})
            for server, offset in zip(self._members, offsets, strict=False)
        ]
        self._group, *_ = await asyncio.gather(asyncio.to_thread(self._lead, port, world), *orders)

    async def _present(self, server: Server) -> int:
        """Number of a server's workers; 0 if it does not answer."""
        try:
            return int((await self._pool.ask(server, "/server_info")).get("tp_size") or 1)
        except (Again, Refused):
            return 0

    def _lead(self, port: int, world: int) -> Any:
        patience = datetime.timedelta(seconds=JOIN_S)
        store = TCPStore(self._host, port, world, is_master=True, timeout=patience, wait_for_workers=False)
        group, _ = _new_process_group_helper(
            world, 0, [], Backend(self._backend), PrefixStore(self._name, store), group_name=GroupName(self._name), timeout=patience
        )
        return group

    async def _send(self, weights: Mapping[str, Tensor], tag: str) -> None:
        await self._all("/begin_weight_update", {"selector": "all"})
        every = list(buckets(weights, BUCKET_BYTES))
        for bucket in every:
            last = bucket is every[-1]
            body = {
                "names": [name for name, _ in bucket],
                "dtypes": [str(tensor.dtype).removeprefix("torch.") for _, tensor in bucket],
                "shapes": [list(tensor.shape) for _, tensor in bucket],
                "group_name": self._name,
                "flush_cache": last,
            }
            told = self._all("/update_weights_from_distributed", body | ({"weight_version": tag} if last else {}))
            await asyncio.gather(asyncio.to_thread(self._broadcast, [tensor for _, tensor in bucket]), told)
        await self._all("/end_weight_update", {})

    async def _all(self, path: str, body: Any) -> None:
        """Once, at every member: a collective step cannot be tried again."""
        await asyncio.gather(*(self._pool.post(server, path, body) for server in self._members))

    def _broadcast(self, tensors: list[Tensor]) -> None:
        device = "cuda" if self._backend == "nccl" else "cpu"
        for tensor in tensors:
            self._group.broadcast(tensor.detach().to(device).contiguous(), 0).wait()


def buckets(weights: Mapping[str, Tensor], most_bytes: int) -> Iterator[list[tuple[str, Tensor]]]:
    """Tensors in order, at most `most_bytes` at a time, but at least one."""
    bucket: list[tuple[str, Tensor]] = []
    size = 0
    for name, tensor in weights.items():
        if bucket and size + tensor.nbytes > most_bytes:
            yield bucket
            bucket, size = [], 0
        bucket.append((name, tensor))
        size += tensor.nbytes
    if bucket:
        yield bucket
