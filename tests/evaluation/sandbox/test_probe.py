"""The choice of the sandbox, its trial, and the filter itself."""

from __future__ import annotations

import inspect
import struct
import sys
from dataclasses import replace
from typing import Any

import pytest

from eft.evaluation.sandbox.child import landlock, seccomp, server, syscalls
from eft.evaluation.sandbox.probe import SANDBOXES, Offers, describe, lack, missing, offers, open_sandbox, prove
from eft.evaluation.sandbox.protocol import Call, Job
from eft.evaluation.sandbox.unsafe import unsafe_sandbox
from eft.evaluation.sandbox.zygote import Walls, ZygoteSandbox
from eft.types import Limits, Status, UserError


def test_unknown_sandbox() -> None:
    with pytest.raises(UserError, match="did you mean zygote"):
        open_sandbox("zygot")


def test_the_default_is_opened_and_holds() -> None:
    sandbox = open_sandbox("zygote")
    try:
        assert sandbox.name == "zygote"
        assert "Landlock ABI" in describe()
    finally:
        sandbox.close()


HERE = Offers("linux", "x86_64", True, 4)


@pytest.mark.parametrize(
    ("changes", "words", "remedy"),
    [
        ({"landlock": 0}, "no Landlock", r"5\.13.*lsm=.*sandbox=jail.*sandbox=unsafe"),
        ({"seccomp": False}, "no seccomp", "sandbox=unsafe"),
        ({"system": "darwin", "seccomp": False, "landlock": 0}, "darwin is not Linux", "virtual machine"),
        ({"machine": "riscv64", "seccomp": False}, "riscv64", "sandbox=unsafe"),
    ],
)
def test_a_machine_that_lacks_something_is_refused_with_the_remedy(changes: dict[str, Any], words: str, remedy: str) -> None:
    poor = replace(HERE, **changes)
    with pytest.raises(UserError, match=f"{words}.*{remedy}"):
        open_sandbox("zygote", found=poor)
    assert words in missing(poor)
    assert describe(poor) == f"zygote: not available: {missing(poor)}"
    with pytest.raises(UserError):  # the default is not weaker
        open_sandbox(found=poor)


def test_any_landlock_will_do_because_the_filter_does_not_lean_on_it() -> None:
    assert all(lack(replace(HERE, landlock=abi)) == ("", "") for abi in range(1, 9))


def test_what_is_offered_is_asked_from_the_kernel() -> None:
    assert (offers().system, offers().landlock) == (sys.platform, landlock.abi())


def test_half_a_sandbox_cannot_be_asked_for_and_is_called_unsafe() -> None:
    assert ZygoteSandbox(walls=Walls(seccomp=False)).name == ZygoteSandbox(walls=Walls(landlock=False)).name == "unsafe"
    assert ZygoteSandbox(walls=Walls(abi=1)).name == "unsafe"
    assert ZygoteSandbox().name == "zygote"
    assert {*inspect.signature(open_sandbox).parameters} == {"name", "workers", "found"}
    assert set(SANDBOXES) <= {"zygote", "jail", "unsafe"}


def test_unsafe_is_opened_only_by_name_and_does_not_hold() -> None:
    sandbox = open_sandbox("unsafe")
    try:
        assert sandbox.name == "unsafe"
        with pytest.raises(UserError, match=r"does not hold.*sandbox=unsafe"):
            prove(sandbox)
    finally:
        sandbox.close()


@pytest.mark.parametrize(("name", "hinted"), [("zygote", True), ("unsafe", False)])
def test_who_lacks_a_permission_hears_of_the_jail_only_where_the_sandbox_may_be_the_reason(name: str, hinted: bool) -> None:
    sandbox = open_sandbox(name)
    try:
        error = sandbox.run(Job("def solve(): raise PermissionError('no')", (Call({}),), Limits(1.0, 4.0))).error
        assert "PermissionError: no" in error
        assert ("sandbox=jail" in error) is hinted
    finally:
        sandbox.close()


def test_unsafe_keeps_limits_and_leaves_no_process() -> None:
    sandbox = unsafe_sandbox()
    try:
        source = "import os, time\ndef solve():\n    if os.fork() == 0: time.sleep(60)\n    return os.getpgrp()"
        assert sandbox.run(Job(source, (Call({}),), Limits(1.0, 4.0))).status is Status.OK
        assert sandbox.run(Job("def solve():\n    while True: pass", (Call({}),), Limits(0.1, 4.0))).status is Status.TIMEOUT
        assert sandbox.run(Job("def solve(): return len(bytearray(4 << 30))", (Call({}),), Limits(1.0, 4.0, 128))).status is Status.MEMORY
    finally:
        sandbox.close()


def test_the_read_list_names_no_folder_of_packages() -> None:
    paths = server.readable({"numpy": "/somewhere/site-packages/numpy"})
    assert not any(path.endswith(("site-packages", "dist-packages", "/test")) for path in paths)
    assert not any(path.rstrip("/").endswith(("/lib", "/usr", "/")) for path in paths)


def decide(program: bytes, number: int, *arguments: int, arch: int = syscalls.AUDIT_ARCH["x86_64"]) -> int:
    """A slow interpreter of classic BPF, written for this test from the kernel's description."""
    data = struct.pack("<IIQ6Q", number, arch, 0, *(list(arguments) + [0] * 6)[:6])
    code = [struct.unpack_from("<HBBI", program, 8 * i) for i in range(len(program) // 8)]
    at = accumulator = 0
    while True:
        operation, if_true, if_false, operand = code[at]
        at += 1
        if operation == 0x20:
            (accumulator,) = struct.unpack_from("<I", data, operand)
        elif operation == 0x06:
            return operand
        else:
            test = {0x15: accumulator == operand, 0x45: bool(accumulator & operand), 0x35: accumulator >= operand}[operation]
            at += if_true if test else if_false


ALLOW, KILL, EPERM, ENOSYS = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026
PID = 4321


@pytest.mark.skipif(syscalls.MACHINE != "x86_64", reason="x86-64 call numbers")
@pytest.mark.parametrize(
    ("number", "arguments", "verdict"),
    [
        (0, (), ALLOW),  # read
        (101, (), KILL),  # ptrace
        (41, (), EPERM),  # socket
        (9999, (), EPERM),
        (0x40000000, (), KILL),  # x32
        (56, (0x3D0F00,), ALLOW),  # clone: a thread
        (56, (0x01200011,), EPERM),  # clone: fork
        (56, (0x3D0F00 | 0x10000000,), EPERM),
        (435, (), ENOSYS),  # clone3
        (62, (PID, 9), ALLOW),  # kill itself
        (62, (1, 9), EPERM),
        (62, (2**32 - 1, 9), EPERM),
        (234, (PID, PID, 6), ALLOW),
        (72, (5, 8, 1), EPERM),  # fcntl F_SETOWN
        (72, (5, 4, 0o4000), ALLOW),  # F_SETFL O_NONBLOCK
        (72, (5, 4, 0o20000), EPERM),  # F_SETFL O_ASYNC
        (72, (5, 1030, 0), ALLOW),
        (302, (0, 7, 0, 1), ALLOW),  # prlimit64: read own
        (302, (0, 7, 1 << 40, 0), EPERM),
        (302, (1, 7, 0, 1), EPERM),
        (157, (1,), EPERM),  # prctl PR_SET_PDEATHSIG
        (53, (1,), ALLOW),
        (53, (2,), EPERM),
        (44, (3, 0, 0, 0, 1 << 33), EPERM),  # sendto with an address
        (44, (3,), ALLOW),
    ],
)
def test_filter(number: int, arguments: tuple[int, ...], verdict: int) -> None:
    assert decide(seccomp.for_process(seccomp.assemble(), PID), number, *arguments) == verdict


@pytest.mark.skipif(syscalls.MACHINE != "x86_64", reason="x86-64 call numbers")
def test_filter_kills_other_architectures() -> None:
    assert decide(seccomp.assemble(), 0, arch=0x40000003) == KILL


def test_no_call_is_both_allowed_and_killed() -> None:
    assert not {*syscalls.ALLOW} & {*syscalls.KILL}
    for name, table in syscalls.TABLES.items():
        assert len({*table.values()}) == len(table), name
        assert {"clone", "clone3", "kill", "tgkill", "fcntl", "ioctl", "prctl", "prlimit64", "socketpair", "sendto"} <= {*table}, name
        assert {*table} <= {*syscalls.ALLOW, *syscalls.KILL, "clone", "clone3", "kill", "tkill", "tgkill", "fcntl", "ioctl", "prctl", "prlimit64", "socketpair", "sendto"}  # fmt: skip


def test_landlock_is_asked_from_the_kernel() -> None:
    assert landlock.abi() >= 1
