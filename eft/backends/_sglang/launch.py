"""Starting SGLang servers here: loopback only, keys of their own, a log file, one process group each, and a clean stop.

The keys stand in a settings file that only its owner may read, not in the command line, which every user of a machine can see.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import secrets
import signal
import socket
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from eft.keys import child_environment, hide
from eft.text.reply import escape
from eft.types import InfrastructureError, UserError

STOP_S = 20.0  # seconds between asking a server to end and ending it
_LOG_LINES = 12


@dataclass(eq=False)
class Launched:
    """A server process that leads a group of its own."""

    url: str
    log: Path
    process: subprocess.Popen[bytes]
    key: str = field(repr=False)
    admin_key: str = field(repr=False)

    def check(self) -> None:
        """InfrastructureError with the log's last lines if the server has ended."""
        if (status := self.process.poll()) is not None:
            raise InfrastructureError(f"the SGLang server ended with status {status}; the end of {self.log}:\n{self.last_lines()}")

    def last_lines(self) -> str:
        """The end of its log, without its keys: SGLang writes its settings there."""
        return hide(last_lines(self.log), self.key, self.admin_key)

    def stop(self, patience_s: float = STOP_S) -> None:
        """Ask it to end, and after `patience_s` end it with all its children. Harmless to repeat."""
        atexit.unregister(self.stop)
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(patience_s)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)  # the group outlives its leader while children do
        self.process.wait()


def launch(python: str, model: Path, arguments: Sequence[str], folder: Path, number: int) -> Launched:
    """Start one server of `model`; it is up when /health says so. `{number}` in an argument becomes the server's number. UserError if `python` cannot be started or arguments name what is ours."""
    for word in arguments:
        if word.split("=")[0] in ("--host", "--port", "--api-key", "--admin-api-key", "--config", "--model-path", "--model"):
            raise UserError(f"backend.launch_arguments: {word.split('=')[0]} is set by the launcher")
    folder.mkdir(parents=True, exist_ok=True)
    port, keys = free_port(), (secrets.token_urlsafe(24), secrets.token_urlsafe(24))
    settings, log = folder / f"server{number}.yaml", folder / f"server{number}.log"
    _write_private(settings, yaml.safe_dump({"host": "127.0.0.1", "port": port, "api-key": keys[0], "admin-api-key": keys[1]}))
    command = [python, "-m", "sglang.launch_server", "--config", str(settings), "--model-path", str(model)]
    command += [word.replace("{number}", str(number)) for word in arguments]
    try:
        with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as out:  # SGLang writes its keys there
            process = subprocess.Popen(
                command, env=child_environment(), stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
            )
    except OSError as error:
        raise UserError(f"backend.launch_python: {python}: {error.strerror}") from error
    started = Launched(f"http://127.0.0.1:{port}", log, process, *keys)
    atexit.register(started.stop)
    return started


def free_port() -> int:
    """A TCP port of the loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def last_lines(log: Path) -> str:
    """The end of a log, escaped and cut."""
    text = log.read_bytes()[-20_000:].decode("utf-8", "replace")
    return "\n".join(escape(line)[:300] for line in text.splitlines()[-_LOG_LINES:])


def _write_private(file: Path, text: str) -> None:
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
