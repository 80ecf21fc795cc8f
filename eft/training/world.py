"""The processes of one training run, as torchrun's variables describe them, and starting them on one machine."""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

PATIENCE = timedelta(hours=4)  # others wait while rank 0 reads and tokenises the data
POLL_S = 0.1

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class World:
    """rank: of this process among `size`; local: processes on this machine."""

    rank: int = 0
    size: int = 1
    local: int = 1


class Elsewhere(Exception):
    """Rank 0 has failed and told why."""


def started() -> bool:
    """Whether this process is one of several that torchrun (or `start`) runs."""
    return "WORLD_SIZE" in os.environ


def join() -> World:
    """This process's place; joins the process group when there are several (gloo for tensors on the processor, NCCL on GPUs)."""
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        return World()
    import torch

    if not torch.distributed.is_initialized():
        if torch.cuda.is_available():
            torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
        torch.distributed.init_process_group("cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo", timeout=PATIENCE)
        atexit.register(torch.distributed.destroy_process_group)
    return World(torch.distributed.get_rank(), size, int(os.environ.get("LOCAL_WORLD_SIZE", str(size))))


def first_rank_first(world: World, action: Callable[[], Result]) -> Result:
    """The action in every process, after rank 0 has done it (it may write what the others read). Raises Elsewhere if rank 0 failed."""
    if world.size == 1:
        return action()
    if world.rank:
        if not _from_first(world, None):
            raise Elsewhere
        return action()
    done = False
    try:
        result = action()
        done = True
    finally:
        _from_first(world, done)
    return result


def _from_first(world: World, value: Any) -> Any:
    import torch

    box = [value]
    torch.distributed.broadcast_object_list(box, src=0)
    return box[0]


def start(module: str, argv: Sequence[str], processes: int) -> int:
    """Run `python -m MODULE ARGV` once for each device of this machine; the first exit code that is not 0, after which the others are ended."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    group = {"TORCHELASTIC_RUN_ID": "eft", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
    common = group | {"WORLD_SIZE": str(processes), "LOCAL_WORLD_SIZE": str(processes)}
    running = [
        subprocess.Popen([sys.executable, "-m", module, *argv], env=os.environ | common | {"RANK": str(rank), "LOCAL_RANK": str(rank)})
        for rank in range(processes)
    ]
    try:
        codes = [process.poll() for process in running]
        while None in codes and not any(codes):
            time.sleep(POLL_S)  # there is no way to wait for the first of several processes to end
            codes = [process.poll() for process in running]
    except KeyboardInterrupt:
        for process in running:
            process.wait()  # the interrupt reached them too
        raise
    finally:
        for process in running:
            process.terminate()
        codes = [process.wait() for process in running]
    failed = [code for code in codes if code]
    return next((code for code in failed if code > 0), abs(failed[0]) if failed else 0)
