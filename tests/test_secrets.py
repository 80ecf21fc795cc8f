"""Keys: where they come from, that they are refused in configs, kept from children, and found nowhere after a run."""

from __future__ import annotations

import json
import os
import random
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from faults import FaultServer, Wire

from eft.backends.fake import nudge
from eft.config import load, parse_arguments
from eft.keys import check_variable, child_environment, hide, read_key, refuse_secrets, secrets_of
from eft.types import Message, Request, UserError

# --- where a key comes from -----------------------------------------------------------------------------------------------


def test_a_key_file_of_ones_own_is_read_without_a_word(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "key"
    file.write_text("abc-123\n")
    file.chmod(0o600)
    assert read_key("NOT_ASKED", file) == "abc-123"
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_file_of_everybodys_is_a_warning_with_the_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str], mode: int) -> None:
    file = tmp_path / "key"
    file.write_text("abc-123")
    file.chmod(mode)
    assert read_key("", file) == "abc-123"
    assert capsys.readouterr().err == f"warning: key file {file} can be read or changed by other users; chmod 600 {file}\n"


@pytest.mark.parametrize("text", ["", " \n", "two words", "one\ntwo", "kéy", "x" * 10_001])
def test_a_key_file_without_a_key_is_the_users(tmp_path: Path, text: str) -> None:
    file = tmp_path / "key"
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    with pytest.raises(UserError, match="key file") as caught:
        read_key("", file)
    assert not text.strip() or text not in str(caught.value)
    with pytest.raises(UserError, match="No such file"):
        read_key("", tmp_path / "none")


def test_a_variable_with_a_key_and_one_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFT_TEST_KEY", " abc-123\n")
    assert read_key("EFT_TEST_KEY") == "abc-123"
    assert read_key("EFT_TEST_NO_KEY") == read_key("") == ""
    monkeypatch.setenv("EFT_TEST_KEY", "abc\r\nX-Injected: 1")
    with pytest.raises(UserError, match="environment variable EFT_TEST_KEY: its value is no key") as caught:
        read_key("EFT_TEST_KEY")
    assert "Injected" not in str(caught.value)


@pytest.mark.parametrize("name", ["sk-proj-0123456789abcdef0123", "hf_0123456789abcdefABCD", "A B", "1A"])
def test_a_key_in_place_of_its_variable_is_refused_without_being_told(name: str) -> None:
    with pytest.raises(UserError) as caught:
        check_variable(name, "backend.key_env")
    assert str(caught.value) == "backend.key_env: expected the name of an environment variable, not a key"
    check_variable("OPENAI_API_KEY", "backend.key_env")
    check_variable("", "backend.key_env")


def test_keys_are_cut_out() -> None:
    assert hide("a KEY and KEYKEY", "KEY", "") == "a [key] and [key][key]"


# --- configs --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Command:
    note: str = ""
    seed: int = 0
    words: tuple[str, ...] = ()


@pytest.mark.parametrize(
    "text",
    [
        "${oc.env:CANARY}", "${oc.env:CANARY,x}", "${oc.decode:${oc.env:CANARY}}", "${${seed}:CANARY}", "${oc.${note}:CANARY}", "${oc.env :CANARY}",
        "x${  oc.env:CANARY}y", "${env:CANARY}", "${oc.env:\"CANARY\"}", "\\${${a}}", "${",
    ],
)  # fmt: skip
def test_interpolation_never_reaches_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("CANARY", "tweet")
    file = tmp_path / "a.yaml"
    file.write_text(yaml.safe_dump({"note": text, "words": ["oc.env"]}))
    for argv in ([str(file)], [f"note='{text}'"]):
        with pytest.raises(UserError, match=r"is refused|not valid|config:") as caught:
            load(Command, parse_arguments(argv))
        assert "tweet" not in str(caught.value)


def test_a_resolver_spelt_by_another_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANARY", "tweet")
    with pytest.raises(UserError, match=r"\$\{\$\{words\[0\]\} is refused: no resolvers, no nesting"):
        load(Command, parse_arguments(["words=[oc.env]", "note='${${words[0]}:CANARY}'"]))


def test_other_keys_are_interpolated() -> None:
    assert load(Command, parse_arguments(["seed=3", "words=[a]", "note='${words[0]}-${seed}'"])).note == "a-3"


def test_task_files_are_no_templates(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from eft.config import load_yaml

    monkeypatch.setenv("CANARY", "tweet")
    file = tmp_path / "task.yaml"
    file.write_text("statement: ${oc.env:CANARY}\n")
    assert load_yaml(file) == {"statement": "${oc.env:CANARY}"}
    file.write_text("statement: !!python/object/apply:os.getenv [CANARY]\n")
    with pytest.raises(UserError, match="not valid YAML"):
        load_yaml(file)


@pytest.mark.parametrize(
    "value",
    ["sk-proj-abcdefghijklmnop0123", "--hf-token=hf_abcdefghijklmnop1234", "Bearer abcdef0123456789", "-----BEGIN RSA PRIVATE KEY-----"],
)
def test_what_looks_like_a_key_is_refused_in_configs_and_not_told(value: str) -> None:
    with pytest.raises(UserError, match=r"^config key backend\.launch_arguments\.1: holds what looks like a key") as caught:
        refuse_secrets({"seed": 1, "backend": {"launch_arguments": ["--tp=2", value]}}, {})
    assert value not in str(caught.value)
    with pytest.raises(UserError, match="config key note: holds what looks like a key"):
        load(Command, parse_arguments([f"note='{value}'"]))


def test_a_secret_of_the_environment_is_refused_in_configs() -> None:
    environment = {
        "X_TOKEN": "correct-horse-battery",
        "MY_PASSWORD": "12345678",
        "EDITOR": "codes/labs",
        "SSH_KEY": "/home/u/.ssh/id",
        "A_KEY": "on",
    }
    assert secrets_of(environment) == ["correct-horse-battery", "12345678"]
    for value in ("12345678", "--password=correct-horse-battery"):
        with pytest.raises(UserError, match="config key note"):
            refuse_secrets({"note": value}, environment)
    refuse_secrets({"note": "123456789 on codes/labs /home/u/.ssh/id", "out": "on"}, environment)


@pytest.mark.parametrize(
    "word",
    ["backend.api_key=tweet-0123456789", "backend.key_env=tweet-0123456789", "backend.url=http://u:tweet-0123456789@127.0.0.1:9/v1",
     "backend.url=http://127.0.0.1:9/v1?key=tweet-0123456789"],
)  # fmt: skip
def test_a_key_on_the_command_line_is_refused_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], word: str
) -> None:
    from eft.__main__ import run
    from eft.evolve import main

    out = tmp_path / "run"
    assert run("evolve", main, ["codes/labs/n=66", "backend.name=openai", "backend.model=m", f"out={out}", word]) == 2
    assert "tweet" not in "".join(capsys.readouterr())
    assert not out.exists()


# --- children -------------------------------------------------------------------------------------------------------------


def test_children_are_given_what_is_listed_and_no_secret() -> None:
    environment = {
        "PATH": "/bin", "HOME": "/h", "CUDA_VISIBLE_DEVICES": "0", "HF_HOME": "/hf", "LC_ALL": "C", "OMP_NUM_THREADS": "1",
        "OPENAI_API_KEY": "a", "HF_TOKEN": "b", "SGLANG_API_KEY": "c", "AWS_SECRET_ACCESS_KEY": "d", "DATABASE_URL": "e", "SLURM_AUTH": "f",
        "HF_HUB_TOKEN": "g", "CUDA_PASSWORD": "h", "GITHUB_TOKEN": "i", "ANYTHING": "j",
    }  # fmt: skip
    assert sorted(child_environment(environment)) == ["CUDA_VISIBLE_DEVICES", "HF_HOME", "HOME", "LC_ALL", "OMP_NUM_THREADS", "PATH"]


def test_every_process_that_the_package_starts_is_given_its_environment() -> None:
    """A new Popen without `env=` hands every key on; the exceptions run our own commands, which may call an API themselves.

    What runs inside the sandbox has no key to hand on.
    """
    import ast

    import eft

    own = {"training/world.py", "steps.py"}
    root = Path(eft.__file__).parent
    found = set()
    for file in sorted({*root.rglob("*.py")} - {*(root / "evaluation/sandbox/child/shims").rglob("*.py")}):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
                called = f"{node.func.value.id}.{node.func.attr}"
                if called in ("subprocess.Popen", "subprocess.run", "subprocess.check_output", "os.system", "os.popen", "os.spawnv"):
                    given = {keyword.arg for keyword in node.keywords}
                    assert "env" in given or str(file.relative_to(root)) in own, f"{file}:{node.lineno}: {called} without env="
                    found.add(str(file.relative_to(root)))
    assert own < found


# --- a whole run ----------------------------------------------------------------------------------------------------------


class Leaky:
    """A model server that says the key wherever it can, and looks at the environments of the processes that its caller has started."""

    def __init__(self) -> None:
        self.server = FaultServer(lambda path, body: (200, {}), "/v1/chat/completions")
        self.server.endless = self._answer
        self.run: subprocess.Popen[str] | None = None
        self.environments: dict[int, bytes] = {}
        self._said, self._lock = 0, threading.Lock()

    def _answer(self, wire: Wire) -> None:
        with self._lock:
            self._said += 1
            turn = self._said % 6
        self._look()
        key = wire.headers["authorization"].removeprefix("Bearer ")
        asked = Request("k", tuple(Message(**message) for message in wire.body["messages"]), seed=wire.body["seed"])
        edit = nudge(asked, random.Random(wire.body["seed"]))
        finish = "stop"
        match turn:
            case 0:
                wire.answer(json.dumps({"error": {"message": f"Incorrect API key provided: {'x' * 250}{key}"}}).encode(), 401)
                return
            case 1:
                wire.answer(f"<html>{key} is no good {key[:20]}</html>".replace(key[:20], key).encode(), 503, retry_after=key)
                return
            case 2:
                edit, finish = f"thanks for {key}", key
            case 3:
                edit = f"I was given {key}.\n{edit}"
            case 4:
                edit = edit.replace("import ", f"# {key}\nimport ").replace(">>>>>>> REPLACE", f"# {key}\n>>>>>>> REPLACE")
        message = {"content": edit, "reasoning_content": f"the header is Authorization: Bearer {key}"}
        model = key if turn == 5 else "m1"
        wire.answer(json.dumps({"model": model, "choices": [{"message": message, "finish_reason": finish}], "usage": {}}).encode())

    def _look(self) -> None:
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit() and self.run is not None and _parent(folder) == self.run.pid:
                self.environments[int(folder.name)] = (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()


def _parent(folder: Path) -> int:
    try:
        return int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return 0


@pytest.fixture
def leaky() -> Iterator[Leaky]:
    running = Leaky()
    yield running
    running.server.close()


@pytest.mark.parametrize("place", ["variable", pytest.param("file", marks=pytest.mark.slow)])
def test_a_canary_is_found_nowhere_after_a_run(leaky: Leaky, tmp_path: Path, place: str) -> None:
    canary = "canary-" + secrets.token_urlsafe(24)
    out, environment = tmp_path / "run", {**os.environ, "OMP_NUM_THREADS": "1"}
    key_file = tmp_path / "key"
    if place == "file":
        key_file.touch(mode=0o600)
        key_file.write_text(canary)
        chosen = [f"backend.key_file={key_file}", "backend.key_env=''"]
    else:
        environment["CANARY_KEY"] = canary
        chosen = ["backend.key_env=CANARY_KEY"]
    pauses = ["backend.wait_s=0.001", "backend.max_wait_s=0.01", "backend.retries=1"]
    limits = ["profile=cheap", "attempts=24", "workers=1", f"out={out}", "prompting.style=full"]
    command = [
        sys.executable,
        "-m",
        "eft",
        "evolve",
        "codes/labs/n=66",
        "backend.name=openai",
        f"backend.url={leaky.server.url}/v1",
        "backend.model=m1",
    ]
    with (tmp_path / "said").open("w") as said:
        leaky.run = subprocess.Popen([*command, *chosen, *pauses, *limits], env=environment, stdout=said, stderr=said, text=True)
        assert leaky.run.wait(200) == 0, (tmp_path / "said").read_text()
    report = [sys.executable, "-m", "eft", "report", str(out)]
    done = subprocess.run(report, env=environment, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    texts = {str(file): file.read_bytes() for file in tmp_path.rglob("*") if file.is_file() and file != key_file}
    texts |= {f"process {pid}": data for pid, data in leaky.environments.items()} | {"report": (done.stdout + done.stderr).encode()}
    assert {"run.db", "config.yaml", "summary.json", "report.html"} <= {Path(name).name for name in texts}
    assert leaky.environments, "no child was seen"
    assert [name for name, data in texts.items() if canary.encode() in data or canary[:16].encode() in data] == []
    assert any(b"[key]" in data for data in texts.values())  # it was said, and cut out
