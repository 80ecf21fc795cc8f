"""Servers started by the client: a program that takes the launcher's settings and answers like a server, or ends."""

from __future__ import annotations

import asyncio
import contextlib
import stat
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from eft.backends._sglang.backend import SGLangBackend
from eft.backends._sglang.launch import launch
from eft.backends.sglang import SGLang
from eft.types import Message, Reply, Request, UserError

# Stands for `python -m sglang.launch_server`: the settings file's port, one child of its own, and a deaf ear to SIGTERM if asked.
PROGRAM = """#!{python}
import http.server, json, os, signal, subprocess, sys, yaml
print("starting with", *sys.argv[1:], flush=True)
if "--fail" in sys.argv:
    print("\\x1b[31mno such device", flush=True)
    sys.exit(3)
if "--deaf" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
settings = yaml.safe_load(open(sys.argv[sys.argv.index("--config") + 1]))
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])  # lives until it is ended: that is what is tested
print("child", child.pid, flush=True)
recorded = json.load(open({recorded!r}))

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.reply(recorded["health" if self.path == "/health" else "model_info"]["body"], settings["api-key"])

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        found = recorded["length"]["body"]
        found["meta_info"]["id"] = body.get("rid")
        self.reply(found, settings["api-key"])

    def reply(self, body, key):
        allowed = self.path == "/health" or self.headers.get("authorization") == f"Bearer {{key}}"
        data = json.dumps(body).encode()
        self.send_response(200 if allowed else 401)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass

http.server.ThreadingHTTPServer((settings["host"], settings["port"]), Handler).serve_forever()
"""


@pytest.fixture
def python(tmp_path: Path) -> str:
    file = tmp_path / "python"
    recorded = Path(__file__).parent / "recorded" / "sglang_0_5_21.json"
    file.write_text(PROGRAM.format(python=sys.executable, recorded=str(recorded)))
    file.chmod(0o755)
    return str(file)


def config(model: Path, python: str, folder: Path, **changes: Any) -> SGLang:
    (link := folder / "tiny1").symlink_to(model)
    values = {"path": link, "launch": True, "launch_python": python, "launch_folder": folder / "log", "ready_s": 60.0}
    return SGLang(**(values | changes))


def alive(group: int) -> list[int]:
    """Processes of a group that have not ended (one whose parent has not asked for its status has)."""
    found = []
    for stat_file in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            state, _, leader = stat_file.read_text().rpartition(")")[2].split()[:3]
            if int(leader) == group and state != "Z":
                found.append(int(stat_file.parent.name))
    return found


def ended(group: int) -> bool:
    """Whether all of a group end: a killed process takes a moment to go."""
    for _ in range(500):
        if not alive(group):
            return True
        time.sleep(0.02)  # the kernel tells nobody but the parent, which is dead too: there is nothing to wait on
    return False


def request() -> Request:
    return Request("k", (Message("user", "hi"),))


def test_started_used_and_stopped(tiny_model: Path, python: str, tmp_path: Path) -> None:
    async def work(live: SGLangBackend) -> tuple[Reply, list[Any]]:
        replies = await live.generate([request()])
        started = list(live.meeting.launched)
        await live.close()
        return replies[0], started

    settings = config(tiny_model, python, tmp_path, launch_count=2, launch_arguments=("--base-gpu-id", "{number}"))
    reply, started = asyncio.run(work(settings.build()))
    assert reply.finish == "length"
    assert len({one.url for one in started}) == len({one.key for one in started} | {one.admin_key for one in started}) / 2 == 2
    for number, one in enumerate(started):
        assert one.url.startswith("http://127.0.0.1:")
        log, file = tmp_path / "log" / f"server{number}.log", tmp_path / "log" / f"server{number}.yaml"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert one.key in file.read_text()
        assert "-m sglang.launch_server" in log.read_text()
        assert f"--base-gpu-id {number}\n" in log.read_text()
        assert one.key not in log.read_text() + repr(one)
        assert one.admin_key not in log.read_text() + repr(one)
        assert one.process.returncode is not None
        assert ended(one.process.pid)
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{one.url}/health")


def test_its_environment_holds_no_secret_and_its_log_is_ours_alone(
    tiny_model: Path, python: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "HF_TOKEN", "ANY_OTHER"):
        monkeypatch.setenv(name, "canary-0123456789")
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    started = launch(python, tiny_model, (), tmp_path / "log", 0)
    try:
        until = time.monotonic() + 30
        while not started.log.read_text():  # it runs
            assert time.monotonic() < until
            time.sleep(0.01)
        environment = Path(f"/proc/{started.process.pid}/environ").read_bytes()
        assert b"canary" not in environment
        assert b"CUDA_VISIBLE_DEVICES=0" in environment
        assert stat.S_IMODE(started.log.stat().st_mode) == 0o600
        with started.log.open("a") as log:
            log.write(f"server_args=ServerArgs(api_key='{started.key}', admin_api_key='{started.admin_key}')\n")  # as the real one does
        assert started.last_lines().endswith("server_args=ServerArgs(api_key='[key]', admin_api_key='[key]')")
    finally:
        started.stop()


def test_one_that_does_not_listen_is_ended_with_its_children(tiny_model: Path, python: str, tmp_path: Path) -> None:
    started = launch(python, tiny_model, ("--deaf",), tmp_path / "log", 0)
    while b"child" not in started.log.read_bytes():
        started.check()
        time.sleep(0.02)  # until it has said so; `check` raises if it dies first
    assert len(alive(started.process.pid)) == 2
    started.stop(patience_s=0.2)
    assert ended(started.process.pid)
    started.stop()


def test_one_that_ends_shows_the_end_of_its_log(tiny_model: Path, python: str, tmp_path: Path) -> None:
    async def work(live: SGLangBackend) -> Reply:
        (reply,) = await live.generate([request()])
        await live.close()
        return reply

    reply = asyncio.run(work(config(tiny_model, python, tmp_path, launch_arguments=("--fail",)).build()))
    assert reply.finish == "error"
    assert "the SGLang server ended with status 3" in reply.error
    assert "\\x1b[31mno such device" in reply.error


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"launch_python": "/no/such/python"}, r"backend\.launch_python: /no/such/python: No such file"),
        ({"launch_arguments": ("--host=0.0.0.0",)}, r"--host is set by the launcher"),
        ({"launch_arguments": ("--api-key", "x")}, r"--api-key is set by the launcher"),
        ({"launch_count": 0}, "launch_count"),
    ],
)
def test_bad_settings_are_the_users(tiny_model: Path, python: str, tmp_path: Path, changes: dict[str, Any], names: str) -> None:
    async def work() -> None:
        live = config(tiny_model, python, tmp_path, **changes).build()
        await live.generate([request()])

    with pytest.raises(UserError, match=names):
        asyncio.run(work())
