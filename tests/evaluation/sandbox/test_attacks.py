"""Hostile programs, what must become of them, and that the host is unharmed after each."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

import eft
from eft.types import Limits, Status

LIBC = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    result = libc.syscall(ctypes.c_long(number), *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return "got through"
"""
FRAME = """
import json, os, struct
def frame(tree, raw=b""):
    text = tree if isinstance(tree, bytes) else json.dumps(tree).encode()
    return struct.pack("<4sIQ", b"EFT1", len(text), len(raw)) + text + raw
def report(answer):
    return {"status": "ok", "error": "", "answers": [answer], "used": [0]}
def send(data):
    while data:
        data = data[os.write(3, data):]
    os._exit(0)
"""


def solve(body: str, before: str = "") -> str:
    """A program whose `solve` has these lines and knows the host as `ctx`."""
    return before + "\ndef solve(**ctx):\n" + "".join(f"    {line}\n" for line in body.strip("\n").split("\n"))


MACHINE_CODE = """
import ctypes, mmap
def execute(code):
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    return ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
"""
x86_64 = pytest.mark.skipif(os.uname().machine != "x86_64", reason="x86-64 call numbers")
SIGNAL = "import signal\n"

HONEST: dict[str, str] = {
    "a float": solve("return 1.5"),
    "lazy import of the library": solve("import colorsys, difflib, json.tool\nreturn colorsys.rgb_to_hsv(0, 0, 0)"),
    "threads": solve("import threading\nt = [threading.Thread(target=sum, args=([1],)) for _ in range(4)]\n[x.start() for x in t]\n[x.join() for x in t]"),
    "asyncio": solve("import asyncio\nreturn asyncio.run(asyncio.sleep(0.001, 7))"),
    "an array": solve("import numpy as np\nreturn np.ones((128, 128)) @ np.ones((128, 128))"),
    "random numbers of the system": solve("import os, numpy as np\nreturn [float(np.random.default_rng().random()), len(os.urandom(8))]"),
    "a dataclass": solve("return P(1).x", "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: 'int'\n"),
    "discarded output": solve("import os\nprint('x', file=open(os.devnull, 'w'))"),
}  # fmt: skip

# name: (program, statuses that are right)
ATTACKS: dict[str, tuple[str, str]] = {
    # processes and threads
    "fork bomb": (solve("import os\nwhile True: os.fork()"), "error"),
    "daemon": (solve("import os\nif os.fork() == 0:\n    os.setsid()\n    os.fork()"), "error"),
    "vfork": (LIBC + solve("call(58)"), "error"),
    "clone3": (LIBC + solve("call(435, ctypes.create_string_buffer(88), ctypes.c_long(88))"), "error"),
    "clone with new user namespace": (LIBC + solve("call(56, ctypes.c_long(0x10000011), 0, 0, 0, 0)"), "error"),
    "subprocess": (solve("import subprocess\nsubprocess.run(['/bin/true'])"), "error"),
    "exec": (solve("import os\nos.execv('/bin/sh', ['sh', '-c', 'true'])"), "error"),
    "preload and exec": (solve("import os, sys\nos.environ['LD_PRELOAD'] = '/tmp/x.so'\nos.execv(sys.executable, ['python'])"), "error"),
    "process pool": (solve("from concurrent.futures import ProcessPoolExecutor\nwith ProcessPoolExecutor(2) as p: return list(p.map(abs, [1]))"), "error"),
    "sleeping threads": (solve("import threading, time\nfor _ in range(100000): threading.Thread(target=time.sleep, args=(99,), daemon=True).start()"), "error memory"),
    # memory
    "one large allocation": (solve("return len(bytearray(8 << 30))"), "memory"),
    "a hundred gigabytes of zeros": (solve("import numpy as np\nreturn float(np.zeros(100 * 2**30 // 8).sum())"), "memory"),
    "block after block": (solve("kept = []\nwhile True: kept.append(bytearray(1 << 20))"), "memory"),
    "memory file": (LIBC + solve("call(319, b'x', 0)"), "error"),
    "shared segment": (LIBC + solve("call(29, 0, ctypes.c_long(1 << 28), 0o1600)"), "error"),
    "locked memory": (LIBC + solve("call(151, 3)"), "error"),
    "many pipes": (solve("import os\nkept = [os.pipe() for _ in range(1000)]"), "error"),
    "larger pipe": (solve("import fcntl, os\nr, w = os.pipe()\nfcntl.fcntl(w, 1031, 1 << 20)"), "error"),
    # time
    "busy loop": (solve("while True: pass"), "timeout"),
    "busy loop that ignores signals": (SIGNAL + solve("for s in range(1, 65):\n    try: signal.signal(s, signal.SIG_IGN)\n    except (OSError, ValueError): pass\nwhile True: pass"), "timeout"),
    "catastrophic regular expression": (solve("import re\nre.match(r'(a+)+$', 'a' * 40 + 'b')"), "timeout"),
    "loop at import": ("while True: pass", "timeout"),
    # output
    "endless print": (solve("while True: print('x' * 1000)"), "output"),
    "endless stderr": (solve("import sys\nwhile True: sys.stderr.write('y' * 1000)"), "output"),
    "endless result": (solve("import os\nwhile True: os.write(3, b'z' * 65536)"), "output"),
    "large array": (solve("import numpy as np\nreturn np.zeros(1 << 18)"), "output"),
    "large text": (solve("return 'x' * (2 << 20)"), "output"),
    # crashes
    "exit 0": (solve("import os\nos._exit(0)"), "crash"),
    "exit 1": (solve("import os\nos._exit(1)"), "crash"),
    "sys.exit": (solve("import sys\nsys.exit(0)"), "error"),
    "recursion": (solve("return solve(**ctx)"), "error"),
    "recursion without limit": (solve("import sys\nsys.setrecursionlimit(10**9)\ndef f(x): return f([x]) + repr(x)\nf([])"), "memory crash error timeout"),
    "C stack": ("import sys\nsys.setrecursionlimit(10**9)\nx = None\nfor _ in range(10**6): x = [x]\n" + solve("return repr(x)"), "crash error memory timeout"),
    "null pointer": (solve("import ctypes\nctypes.string_at(0)"), "crash"),
    "abort": (solve("import os\nos.abort()"), "crash"),
    "own alarm": (solve("import signal, time\nsignal.setitimer(signal.ITIMER_REAL, 0.01)\ntime.sleep(3)"), "crash"),
    "kill -9 of itself": (solve("import os\nos.kill(os.getpid(), 9)"), "crash"),
    # limits and priorities
    "raise a limit": (solve("import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))"), "error"),
    "limit of the parent": (solve("import os, resource\nresource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (0, 0))"), "error"),
    "read limits of the parent": (solve("import os, resource\nreturn resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE)"), "error"),
    "affinity": (solve("import os\nos.sched_setaffinity(0, {0})"), "error"),
    "affinity of the parent": (solve("import os\nos.sched_setaffinity(os.getppid(), {0})"), "error"),
    "priority": (solve("import os\nos.setpriority(os.PRIO_PROCESS, 0, -20)"), "error"),
    "another user": (solve("import os\nos.setuid(65534)"), "error"),
    "no more death with the parent": (LIBC + solve("call(157, ctypes.c_long(1), 0, 0, 0, 0)"), "error"),
    # files
    "the answers": (solve("return open(ctx['secret']).read()"), "error"),
    "the answers by their folder": (solve("import os\nreturn os.listdir(os.path.dirname(ctx['secret']))"), "error"),
    "the answers by a link": (solve("import os\nos.symlink(ctx['secret'], '/tmp/link')"), "error"),
    "change the answers": (solve("open(ctx['secret'], 'w').write('x')"), "error"),
    "truncate the answers": (solve("import os\nos.truncate(ctx['secret'], 0)"), "error"),
    "chmod of the answers": (solve("import os\nos.chmod(ctx['secret'], 0o777)"), "error"),
    "chown of the answers": (solve("import os\nos.chown(ctx['secret'], 1, 1)"), "error"),
    "unlink the answers": (solve("import os\nos.unlink(ctx['secret'])"), "error"),
    "rename the answers": (solve("import os\nos.rename(ctx['secret'], ctx['secret'] + '2')"), "error"),
    "times of the answers": (solve("import os\nos.utime(ctx['secret'], (0, 0))"), "error"),
    "attributes of the answers": (solve("import os\nos.setxattr(ctx['secret'], 'user.x', b'1')"), "error"),
    "passwords": (solve("return open('/etc/passwd').read()"), "error"),
    "environment of the engine": (solve("return open(f'/proc/{ctx[\"engine\"]}/environ', 'rb').read()"), "error"),
    "memory of the zygote": (solve("import os\nreturn open(f'/proc/{os.getppid()}/mem', 'rb').read(1)"), "error"),
    "descriptors of the zygote": (solve("import os\nreturn os.listdir(f'/proc/{os.getppid()}/fd')"), "error"),
    "own memory map": (solve("return open('/proc/self/maps').read()"), "error"),
    "plant a module": (solve("import numpy, os\nopen(os.path.join(os.path.dirname(numpy.__file__), 'evil.py'), 'w')"), "error"),
    "temporary file": (solve("import tempfile\ntempfile.TemporaryFile()"), "error"),
    "shared memory file": (solve("open('/dev/shm/x', 'w')"), "error"),
    "make a folder": (solve("import os\nos.mkdir('/tmp/folder-of-a-candidate')"), "error"),
    "another folder": (solve("import os\nos.chdir('/tmp')"), "error"),
    "import the package": (solve("import eft.types"), "error"),
    "import another package": (solve("import yaml"), "error"),
    "list a folder through a path descriptor": (solve("import os\nreturn [e.name for e in os.scandir(os.open('/etc', os.O_PATH))]"), "error"),
    "read a file through a path descriptor": (solve("import os\nreturn os.read(os.open(ctx['secret'], os.O_PATH), 9)"), "error"),
    "reopen a path descriptor": (solve("import os\nreturn open(f\"/proc/self/fd/{os.open(ctx['secret'], os.O_PATH)}\").read()"), "error"),
    "open beneath a path descriptor": (solve("import os\nreturn os.open('etc/passwd', os.O_RDONLY, dir_fd=os.open('/', os.O_PATH))"), "error"),
    "links of the engine": (solve("import os\nreturn os.readlink(f'/proc/{ctx[\"engine\"]}/cwd')"), "error"),
    # signals and other processes
    "kill the parent": (solve("import os\nos.kill(os.getppid(), 9)"), "error"),
    "kill the engine": (solve("import os\nos.kill(ctx['engine'], 9)"), "error"),
    "kill the victim": (solve("import os\nos.kill(ctx['victim'], 9)"), "error"),
    "kill everyone": (solve("import os\nos.kill(-1, 9)"), "error"),
    "kill the group": (solve("import os\nos.killpg(0, 9)"), "error"),
    "tgkill": (LIBC + solve("call(234, ctypes.c_long(ctx['victim']), ctypes.c_long(ctx['victim']), 9)"), "error"),
    "tkill": (LIBC + solve("call(200, ctypes.c_long(ctx['victim']), 9)"), "error"),
    "queued signal": (LIBC + solve("call(129, ctypes.c_long(ctx['victim']), 9, ctypes.create_string_buffer(128))"), "error"),
    "pidfd": (solve("import os\nos.pidfd_open(ctx['victim'])"), "error"),
    "signal through a descriptor": (solve("import fcntl, os\nr, w = os.pipe()\nfcntl.fcntl(r, fcntl.F_SETOWN, os.getppid())"), "error"),
    "asynchronous descriptor": (solve("import fcntl, os\nr, w = os.pipe()\nfcntl.fcntl(r, fcntl.F_SETFL, os.O_ASYNC)"), "error"),
    "ptrace": (LIBC + solve("call(101, ctypes.c_long(16), ctypes.c_long(os.getppid()), 0, 0)"), "violation"),
    "read the parent's memory": (LIBC + solve("call(310, ctypes.c_long(os.getppid()), 0, 0, 0, 0, 0)"), "violation"),
    "unshare": (LIBC + solve("call(272, 0x10000000)"), "violation"),
    "io_uring": (LIBC + solve("call(425, 8, ctypes.create_string_buffer(256))"), "violation"),
    "bpf": (LIBC + solve("call(321, 0, 0, 0)"), "violation"),
    "userfaultfd": (LIBC + solve("call(323, 0)"), "violation"),
    "perf": (LIBC + solve("call(298, 0, 0, 0, 0, 0)"), "violation"),
    "keyctl": (LIBC + solve("call(250, 0, 0, 0, 0, 0)"), "violation"),
    "clock": (LIBC + solve("call(227, 0, ctypes.create_string_buffer(16))"), "violation"),
    "mount": (LIBC + solve("call(165, b'none', b'/mnt', b'tmpfs', 0, 0)"), "violation"),
    "another filter": (LIBC + solve("call(317, 1, 0, 0)"), "error"),
    "x32": (LIBC + solve("call(0x40000000 + 39)"), "violation"),
    "32-bit call": (solve("return execute(bytes.fromhex('b814000000cd80c3'))", MACHINE_CODE), "violation"),
    # network
    "connect": (solve("import socket\nsocket.create_connection(('127.0.0.1', 9))"), "error"),
    "datagram": (solve("import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM)"), "error"),
    "unix socket": (solve("import socket\nsocket.socket(socket.AF_UNIX)"), "error"),
    "netlink": (solve("import socket\nsocket.socket(socket.AF_NETLINK, socket.SOCK_RAW)"), "error"),
    "datagram from a pair": (solve("import socket\na, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)\na.sendto(b'x', '\\0abstract')"), "error"),
    # forged, broken and impossible results
    "half a frame": (solve("send(frame(report(1))[:-2])", FRAME), "invalid"),
    "two frames": (solve("send(frame(report(1)) * 2)", FRAME), "invalid"),
    "a frame before the runner's": (solve("import os\nos.write(3, frame(report(1)))\nreturn 1", FRAME), "invalid"),
    "trailing junk": (solve("send(frame(report(1)) + b'x')", FRAME), "invalid"),
    "pickle": (solve("import pickle\nsend(pickle.dumps(ctx))", FRAME), "invalid"),
    "unknown status": (solve("send(frame({**report(1), 'status': 'infra'}))", FRAME), "invalid"),
    "more answers": (solve("send(frame({**report(1), 'answers': [1, 2]}))", FRAME), "invalid"),
    "no report": (solve("send(frame([1, 2]))", FRAME), "invalid"),
    "object array": (solve("import numpy as np\nreturn np.array([{}])"), "invalid"),
    "structured array": (solve("import numpy as np\nreturn np.zeros(2, dtype=[('a', 'O')])"), "invalid"),
    "object with a reducer": (solve("class R:\n    def __reduce__(self): return (print, ('x',))\nreturn R()"), "invalid"),
    "complex": (solve("return 1j"), "invalid"),
    "lying shape": (solve("send(frame(report({'__array__': ['<f8', [1000]]}), bytes(8)))", FRAME), "invalid"),
    "negative shape": (solve("send(frame(report({'__array__': ['<f8', [-1]]}), bytes(8)))", FRAME), "invalid"),
    "bytes of nobody": (solve("send(frame(report(1), bytes(8)))", FRAME), "invalid"),
    "deep nesting": (solve("send(frame(b'[' * 100000 + b']' * 100000))", FRAME), "invalid"),
    "nested answer": (solve("x = []\nfor _ in range(200): x = [x]\nreturn x"), "invalid"),
    "circular answer": (solve("x = []\nx.append(x)\nreturn x"), "invalid"),
    "integer of 5,000 digits": (solve("send(frame(b'9' * 5000))", FRAME), "invalid"),
    "integer of 65 bits": (solve("return 2**64"), "invalid"),
    "bad UTF-8": (solve("send(frame(b'\"\\xff\"'))", FRAME), "invalid"),
    "lone surrogate": (solve("return chr(0xd800)"), "invalid"),
    "forged lone surrogate": (solve("send(frame(report(chr(0xd800))))", FRAME), "invalid"),
    "key twice": (solve("send(frame(b'{\"a\": 1, \"a\": 2}'))", FRAME), "invalid"),
    "closed result": (solve("import os\nos.close(3)\nreturn 1"), "crash"),
    "a thread that goes on writing": (solve("import os, threading\ndef f():\n    while True: os.write(3, b'x')\nthreading.Thread(target=f, daemon=True).start()\nimport time\ntime.sleep(0.05)\nreturn 1"), "invalid output"),
    # source
    "syntax error": ("def solve(n) return", "error"),
    "null bytes": ("def solve(**_): return '\0'", "error"),
    "lone surrogate in the source": ("def solve(**_): return '\ud800'", "error invalid ok"),
    "no solve": ("x = 1", "error"),
    "fifty thousand parentheses": ("x = " + "(" * 50000 + ")" * 50000, "error memory crash"),
    "long line": ("def solve(**_): " + "x" * 100000 + " = undefined", "error"),
    "exception with a bomb in its text": (solve("class E(Exception):\n    def __str__(self): raise SystemExit\nraise E"), "error"),
    "exception with a name of a megabyte": (solve("raise type('E' * 10**6, (Exception,), {})('x' * 10**6)"), "error"),
}  # fmt: skip


def harmless(result: Any, host: Any, before: os.stat_result, zygote: int, listing: set[str]) -> None:
    assert host.victim.poll() is None
    now = host.secret.stat()
    assert (now.st_mode, now.st_size, now.st_mtime_ns, now.st_uid) == (before.st_mode, before.st_size, before.st_mtime_ns, before.st_uid)
    assert host.secret.read_text() == os.environ["EFT_TEST_CANARY"]
    assert os.environ["EFT_TEST_CANARY"] not in repr(result)
    assert host.zygote == zygote
    assert host.children() == []
    assert {*os.listdir("/tmp"), *os.listdir("/dev/shm")} & {"link", "x", "folder-of-a-candidate", ".eft-trial"} <= listing
    assert len(result.error) <= 2000
    assert (result.error + result.log).isprintable() or "\n" in result.error + result.log
    assert host.run("def solve(**_): return 41").answers == (41,)


def fixed(status: str) -> set[Status]:
    return {Status(word) for word in status.split()}


@pytest.mark.parametrize("name", HONEST)
def test_honest_programs_run(host: Any, name: str) -> None:
    result = host.run(HONEST[name])
    assert result.status is Status.OK, result.error


@x86_64
@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_contained(host: Any, name: str) -> None:
    source, status = ATTACKS[name]
    before, zygote = host.secret.stat(), host.zygote
    listing = {*os.listdir("/tmp"), *os.listdir("/dev/shm")}
    # Only a program that is meant to run out of time gets little of it: touching 128 MB takes 0.26 s of CPU on a busy host.
    quick = Limits(cpu_s=0.25 if "timeout" in status else 2.0, wall_s=4.0, memory_mb=128, output_mb=1)
    result = host.run(source, quick)
    assert result.status in fixed(status), (result.status, result.error, result.answers)
    harmless(result, host, before, zygote, listing)


def test_children_inherit_nothing(host: Any) -> None:
    walk = """
import gc, os, sys
def solve(**ctx):
    found = [repr(dict(os.environ)), repr(sys.argv), repr(sys.path)]
    frame = sys._getframe()
    while frame is not None:
        found.append(repr(frame.f_locals)[:10000])
        frame = frame.f_back
    found += [o for o in gc.get_objects() if isinstance(o, str)]
    fds = []
    for fd in range(64):
        try:
            os.fstat(fd)
            fds.append(fd)
        except OSError:
            pass
    return [any("can" + "ary-5e1f0c" in text for text in found), sorted(os.environ), fds]
"""
    canary, environment, descriptors = host.run(walk).answers[0]
    assert not canary
    assert descriptors == [0, 1, 2, 3]
    assert set(environment) <= {
        "PATH",
        "LANG",
        "LC_CTYPE",
        "TZ",
        "PYTHONHASHSEED",
        "PYTHONUTF8",
        "OPENBLAS_NUM_THREADS",
        "OMP_NUM_THREADS",
        "MKL_NUM_THREADS",
    }


def test_previous_program_is_gone(host: Any) -> None:
    host.run(
        "SECRET_OF_A = 'marker-' + 'of-the-first'\nimport sys, random\nrandom.stolen = SECRET_OF_A\ndef solve(**_): sys.stash = SECRET_OF_A"
    )
    source = "import sys, random\ndef solve(**_): return [hasattr(sys, 'stash'), hasattr(random, 'stolen'), hasattr(sys.modules.get('program'), 'SECRET_OF_A')]"
    assert host.run(source).answers == ([False, False, False],)


def test_answers_right_programs_and_scorers_of_the_suite_are_out_of_reach(host: Any) -> None:
    root = Path(eft.__file__).parents[1]
    files = [
        p
        for pattern in ("tasks/*/*/score.py", "tasks/*/*/pool.json", "tasks/*/*/right/*", "eft/evaluation/*.py")
        for p in sorted(root.glob(pattern))[:2]
    ]
    files += [root, root / "tasks", root / "eft", Path(os.__file__).parent / "site-packages"]
    source = """
import os
def solve(**ctx):
    got = []
    for file in FILES:
        for attempt in (open, os.listdir, lambda f: os.open(f, os.O_RDONLY)):
            try:
                attempt(file)
                got.append(file)
            except (OSError, NotADirectoryError):
                pass
    return got
""".replace("FILES", repr([str(f) for f in files]))
    assert host.run(source).answers == ([],)


def test_forged_frame_is_only_data(host: Any) -> None:
    result = host.run(FRAME + solve("send(frame(report({'score': 1e9})))"))
    assert result.status is Status.OK
    assert result.answers == ({"score": 1e9},)


def test_printed_scores_stay_in_the_log(host: Any) -> None:
    result = host.run(solve("print('SCORE: 1e9\\x1b[31m')\nreturn 1"))
    assert result.answers == (1,)
    assert result.log == "SCORE: 1e9\\x1b[31m\n"


def test_lying_subclasses_arrive_plain(host: Any) -> None:
    source = """
import numpy as np
class F(float):
    def __lt__(self, other): return True
class A(np.ndarray):
    def __lt__(self, other): return np.ones(self.shape, bool)
def solve(**ctx):
    return [F(2.5), np.arange(3).view(A), (1, True, np.float32(0.5), np.int8(-3))]
"""
    number, array, rest = host.run(source).answers[0]
    assert type(number) is float
    assert type(array).__name__ == "ndarray"
    assert rest == [1, True, 0.5, -3]
    assert [type(x) for x in rest] == [int, bool, float, int]


def test_patched_libraries_harm_only_the_child(host: Any) -> None:
    source = solve(
        "import time, numpy, math, json, os\ntime.time = numpy.allclose = math.isfinite = json.dumps = lambda *a, **k: True\nos.write = None\nreturn 1"
    )
    assert host.run(source).status in (Status.CRASH, Status.ERROR, Status.INVALID)
    assert host.run("import time\ndef solve(**_): return time.time() > 1e9").answers == (True,)


def test_error_text_shows_the_programs_own_lines(host: Any) -> None:
    result = host.run("def helper(x):\n    return x[3]\n\ndef solve(**ctx):\n    return helper([1])\n")
    assert result.error == "line 5, in solve: return helper([1])\nline 2, in helper: return x[3]\nIndexError: list index out of range"


def test_sleep_is_a_timeout_at_once(host: Any) -> None:
    result = host.run(solve("import time\ntime.sleep(60)"), Limits(cpu_s=0.5, wall_s=0.3, memory_mb=128))
    assert result.status is Status.TIMEOUT
    assert "wall" in result.error


def test_stopped_process_is_killed(host: Any) -> None:
    result = host.run(solve("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)"), Limits(cpu_s=0.5, wall_s=0.3, memory_mb=128))
    assert result.status is Status.TIMEOUT


@pytest.mark.slow
def test_scipy_can_be_imported(host: Any) -> None:
    result = host.run(
        solve("import scipy.optimize, scipy.special, scipy.spatial\nreturn float(scipy.special.gamma(5))"), Limits(30.0, 90.0)
    )
    assert result.answers == (24.0,)


@pytest.mark.slow
def test_soak(host: Any) -> None:
    def descriptors() -> int:
        return len(os.listdir("/proc/self/fd"))

    before = descriptors()
    for _ in range(500):
        assert host.run("def solve(**_): return 1").answers == (1,)
    assert descriptors() == before
