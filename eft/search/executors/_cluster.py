"""Ray, kept to ourselves. Whoever reaches Ray's ports runs code as us, so they are on loopback, or the cluster asks for a token.

One we start listens on 127.0.0.1 alone, asks for a random token all the same (other users of the machine reach loopback too), keeps
its sockets in a folder that only we can enter, and gets an environment without secrets, which its agents inherit.
`_node_ip_address="127.0.0.1"` is not enough: on Linux Ray replaces it by the machine's address and listens everywhere (2.60), unless
`RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER=0` says as on other systems that there is no cluster to be reached. So what came of it is looked at.
"""

from __future__ import annotations

import importlib.util
import ipaddress
import logging
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from eft.types import UserError

KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "OMP_NUM_THREADS")
ALONE = {
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_AUTH_MODE": "token",
}
QUIET: Mapping[str, Any] = {"log_to_driver": False, "logging_level": logging.CRITICAL}
OBJECT_STORE_BYTES = 80 << 20  # the least that Ray takes; claims and verdicts are small


def loopback(host: str) -> bool:
    """True for addresses that no other machine reaches."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def permitted(address: str, environment: Mapping[str, str]) -> None:
    """UserError unless `host:port` is on loopback or the environment says that the cluster asks for a token."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit() or "/" in address:
        raise UserError(f"executor.address={address}: expected host:port of a running cluster")
    if not loopback(host):
        _need_token(host, environment)


def _need_token(host: str, environment: Mapping[str, str]) -> None:
    if environment.get("RAY_AUTH_MODE") != "token":
        raise UserError(
            f"executor ray: {host} is not on loopback, and without authentication whoever reaches it runs code as you; start the cluster "
            "with RAY_AUTH_MODE=token and set it here too"
        )


@contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    """Only `values` and the harmless rest (`KEPT`) in this process's environment, for what is started meanwhile."""
    before = dict(os.environ)
    try:
        os.environ.clear()
        os.environ.update({name: before[name] for name in KEPT if name in before})
        os.environ.update(values)
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


class Cluster:
    """A connection to Ray; `close` ends what was started here and nothing else. ray: the module. nodes: as Ray describes them."""

    def __init__(self, address: str, cpus: int) -> None:
        """Start a cluster on this machine with so many places, or connect to `address`. UserError if that is not safe or not possible."""
        if importlib.util.find_spec("ray") is None:
            raise UserError("executor ray: Ray is not installed; pip install 'eft[ray]'")
        self._folder = ""
        if address:
            permitted(address, os.environ)
            self.ray = _connect(address)
        else:
            self._folder = tempfile.mkdtemp(prefix="eft-ray-")
            self.ray = _start(cpus, self._folder)
        try:
            self.nodes: list[dict[str, Any]] = [node for node in self.ray.nodes() if node["Alive"]]
            for node in self.nodes:
                if not loopback(node["NodeManagerAddress"]):
                    _need_token(node["NodeManagerAddress"], os.environ if address else {})
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Disconnect; a cluster that was started here ends."""
        self.ray.shutdown()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)


def _start(cpus: int, folder: str) -> Any:
    with environment({**ALONE, "RAY_AUTH_TOKEN": secrets.token_hex(32)}):
        ray = _module()
        ray.init(
            num_cpus=cpus,
            include_dashboard=False,
            object_store_memory=OBJECT_STORE_BYTES,
            _node_ip_address="127.0.0.1",
            _temp_dir=folder,
            **QUIET,
        )
    return ray


def _connect(address: str) -> Any:
    ray = _module()
    try:
        ray.init(address=address, **QUIET)
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise UserError(f"executor.address={address}: {' '.join(str(error).split())[:200]}") from error
    return ray


def _module() -> Any:
    import ray
    import ray.util.scheduling_strategies

    if ray.is_initialized():
        raise UserError("executor ray: this process is connected to a Ray cluster already")
    return ray
