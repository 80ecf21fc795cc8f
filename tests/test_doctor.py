"""`eft doctor`: findings from made-up machines, facts from made-up files, and one look at this machine."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eft.__main__ import run
from eft.diagnosis.facts import PACKAGES, Facts, cgroups, existing, look, memory_sizes
from eft.diagnosis.findings import Finding, fit, judge
from eft.doctor import line, main, summary
from eft.evaluation.sandbox import jail
from eft.evaluation.sandbox.cgroup import homes

GOOD = Facts(
    kernel="6.12", python="3.11", landlock_abi=6, seccomp=True, trial="", jail_walls="bubblewrap 0.9.0", cgroup="v2", cgroup_writable=("memory", "pids"), bwrap="0.9.0", cores=8,
    all_cores=8, memory=32 * 10**9, memory_free=16 * 10**9, simd=("portable", "avx2"), gxx="12.2.0", nvcc="13.0", gpus=("H, 80 GB, 1",),
    packages=dict.fromkeys(PACKAGES, "1.0"), sqlite=(3, 51, 3), filesystem="ext4", free=10**12, clock="tsc", open_files=1024,
)  # fmt: skip


def findings(**changes: Any) -> dict[str, Finding]:
    return {one.name: one for one in judge(replace(GOOD, **changes))}


def test_a_machine_with_everything_is_fit_and_needs_no_remedy() -> None:
    found = judge(GOOD)
    assert {one.state for one in found} == {"ok"}
    assert not any(one.costs or one.remedy for one in found)
    assert fit(found)
    assert summary(found).endswith("0 warnings, 0 missing; everything that the default commands need is there")


@pytest.mark.parametrize(
    ("changes", "name", "state", "fits"),
    [
        ({"zygote": "this kernel has no Landlock"}, "sandbox zygote", "missing", False),
        ({"trial": "a program got a socket"}, "sandbox zygote", "missing", False),
        ({"trial": None}, "sandbox zygote", "ok", True),
        ({"jail": "bubblewrap is not installed"}, "sandbox jail", "missing", True),
        ({"landlock_abi": 0}, "Landlock", "missing", True),
        ({"landlock_abi": 5}, "Landlock", "warning", True),
        ({"seccomp": False}, "seccomp", "missing", True),
        ({"namespaces": "Operation not permitted"}, "user namespaces", "missing", True),
        ({"cgroup_writable": ("pids",)}, "cgroups", "warning", True),
        ({"cgroup": "", "cgroup_writable": ()}, "cgroups", "warning", True),
        ({"bwrap": ""}, "bubblewrap", "missing", True),
        ({"bwrap_trial": "setting up uid map: Permission denied"}, "bubblewrap", "missing", True),
        ({"cores": 1}, "cores", "warning", True),
        ({"smt": True}, "cores", "warning", True),
        ({"memory_free": 2 * 10**9 - 1}, "memory", "warning", True),
        ({"simd": ()}, "compiled scorers", "missing", False),
        ({"simd": ("portable",)}, "compiled scorers", "warning", True),
        ({"gxx": ""}, "g++", "missing", True),
        ({"gpus": ()}, "GPU", "missing", True),
        ({"nvcc": ""}, "nvcc", "missing", True),
        ({"clock": "hpet"}, "clock", "warning", True),
        ({"clock": ""}, "clock", "warning", True),
        ({"sqlite": (3, 40, 1)}, "SQLite", "warning", True),
        ({"filesystem": "nfs4"}, "run folder runs", "warning", True),
        ({"filesystem": "tmpfs"}, "run folder runs", "warning", True),
        ({"free": 2 * 10**9 - 1}, "run folder runs", "warning", True),
        ({"folder_trouble": "/x cannot be written"}, "run folder runs", "missing", False),
        ({"open_files": 511}, "open files", "warning", True),
        *(({"packages": {p: "1" for p in PACKAGES if p != name}}, name, "missing", name != "numpy") for name in PACKAGES),
    ],
)
def test_each_lack_is_one_line_with_what_it_costs_and_what_to_do(changes: dict[str, Any], name: str, state: str, fits: bool) -> None:
    found = findings(**changes)
    one = found.pop(name)
    assert one.state == state
    assert {other.state for other in found.values()} == {"ok"}
    assert fit([one, *found.values()]) is fits
    if state != "ok":
        assert one.costs
        assert one.remedy
        assert "\n" not in line(one, 20)
        assert f"remedy: {one.remedy}" in line(one, 20)
    if not fits:
        assert summary([one]).endswith(f"the default commands do not work here: {name}")


def test_the_jail_says_what_it_consists_of() -> None:
    assert line(findings()["sandbox jail"], 12) == "ok       sandbox jail  bubblewrap 0.9.0"


@pytest.mark.skipif(bool(jail.missing()), reason=f"no jail here: {jail.missing()}")
def test_the_jail_of_this_machine(tmp_path: Path) -> None:
    facts = look(tmp_path)
    assert (facts.jail, facts.jail_walls) == ("", jail.walls())
    assert f"bubblewrap {facts.bwrap}, seccomp" in facts.jail_walls
    assert ("limits memory and processes of all together" in facts.jail_walls) == bool(homes())


def test_the_smallest_values_that_are_well() -> None:
    found = findings(memory_free=2 * 10**9, free=2 * 10**9, open_files=512, cores=2, landlock_abi=6)
    assert {one.state for one in found.values()} == {"ok"}


def test_control_groups_of_both_versions(tmp_path: Path) -> None:
    own, root = tmp_path / "own", tmp_path / "v2"
    group = root / "user" / "me"
    group.mkdir(parents=True)
    (root / "cgroup.controllers").write_text("cpu memory pids\n")
    own.write_text("0::/user/me\n")
    assert cgroups(root, own) == ("v2", ())  # no controller is handed down
    (group / "cgroup.controllers").write_text("memory\n")
    assert cgroups(root, own) == ("v2", ("memory",))
    old = tmp_path / "v1"
    (old / "memory" / "me").mkdir(parents=True)
    (old / "pids").mkdir()
    own.write_text("4:memory:/me\n5:cpu,pids:/gone\n0::/\n")
    assert cgroups(old, own) == ("v1", ("memory", "pids"))
    assert cgroups(tmp_path / "none", tmp_path / "none") == ("", ())


def test_memory_and_the_folder_to_be(tmp_path: Path) -> None:
    assert memory_sizes("MemTotal:       1000 kB\nMemFree: 1 kB\nMemAvailable:    500 kB\n") == (1_024_000, 512_000)
    assert memory_sizes("") == (0, 0)
    assert existing(tmp_path / "a" / "b") == (tmp_path, "")
    (tmp_path / "file").touch()
    assert existing(tmp_path / "file" / "b") == (tmp_path, f"{tmp_path / 'file'} is no folder")


def test_this_machine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([f"out={tmp_path / 'runs'}"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(word.split()[0] in ("ok", "warning", "missing") for word in lines[:-2])
    assert "holds" in lines[0]
    assert not (tmp_path / "runs").exists()
    assert run("doctor", main, ["--jsn"]) == 2
    assert run("doctor", main, ["everything"]) == 2


def test_json_in_a_process_of_its_own_leaves_torch_and_secrets_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "canary-0123456789")
    code = (
        "import sys; from eft.doctor import main; code = main(['--json', '--fast'])\n"
        "heavy = {'torch', 'transformers', 'lightning', 'ray', 'sglang'} & set(sys.modules)\n"
        "assert not heavy, heavy; sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["fit"] is True
    assert {"name", "state", "found", "costs", "remedy", "needed"} == set(found["findings"][0])
    assert "canary" not in done.stdout
