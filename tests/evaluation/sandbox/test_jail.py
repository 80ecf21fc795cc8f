"""Hostile programs in the jail, what must become of them, and that the host is unharmed after each."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

import eft
from eft.evaluation.sandbox import bubblewrap, cell, jail
from eft.evaluation.sandbox.cgroup import homes
from eft.evaluation.sandbox.child.jailed import PROCESSES
from eft.evaluation.sandbox.exchange import Kill
from eft.evaluation.sandbox.jail import JailSandbox, missing, open_jail, order
from eft.evaluation.sandbox.probe import hidden_files
from eft.evaluation.sandbox.protocol import Call, Job, Result
from eft.types import Limits, Status, UserError

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"no jail here: {missing()}")
x86_64 = pytest.mark.skipif(os.uname().machine != "x86_64", reason="x86-64 call numbers")
needs_group = pytest.mark.skipif(not homes(), reason="no writable control group: what a jail takes in all is not limited here")

CANARY = "canary-8d20" + "c1f7"  # in the engine's environment and in a file; must never come out of a jail
LIMITS = Limits(cpu_s=2.0, wall_s=8.0, memory_mb=128, output_mb=1)
MB = 1 << 20


@dataclass
class Host:
    """The machine that candidates attack. name: what the program calls its processes, so that survivors are found."""

    sandbox: JailSandbox
    victim: subprocess.Popen[bytes]
    secret: Path
    name: str = ""

    def run(self, body: str, limits: Limits = LIMITS, before: str = "") -> Result:
        self.name = "eft" + secrets.token_hex(6)
        inputs = {"victim": self.victim.pid, "engine": os.getpid(), "secret": str(self.secret)}
        naming = f"import ctypes, os, time\nlibc = ctypes.CDLL(None, use_errno=True)\nlibc.prctl(15, b'{self.name}')\n"
        lines = "".join(f"    {line}\n" for line in body.strip("\n").split("\n"))
        result = self.sandbox.run(Job(f"{naming}{before}\ndef solve(**ctx):\n{lines}", (Call(inputs),), limits))
        self.check(result)
        return result

    def check(self, result: Result) -> None:
        assert self.victim.poll() is None
        assert self.secret.read_text() == CANARY
        assert CANARY not in repr(result)
        assert self.name not in {names(process) for process in Path("/proc").glob("[0-9]*")}
        assert [folder for home in {*homes().controllers.values()} for folder in home.glob(f"eft-{os.getpid()}-*")] == []
        assert not {*os.listdir("/tmp"), *os.listdir("/dev/shm")} & {"eft-link", "eft-fill", "eft-line\nbreak"}


def names(process: Path) -> str:
    try:
        return (process / "comm").read_text().strip()
    except OSError:
        return ""


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    secret = tmp_path_factory.mktemp("answers") / "pool.json"
    secret.write_text(CANARY)
    os.environ["EFT_TEST_JAIL_CANARY"] = CANARY
    victim = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"])
    yield Host(open_jail(1, [*hidden_files(), str(secret)]), victim, secret)
    victim.kill()
    victim.wait()
    del os.environ["EFT_TEST_JAIL_CANARY"]


# name: (lines of solve, expected answer)
HONEST: dict[str, tuple[str, Any]] = {
    "an array": ("import numpy as np\nreturn float((np.ones((64, 64)) @ np.ones((64, 64)))[0, 0])", 64.0),
    "a process pool": ("from concurrent.futures import ProcessPoolExecutor\nwith ProcessPoolExecutor(2) as pool: return list(pool.map(abs, [-1, -2]))", [1, 2]),
    "an interpreter of its own": ("import subprocess, sys\nreturn subprocess.run([sys.executable, '-c', 'import numpy; print(numpy.arange(3).sum())'], capture_output=True, text=True).stdout", "3\n"),
    "compiled scorers": ("import eft_scorers\nreturn hasattr(eft_scorers, 'disks_sum') or len(dir(eft_scorers)) > 50", True),
    "scratch": ("open('/tmp/a', 'w').write('x'); open('/dev/shm/b', 'w').write('y')\nreturn open('/tmp/a').read() + open('/dev/shm/b').read()", "xy"),
}  # fmt: skip

# name: (lines of solve, statuses that are right)
ENDINGS: dict[str, tuple[str, str]] = {
    "one large allocation": ("return len(bytearray(8 << 30))", "memory"),
    "block after block": ("kept = []\nwhile True: kept.append(bytearray(1 << 20))", "memory"),
    "endless print": ("while True: print('x' * 1000)", "output"),
    "endless result": ("while True: os.write(3, b'z' * 65536)", "output"),
    "exit without an answer": ("os._exit(0)", "crash"),
    "null pointer": ("ctypes.string_at(0)", "crash"),
    "abort": ("os.abort()", "crash"),
    "half a frame": ("os.write(3, b'EFT1')\nos._exit(0)", "invalid"),
    "a child that goes on writing results": ("if os.fork() == 0:\n    while True: os.write(3, b'x')\ntime.sleep(0.1)\nreturn 1", "invalid output"),
    "nested user namespace": ("libc.unshare(0x10000000)", "violation"),
    "two processes that burn time": ("if os.fork() == 0:\n    while True: pass\nos.waitpid(-1, 0)", "timeout"),
    "time burnt by children that nobody waits for": ("import signal\nsignal.signal(signal.SIGCHLD, signal.SIG_IGN)\nwhile True:\n    if os.fork() == 0:\n        sum(range(10**6))\n        os._exit(0)\n    time.sleep(0.02)", "timeout"),
}  # fmt: skip


@pytest.mark.parametrize("name", HONEST)
def test_honest_programs_run(host: Host, name: str) -> None:
    body, answer = HONEST[name]
    limits = replace(LIMITS, memory_mb=512)  # each process maps numpy anew
    result = host.run(body, limits)
    assert result.answers == (answer,), (result.status, result.error, result.log)


@pytest.mark.parametrize("name", ENDINGS)
def test_ending(host: Host, name: str) -> None:
    body, status = ENDINGS[name]
    limits = replace(LIMITS, cpu_s=0.3, wall_s=6.0) if status == "timeout" else LIMITS
    result = host.run(body, limits)
    assert result.status in {Status(word) for word in status.split()}, (result.status, result.error, result.log)


def test_who_lacks_a_permission_is_not_sent_to_the_jail_in_which_it_runs(host: Host) -> None:
    result = host.run("os.mknod('/tmp/eft-device', 0o20666, os.makedev(1, 1))")
    assert result.status is Status.ERROR
    assert "PermissionError" in result.error
    assert "the jail allows no network" in result.error
    assert "sandbox=jail" not in result.error


def test_sleep_ends_at_the_wall_limit(host: Host) -> None:
    result = host.run("time.sleep(60)", replace(LIMITS, wall_s=0.3))
    assert result.status is Status.TIMEOUT
    assert "wall" in result.error


def test_forks_stop_at_the_limit_and_none_survives(host: Host) -> None:
    """Case 6. Every child sleeps longer than the test; `check` looks for them by name."""
    count = (
        "made = 0\ntry:\n    while True:\n        if os.fork() == 0: time.sleep(600)\n        made += 1\nexcept OSError:\n    return made"
    )
    result = host.run(count)
    assert result.status is Status.OK, result.error
    assert 8 <= result.answers[0] < PROCESSES


@pytest.mark.slow
def test_fork_bomb(host: Host) -> None:
    result = host.run("while True:\n    try: os.fork()\n    except OSError: pass", replace(LIMITS, cpu_s=1.0))
    assert result.status is Status.TIMEOUT


def test_daemon_and_holder_of_the_result_end_with_the_first_process(host: Host) -> None:
    """Cases 7 and 112: a grandchild in a session of its own, with the result pipe open, keeps nobody waiting."""
    daemon = "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        time.sleep(600)\n    os._exit(0)\nos.wait()\nreturn 1"
    result = host.run(daemon)
    assert result.answers == (1,)
    assert result.seconds < LIMITS.wall_s


def test_scratch_has_its_size_and_nothing_else_can_be_filled(host: Host) -> None:
    """Cases 109 and 110, and every other folder of the tree."""
    fill = """
def fill(folder):
    total, number = 0, 0
    try:
        while number < 200:
            with open(f"{folder}/eft-fill{number}", "wb", buffering=0) as file:
                number += 1
                while True:
                    total += file.write(bytes(1 << 20))
    except OSError as error:
        return total
def places(top):
    made = []
    for folder, folders, files in os.walk(top):
        if folder.startswith(("/proc", "/usr/", "/tmp", "/dev/shm")):
            folders.clear()
            continue
        try:
            os.close(os.open(folder + "/eft-fill", os.O_CREAT | os.O_WRONLY))
            made.append(folder)
        except OSError:
            pass
    return made
"""
    result = host.run("return [fill('/dev/shm'), fill('/tmp'), places('/')]", before=fill)
    assert result.status is Status.OK, result.error
    shared, scratch, made = result.answers[0]
    assert shared == bubblewrap.SHARED_MB * MB
    assert 0.9 * bubblewrap.SCRATCH_MB * MB <= scratch <= bubblewrap.SCRATCH_MB * MB
    assert made == []


@needs_group
def test_memory_spread_over_children_is_counted_together(host: Host) -> None:
    """Case 111: six times 90 MB under 128 MB (and 96 MB for the interpreters) cannot be."""
    body = """
for _ in range(6):
    if os.fork() == 0:
        block = bytearray(90 << 20)
        block[::4096] = bytes([1]) * len(block[::4096])
        time.sleep(1.0)
        os._exit(0)
return [os.waitstatus_to_exitcode(os.wait()[1]) for _ in range(6)]
"""
    result = host.run(body)
    if result.status is Status.OK:  # else the kernel chose the first process
        assert -9 in result.answers[0]
    else:
        assert result.status is Status.MEMORY, (result.status, result.error)


@needs_group
def test_files_without_contents_are_counted_as_memory(host: Host) -> None:
    """The size of scratch does not bound them: each costs the kernel more than a kilobyte."""
    body = "for number in range(10**6): os.mknod(f'/tmp/{number}')"
    assert host.run(body, replace(LIMITS, cpu_s=20.0, wall_s=60.0, memory_mb=32)).status is Status.MEMORY


def test_what_is_left_in_scratch_is_followed_by_nobody(host: Host) -> None:
    """Cases 114 to 116."""
    body = r"""
os.symlink(ctx["secret"], "/tmp/eft-link")
os.mkfifo("/tmp/eft-fifo")
open("/tmp/eft-line\nbreak\x1b[31m", "w").close()
got = []
for action in (lambda: os.link("/usr/bin/env", "/tmp/env"), lambda: os.rename("/usr/bin/env", "/tmp/env"), lambda: os.link("/eft/scorers.so", "/tmp/x"),
               lambda: os.rename("/tmp/eft-link", "/usr/bin/eft-link"), lambda: open("/tmp/eft-link").read(), lambda: os.rename("/tmp", "/eft")):
    try:
        action()
        got.append("got through")
    except OSError:
        pass
return got
"""
    assert host.run(body).answers == ([],)


def test_a_jail_that_shows_a_file_is_refused() -> None:
    with pytest.raises(UserError, match=r"sandbox jail does not hold: a program got /usr/bin/env; install bubblewrap"):
        open_jail(1, ["/usr/bin/env", "/etc/passwd"])


def test_nothing_of_the_host_can_be_reached(host: Host) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    abstract = socket.socket(socket.AF_UNIX)
    abstract.bind("\0eft-test-" + secrets.token_hex(4))
    abstract.listen()
    files = [str(host.secret), "/etc/passwd", "/etc/shadow", "/etc/hostname", "/dev/sda", "/dev/mem", "/dev/kmsg",
             f"/proc/{os.getpid()}/environ", f"/proc/{host.victim.pid}/mem", *hidden_files(), str(Path(eft.__file__).parents[1] / "README.md"),
             str(Path.home() / ".bashrc"), "/var/log", "/run", "/boot", "/sys/kernel", "/proc/kcore"]  # fmt: skip
    body = f"""
import resource, socket
got = []
def attempt(name, action):
    try:
        action()
        got.append(name)
    except (OSError, ValueError):
        pass
for file in {files!r}:
    attempt(file, lambda: os.listdir(file) if os.path.isdir(file) else open(file, "rb").read(1))
attempt("the host's port", lambda: socket.create_connection(("127.0.0.1", {listener.getsockname()[1]}), 1))
attempt("the network", lambda: socket.create_connection(("192.0.2.1", 9), 1))
attempt("the host's abstract socket", lambda: socket.socket(socket.AF_UNIX).connect({abstract.getsockname()!r}))
for family in (16, 17, 38, 40):
    attempt(f"family {{family}}", lambda: socket.socket(family, socket.SOCK_DGRAM))
attempt("kill everybody", lambda: os.kill(-1, 9))
attempt("kill the victim", lambda: os.kill(ctx["victim"], 9))
attempt("signal the engine", lambda: os.kill(ctx["engine"], 0))
attempt("trace", lambda: os.pidfd_open(ctx["engine"]))
attempt("the engine's limits", lambda: resource.prlimit(ctx["engine"], resource.RLIMIT_NOFILE))
attempt("more processes", lambda: resource.setrlimit(resource.RLIMIT_NPROC, (10000, 10000)))
attempt("another core", lambda: os.sched_setaffinity(0, {{0}}))
attempt("priority", lambda: os.setpriority(os.PRIO_PROCESS, 0, -20))
attempt("another user", lambda: os.setuid(0))
attempt("a device", lambda: os.mknod("/tmp/eft-device", 0o20666, os.makedev(1, 1)))
attempt("a kernel setting", lambda: open("/proc/sys/kernel/core_pattern", "w"))
return [got, sorted(name for name in os.listdir("/proc") if name.isdigit()), os.getuid(), os.uname().nodename, os.getgroups()]
"""
    result = host.run(body)
    assert result.status is Status.OK, result.error
    got, processes, user, name, groups = result.answers[0]
    assert got == []
    assert processes == ["1"]
    assert (user, name) == (bubblewrap.NOBODY, "jail")
    assert set(groups) <= {bubblewrap.NOBODY}
    listener.close()
    abstract.close()


@x86_64
def test_forbidden_calls_kill(host: Host) -> None:
    """unshare, mount, umount, setns, bpf, io_uring, ptrace, process_vm_readv, keyctl, userfaultfd, perf, chroot, pivot_root, clone of a user
    namespace, an x32 call; and 32-bit ones."""
    body = """
ended = []
for number, first in ((272, 0x20000000), (165, 0), (166, 0), (308, 0), (321, 0), (425, 0), (101, 16), (310, 1), (250, 0), (323, 0), (298, 0), (161, 0), (155, 0),
                      (56, 0x10000011), (0x40000000 + 39, 0)):
    if os.fork() == 0:
        libc.syscall(ctypes.c_long(number), ctypes.c_long(first), 0, 0, 0, 0)
        os._exit(0)
    ended.append(os.waitstatus_to_exitcode(os.wait()[1]))
if os.fork() == 0:
    import mmap
    page = mmap.mmap(-1, 4096, prot=7)
    page.write(bytes.fromhex("b814000000cd80c3"))
    ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
    os._exit(0)
ended.append(os.waitstatus_to_exitcode(os.wait()[1]))
refused = [libc.syscall(ctypes.c_long(number), *arguments) for number, arguments in ((435, (b"x" * 88, ctypes.c_long(88))), (319, (b"x", 0)), (29, (0, ctypes.c_long(1 << 28), 0o1600)))]
return [ended, refused]
"""
    result = host.run(body)
    assert result.answers == ([[-31] * 16, [-1] * 3],), result.error


def test_children_inherit_nothing(host: Host) -> None:
    body = """
import gc, sys
found = [repr(dict(os.environ)), repr(sys.argv), open("/proc/1/environ").read(), open("/proc/1/cmdline").read(), open("/proc/self/mounts").read()]
frame = sys._getframe()
while frame is not None:
    found.append(repr(frame.f_locals)[:10000])
    frame = frame.f_back
found += [o for o in gc.get_objects() if isinstance(o, str)]
return [any("can" + "ary-8d20" in text for text in found), sorted(os.environ), sorted(map(int, os.listdir("/proc/self/fd")))[:-1]]
"""
    canary, environment, descriptors = host.run(body).answers[0]
    assert not canary
    assert descriptors == [0, 1, 2, 3]
    assert {*environment} <= {*jail.SURROUNDINGS, "PWD", "LC_CTYPE"}


ENGINE = """
import sys
from eft.evaluation.sandbox.jail import JailSandbox
from eft.evaluation.sandbox.protocol import Call, Job
from eft.types import Limits
JailSandbox().run(Job(sys.argv[1], (Call({}),), Limits(5.0, 60.0)))
"""


@pytest.mark.parametrize("attempt", ["pass", "libc.prctl(1, 0, 0, 0, 0)", "os.fork() or os.setsid()"])
def test_no_program_outlives_an_engine_that_is_killed(attempt: str) -> None:
    """Also not one that takes back its death with the parent, or a daemon of it."""
    name = "eft" + secrets.token_hex(6)
    source = f"import ctypes, os, time\nlibc = ctypes.CDLL(None)\ndef solve():\n    {attempt}\n    libc.prctl(15, b'{name}')\n    time.sleep(600)\n"
    engine = subprocess.Popen([sys.executable, "-c", ENGINE, source])
    until = time.monotonic() + 60
    while name not in alive():
        assert engine.poll() is None
        assert time.monotonic() < until
        time.sleep(0.02)
    engine.kill()
    engine.wait()
    while name in alive() and time.monotonic() < until:
        time.sleep(0.02)
    assert name not in alive()


def alive() -> set[str]:
    """Names of all processes but those that have ended and wait to be asked about it."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            name, _, rest = (process / "stat").read_text().partition("(")[2].rpartition(")")
            found |= {name} if rest.split()[0] != "Z" else set()
    return found


def test_forged_frame_is_only_data(host: Host) -> None:
    body = """
import json, struct
text = json.dumps({"status": "ok", "error": "", "answers": [{"score": 1e9}], "used": [0]}).encode()
os.write(3, struct.pack("<4sIQ", b"EFT1", len(text), 0) + text)
os._exit(0)
"""
    assert host.run(body).answers == ({"score": 1e9},)


def test_without_a_group_the_tree_of_processes_is_timed() -> None:
    command = ["/bin/sh", "-c", "(while :; do :; done) & (while :; do :; done) & wait"]
    ended = cell.run(replace(order(command, bubblewrap.View(python=False), replace(LIMITS, cpu_s=0.4), b""), group=False))
    assert ended.kill is Kill.CPU
    assert ended.cpu_s >= 0.39  # in ticks of 10 ms


def test_a_compiler_works_inside(host: Host) -> None:
    body = """
import subprocess
open("/tmp/a.c", "w").write("#include <stdio.h>\\nint main(void) { puts(\\"made\\"); return 0; }")
done = subprocess.run(["cc", "/tmp/a.c", "-o", "/tmp/a"], capture_output=True, text=True)
return done.stderr + subprocess.run(["/tmp/a"], capture_output=True, text=True).stdout
"""
    if not Path("/usr/bin/cc").exists():
        pytest.skip("no compiler on this machine")
    assert host.run(body, replace(LIMITS, memory_mb=512)).answers == ("made\n",)


def test_missing_bubblewrap_is_one_line_with_the_remedy(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text("def solve(n): return [1] * n\n")
    command = [sys.executable, "-m", "eft", "score", "codes/labs/n=66", str(program), "sandbox=jail", "profile=cheap"]
    done = subprocess.run(
        command, env={"PATH": "/nonexistent"}, cwd=Path(eft.__file__).parents[1], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2
    assert re.fullmatch(r".*sandbox jail: bubblewrap is not installed; install bubblewrap .*\n", done.stderr)


def test_score_names_the_jail(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text("import os\ndef solve(n):\n    os.wait() if os.fork() else os._exit(0)\n    return {'s': [1] * n}\n")
    command = [sys.executable, "-m", "eft", "score", "codes/labs/n=66", str(program), "sandbox=jail", "profile=cheap"]
    done = subprocess.run(command, cwd=Path(eft.__file__).parents[1], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "cheap/jail" in done.stdout
