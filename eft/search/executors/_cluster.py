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
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from eft.keys import child_environment
from eft.types import UserError

LOCAL = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}  # 127.0.0.1 means 127.0.0.1; read once, when Ray is imported
ALONE = {**LOCAL, "RAY_USAGE_STATS_ENABLED": "0", "RAY_AUTH_MODE": "token"}
QUIET: Mapping[str, Any] = {"log_to_driver": False, "logging_level": logging.CRITICAL}
STRANGER = "import sys; from ray._raylet import GcsClient as G; G(address=sys.argv[1]).internal_kv_keys(b'', namespace=b'session')"
STRANGER_S = 60.0
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


def turns_strangers_away(address: str) -> bool:
    """Whether the cluster really asks for a token: a process without one tries to read from it."""
    place = LOCAL if loopback(address.rpartition(":")[0]) else {}
    command = [sys.executable, "-c", STRANGER, address]
    done = subprocess.run(command, env={**child_environment(), **place}, capture_output=True, text=True, timeout=STRANGER_S, check=False)
    return done.returncode != 0 and "auth" in done.stderr.lower()


@contextmanager
def environment(values: Mapping[str, str], *, whole: bool = False) -> Iterator[None]:
    """This process's environment becomes `values` and what any child is given, for what is started meanwhile. whole: and all the rest."""
    before = dict(os.environ)
    try:
        kept = before if whole else child_environment()
        os.environ.clear()
        os.environ.update({**kept, **values})
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
            try:
                self.ray = _start(cpus, self._folder)
            except BaseException:  # only to close what was opened; it is raised on
                _remove(self._folder)
                raise
        try:
            self.nodes: list[dict[str, Any]] = [node for node in self.ray.nodes() if node["Alive"]]
            hosts = {address.rpartition(":")[0] or "localhost", *(str(node["NodeManagerAddress"]) for node in self.nodes)}
            for host in hosts:
                if not loopback(host):
                    _need_token(host, os.environ if address else {})
            if not all(map(loopback, hosts)) and not turns_strangers_away(address):
                raise UserError(f"executor ray: {address} lets in whoever has no token; start all of the cluster with RAY_AUTH_MODE=token")
        except BaseException:  # only to close what was opened; it is raised on
            self.close()
            raise

    def close(self) -> None:
        """Disconnect; a cluster that was started here ends."""
        self.ray.shutdown()
        _remove(self._folder)


def _remove(folder: str) -> None:
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


def _start(cpus: int, folder: str) -> Any:
    if "ray" in sys.modules:
        raise UserError("executor ray: this process uses Ray already; start `eft` by itself, or name the cluster by executor.address")
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
    try:
        with environment(LOCAL if loopback(address.rpartition(":")[0]) else {}, whole=True):
            ray = _module()
            if ray.is_initialized():
                raise UserError("executor ray: this process is connected to a Ray cluster already")
            ray.init(address=address, **QUIET)
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise UserError(
            f"executor.address={address}: {' '.join(str(error).split())[:200]}; does it run, and is RAY_AUTH_TOKEN its token?"
        ) from error
    return ray


def _module() -> Any:
    import ray
    import ray.util.scheduling_strategies

    return ray
