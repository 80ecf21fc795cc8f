"""Hostile sources: what the compiler does with them ends in one line, in the jail as without it, and the host is as before."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from eft.evaluation.sandbox import jail
from eft.evaluation.timing import compiler
from eft.evaluation.timing.compiler import FILE_BYTES, SCRIPT, confinement
from eft.evaluation.timing.harness import missing

needs_jail = pytest.mark.skipif(bool(jail.missing()), reason=f"no jail here: {jail.missing()}")
needs_compiler = pytest.mark.skipif(
    not shutil.which("cc") or not shutil.which("c++") or bool(missing()), reason="no compiler or timer here"
)
pytestmark = needs_compiler
PLAIN = "int f(int x) { return x + 1; }\n"


def in_jail(suffix: str, text: str, folder: Path) -> str:
    files = {f"kernel{suffix}": text.encode(), "entry.c": b"int f(int); int eft_entry(int x) { return f(x); }\n"}
    return compiler._run_jailed(suffix, files, folder / "kernel.so")


def without(suffix: str, text: str, folder: Path) -> str:
    files = {f"kernel{suffix}": text.encode(), "entry.c": b"int f(int); int eft_entry(int x) { return f(x); }\n"}
    return compiler._run_here(suffix, files, folder)


BOTH = pytest.mark.parametrize("run", [pytest.param(in_jail, marks=needs_jail), without])
Run = Callable[[str, str, Path], str]

# name: (suffix, source, part of the complaint)
BOMBS = {
    "host file": (".c", '#include "/etc/passwd"\n' + PLAIN, "/etc/passwd"),
    "host file by assembler": (".c", '__asm__(".incbin \\"/etc/passwd\\"");\n' + PLAIN, "/etc/passwd"),
    "host folder by path": (".c", '#include "../../../../../../etc/hostname"\n' + PLAIN, "hostname"),
    "template recursion": (".cpp", "template <int n> struct T { enum { v = T<n - 1>::v + T<n - 2>::v }; };\nint f(int x) { return x + T<2000000>::v; }\n", "template"),
    "array larger than any file": (".c", "char room[1ull << 36] = {1};\n" + PLAIN, ""),
    "linker option in a section": (".c", '__asm__(".section .drectve\\n.ascii \\"-Wl,-T/etc/passwd\\"\\n.text");\n' + PLAIN + "\n#error stop\n", "stop"),
    "unknown symbol": (".c", "int g(int);\nint f(int x) { return g(x); }\n", "undefined"),
}  # fmt: skip


@BOTH
def test_plain_source_compiles(run: Run, tmp_path: Path) -> None:
    assert run(".c", PLAIN, tmp_path) == ""
    assert (tmp_path / "kernel.so").read_bytes()[:4] == b"\x7fELF"


@BOTH
@pytest.mark.parametrize("name", BOMBS)
def test_bomb_ends_in_one_line(run: Run, name: str, tmp_path: Path) -> None:
    suffix, text, wanted = BOMBS[name]
    complaint = run(suffix, text, tmp_path)
    assert complaint != ""
    assert wanted in complaint
    assert len(complaint) <= 300
    assert complaint.isprintable()
    assert not (tmp_path / "kernel.so").exists()


@pytest.mark.slow
@BOTH
def test_endless_include(run: Run, tmp_path: Path) -> None:
    """/dev/zero: the jail has one, and memory or time ends it; without a jail it can't be opened."""
    assert run(".c", '#include "/dev/zero"\n' + PLAIN, tmp_path) != ""


@needs_jail
def test_the_jail_of_a_compiler_shows_no_folder_of_the_host(tmp_path: Path) -> None:
    """The private folder is not even there: the library comes through a pipe."""
    secret = tmp_path / "answers.h"
    secret.write_text("#error canary-of-the-host\n")
    complaint = in_jail(".c", f'#include "{secret}"\n' + PLAIN, tmp_path)
    assert "No such file" in complaint
    assert "canary" not in complaint


@needs_jail
def test_a_library_too_large_for_its_pipe_is_refused(tmp_path: Path) -> None:
    text = f"const char room[{FILE_BYTES + (1 << 20)}] = {{1}};\n" + PLAIN
    assert in_jail(".c", text, tmp_path) != ""


def test_the_record_says_what_held_the_compiler() -> None:
    assert confinement() == ("landlock" if jail.missing() else "jail")
    assert "ulimit -v" in SCRIPT
