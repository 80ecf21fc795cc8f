"""Where control groups may be made, what is written into them, and that they go away."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from eft.evaluation.sandbox.cgroup import Group, Homes, find, homes, sweep

needs_group = pytest.mark.skipif(not homes(), reason="no writable control group here")


def mounted(kind: str, root: str, at: Path, options: str) -> str:
    return f"30 23 0:26 {root} {at} rw,nosuid shared:9 - {kind} {kind} rw,{options}"


def test_version_1_lies_below_our_own_group(tmp_path: Path) -> None:
    (tmp_path / "memory" / "job").mkdir(parents=True)
    (tmp_path / "pids").mkdir()
    info = "\n".join(mounted("cgroup", "/", tmp_path / name, name) for name in ("memory", "pids"))
    found = find(info, "3:memory:/job\n2:pids:/\n0::/\n")
    assert found.version == 1
    assert found.controllers == {"memory": tmp_path / "memory" / "job", "pids": tmp_path / "pids"}
    assert "cgroup v1" in found.describe()


def test_a_controller_mounted_from_further_down(tmp_path: Path) -> None:
    """In a container the root of the mount is the container's own group."""
    (tmp_path / "memory" / "job").mkdir(parents=True)
    (tmp_path / "both").mkdir()
    info = (
        mounted("cgroup", "/docker/abc", tmp_path / "memory", "memory") + "\n" + mounted("cgroup", "/", tmp_path / "both", "pids,cpuacct")
    )
    found = find(info, "3:memory:/docker/abc/job\n2:pids,cpuacct:/\n")
    assert found.controllers == {"memory": tmp_path / "memory" / "job", "pids": tmp_path / "both", "cpuacct": tmp_path / "both"}


def test_one_controller_is_not_enough(tmp_path: Path) -> None:
    found = find(mounted("cgroup", "/", tmp_path, "memory"), "3:memory:/\n")
    assert not found
    assert "not that of all together" in found.describe()


@pytest.mark.parametrize(("handed_down_by", "place"), [("own", "app.slice"), ("parent", ""), (None, None)])
def test_version_2_lies_where_memory_is_handed_down(tmp_path: Path, handed_down_by: str | None, place: str | None) -> None:
    """Our own group holds us and so can hand nothing down, in general; then our group's parent may."""
    own = tmp_path / "app.slice"
    own.mkdir()
    for folder, names in ((tmp_path, "parent"), (own, "own")):
        (folder / "cgroup.subtree_control").write_text("cpu memory pids\n" if names == handed_down_by else "cpu\n")
        (folder / "cgroup.procs").write_text("")
    found = find(mounted("cgroup2", "/", tmp_path, "nsdelegate"), "0::/app.slice\n")
    assert bool(found) == (place is not None)
    if place is not None:
        assert found.version == 2
        assert {*found.controllers.values()} == {tmp_path / place}


def test_a_group_of_version_2(tmp_path: Path) -> None:
    """The kernel's files, played by plain ones."""
    group = Group(Homes(2, dict.fromkeys(("memory", "pids", "cpuacct"), tmp_path)), 5 << 20, 7)
    (folder,) = tmp_path.iterdir()
    assert (folder / "memory.max").read_text() == str(5 << 20)
    assert (folder / "pids.max").read_text() == "7"
    group.join(123)
    assert (folder / "cgroup.procs").read_text() == "123"
    (folder / "memory.events").write_text("low 0\noom 2\noom_kill 3\n")
    (folder / "cpu.stat").write_text("usage_usec 2500000\nuser_usec 1\n")
    assert (group.killed(), group.cpu_s()) == (3, 2.5)


def test_what_is_not_counted_is_zero(tmp_path: Path) -> None:
    group = Group(Homes(1, dict.fromkeys(("memory", "pids"), tmp_path)), 1, 1)
    assert (group.killed(), group.cpu_s()) == (0, 0.0)


def test_groups_of_dead_engines_are_swept(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    for pid in (dead.pid, os.getpid()):
        (tmp_path / f"eft-{pid}-0").mkdir()
    (tmp_path / "other").mkdir()
    sweep(Homes(1, {"memory": tmp_path}))
    assert {path.name for path in tmp_path.iterdir()} == {f"eft-{os.getpid()}-0", "other"}


@needs_group
def test_a_real_group_holds_and_goes(tmp_path: Path) -> None:
    group = Group(homes(), 64 << 20, 4)
    try:
        code = "import os, sys\nsys.stdin.read(1)\nmade = 0\ntry:\n    while True:\n        if os.fork() == 0:\n            sys.stdin.read()\n            os._exit(0)\n        made += 1\nexcept OSError: print(made)"
        process = subprocess.Popen([sys.executable, "-S", "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        group.join(process.pid)
        out, _ = process.communicate("go")
        assert out.strip() == "3"  # four with the first
        assert group.cpu_s() > 0
    finally:
        group.remove()
    assert not any(folder.exists() for folder in group.folders.values())
