"""The console script: help, exit codes."""

from __future__ import annotations

import subprocess
import sys

import pytest

from eft.__main__ import COMMANDS, run
from eft.types import InfrastructureError, UserError


def fails_with(error: BaseException) -> int:
    def main(argv: object) -> int:
        raise error

    return run("test", main, [])


def test_errors_become_one_line_and_an_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert fails_with(UserError("key x: unknown")) == 2
    assert capsys.readouterr().err == "eft test: key x: unknown\n"
    assert fails_with(InfrastructureError("disk full")) == 3
    assert fails_with(KeyboardInterrupt()) == 130


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_help_teaches_and_imports_no_torch(command: str) -> None:
    code = f"import sys; from eft.__main__ import main; sys.argv = ['eft', {command!r}, '--help']; rc = main(); assert 'torch' not in sys.modules; sys.exit(rc)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "example" in done.stdout
    assert f"eft {command}" in done.stdout


def test_unknown_command_suggests() -> None:
    done = subprocess.run([sys.executable, "-m", "eft", "evolv"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "did you mean evolve?" in done.stderr
