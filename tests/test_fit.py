"""The commands `eft fit` and `eft data` from the outside."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from eft import data, fit
from eft.__main__ import run
from eft.types import Space

TINY = [
    "configs/fit/smoke.yaml", "--quiet", "data.name=trajectories", "model.hidden=16", "model.head_dim=8", "model.feed_forward=24", "batch_tokens=600", "tokens=25000",
    "checkpoint_every=3", "log_every=1", "max_tokens=400",
]  # fmt: skip


def command(transitions: Path, out: Path, *more: str) -> list[str]:
    return [*TINY, f"data.path={transitions}", f"out={out}", *more]


def weights(out: Path) -> str:
    return hashlib.sha256((out / "export" / "model.safetensors").read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def whole(transitions_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One uninterrupted run."""
    out = tmp_path_factory.mktemp("fit") / "whole"
    assert fit.main(command(transitions_file, out)) == 0
    return out


def test_smoke_trains_and_exports(whole: Path) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    summary = json.loads((whole / "summary.json").read_text())
    assert summary["steps"] > 20
    assert summary["tokens"] >= 25000
    assert summary["loss"] < 5.5  # ln 512 = 6.2 untrained
    assert ["rows read", 400] in summary["account"]
    assert AutoTokenizer.from_pretrained(whole / "export").chat_template
    assert AutoModelForCausalLM.from_pretrained(whole / "export").config.model_type == "qwen3"
    assert "M parameters" in (whole / "summary.txt").read_text()
    assert list(whole.glob("events.out.tfevents.*"))


def test_tensorboard_names(whole: Path) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = EventAccumulator(str(whole))
    events.Reload()
    assert set(events.Tags()["scalars"]) >= {"loss", "answer_loss", "lr", "grad_norm", "tokens_per_s", "tokens"}


def test_same_seed_same_weights_other_seed_others(whole: Path, transitions_file: Path, tmp_path: Path) -> None:
    assert fit.main(command(transitions_file, tmp_path / "again")) == 0
    assert weights(tmp_path / "again") == weights(whole)
    assert fit.main(command(transitions_file, tmp_path / "other", "seed=1", "tokens=2000")) == 0
    assert weights(tmp_path / "other") != weights(whole)


def test_killed_and_resumed_equals_uninterrupted(whole: Path, transitions_file: Path, tmp_path: Path) -> None:
    """SIGKILL in the middle of the epoch, then the same command: bit for bit the same weights."""
    out = tmp_path / "killed"
    process = subprocess.Popen([sys.executable, "-m", "eft.fit", *command(transitions_file, out)], cwd=Path(fit.__file__).parents[1])
    deadline = time.monotonic() + 120
    while not list((out / "checkpoints").glob("step=*.ckpt")) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert not (out / "export").exists()
    left = sorted((out / "checkpoints").glob("step=*.ckpt"))
    assert left
    (out / "checkpoints" / ".step=00000099.ckpt.1.tmp").write_bytes(b"half")  # what a kill inside a write leaves
    assert fit.main(command(transitions_file, out)) == 0
    assert weights(out) == weights(whole)


def test_resume_restores_the_optimiser_bit_for_bit(whole: Path, transitions_file: Path, tmp_path: Path) -> None:
    """The last checkpoints of a whole run and of one continued from an early checkpoint hold the same moments."""
    import shutil

    out = tmp_path / "copy"
    shutil.copytree(whole, out)
    last = sorted((out / "checkpoints").glob("step=*.ckpt"))
    expected = torch.load(last[-1], weights_only=True)
    last[-1].unlink()
    shutil.rmtree(out / "export")
    (out / "summary.json").unlink()
    assert fit.main(command(transitions_file, out)) == 0
    found = torch.load(last[-1], weights_only=True)
    assert found["global_step"] == expected["global_step"]
    ours, theirs = found["optimizer_states"][0]["state"], expected["optimizer_states"][0]["state"]
    assert all(torch.equal(ours[i][key], theirs[i][key]) for i in theirs for key in ("exp_avg", "exp_avg_sq", "step"))
    assert weights(out) == weights(whole)


def test_finished_run_answers_at_once(whole: Path, transitions_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = weights(whole)
    assert fit.main(command(transitions_file, whole)) == 0
    assert "M parameters" in capsys.readouterr().out
    assert weights(whole) == before


def test_tuning_starts_from_an_earlier_run(whole: Path, transitions_file: Path, tmp_path: Path) -> None:
    start = ["configs/fit/sft.yaml", "--quiet", "model.name=hf", f"model.path={whole}", f"data.path={transitions_file}", "threads=1"]
    for name, more in (
        ("eft", ["data.select=improved"]),
        ("control", ["data.select=control", "rows=packed", "accumulate=2"]),
        ("lora", ["model.lora_rank=2"]),
    ):
        out = tmp_path / name
        assert fit.main([*start, *more, "tokens=1500", "batch_tokens=600", "log_every=1", f"out={out}"]) == 0
        assert weights(out) != weights(whole)
    first = json.loads((tmp_path / "eft" / "summary.json").read_text())
    assert first["answer_loss"] < json.loads((whole / "summary.json").read_text())["answer_loss"] + 0.5


# --- bad input: one line, exit 2, nothing overwritten ---------------------------------------------------------------------


def refused(capsys: pytest.CaptureFixture[str], argv: list[str]) -> str:
    assert run("fit", fit.main, argv) == 2
    error = capsys.readouterr().err
    assert error.startswith("eft fit: ")
    assert error.count("\n") == 1
    return error


def test_unknown_key(transitions_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "did you mean batch_tokens" in refused(capsys, command(transitions_file, tmp_path / "o", "batch_token=3"))
    assert "module.prompt_weight" in refused(capsys, command(transitions_file, tmp_path / "o", "module.prompt_weight=x"))
    assert "unknown name 'gpt'" in refused(capsys, command(transitions_file, tmp_path / "o", "model.name=gpt"))
    assert "expected 0 to 1" in refused(capsys, command(transitions_file, tmp_path / "o", "module.prompt_weight=3"))
    assert not (tmp_path / "o").exists()


def test_damaged_parquet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "t.parquet").write_bytes(b"PAR1 rubbish PAR1")
    assert "t.parquet: not a readable parquet file" in refused(capsys, command(tmp_path / "t.parquet", tmp_path / "o"))


def test_missing_model(transitions_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    argv = [
        "configs/fit/sft.yaml",
        "model.name=hf",
        f"model.path={tmp_path / 'none'}",
        f"data.path={transitions_file}",
        f"out={tmp_path / 'o'}",
    ]
    assert "none: no such folder" in refused(capsys, argv)


def test_a_folder_in_use_is_left_alone(whole: Path, transitions_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from eft.search.opening import lock

    with lock(whole / "fit"):
        assert f"{whole / 'fit'}: in use by another process" in refused(capsys, command(transitions_file, whole))


def test_other_settings_on_an_existing_run(whole: Path, transitions_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = weights(whole)
    assert "optimizer" in refused(capsys, command(transitions_file, whole, "optimizer.lr=0.1"))
    assert weights(whole) == before


def test_damaged_checkpoint(whole: Path, transitions_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import shutil

    out = tmp_path / "copy"
    shutil.copytree(whole, out)
    (out / "summary.json").unlink()
    last = sorted((out / "checkpoints").glob("step=*.ckpt"))[-1]
    last.write_bytes(last.read_bytes()[:1000])
    assert f"{last.name}: damaged checkpoint (its SHA-256 is not that in SHA256SUMS beside it)" in refused(
        capsys, command(transitions_file, out)
    )


def test_checkpoints_can_be_checked_by_hand(whole: Path) -> None:
    """`sha256sum -c` finds every checkpoint that a run left, and no other entry."""
    folder = whole / "checkpoints"
    done = subprocess.run(
        ["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [f"{file.name}: OK" for file in sorted(folder.glob("step=*.ckpt"))]


def test_examples_longer_than_the_context(transitions_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "max_tokens" in refused(capsys, command(transitions_file, tmp_path / "o", "max_tokens=5000"))
    assert "max_tokens=3" in refused(capsys, command(transitions_file, tmp_path / "p", "max_tokens=3"))


def test_help_is_quick_because_nothing_heavy_is_imported() -> None:
    code = "import sys, eft.fit, eft.data\nassert eft.fit.main(['--help']) == 0\nassert not {'torch', 'pyarrow', 'lightning'} & set(sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=Path(fit.__file__).parents[1])
    assert done.returncode == 0, done.stderr


# --- eft data -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of two searches with the rule-based teacher; scores are the fake evaluator's."""
    from eft.backends.rules import Rules
    from eft.evaluation.fake import FakeEvaluator
    from eft.evaluation.tasks import all_tasks
    from eft.search.archives.best import Best
    from eft.search.engine import Engine
    from eft.search.plan import Prompting, Search
    from eft.search.store import Store

    folder = tmp_path_factory.mktemp("collect")
    tasks = {task.family: task for task in all_tasks("train")}
    searches = [Search(tasks[family], 0, 25, tasks[family].initial) for family in sorted(tasks)[:2]]
    with Store(folder / "run.db") as store:
        prompting = Prompting(style="compact")
        engine = Engine(store, FakeEvaluator(), Rules(), Best(), prompting=prompting, space=lambda task: Space("bits", 20))
        asyncio.run(engine.run(searches))
    return folder


def test_build_inspect_leaks(collected: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "data"
    assert data.main(["build", str(collected), f"out={out}"]) == 0
    account = capsys.readouterr().out
    assert "attempts" in account
    assert "stage of parent" in account
    assert data.main(["build", str(collected), f"out={out}"]) == 0  # a second time answers from what is there
    assert capsys.readouterr().out == account
    assert data.main(["inspect", str(out)]) == 0
    assert "regressed" in capsys.readouterr().out
    assert data.main(["leaks", str(out / "transitions.parquet")]) == 0
    assert "0 of " in capsys.readouterr().out


def test_two_runs_become_one_file(collected: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from eft.training.columns import read_rows

    assert data.main([str(collected), str(collected), f"out={tmp_path / 'd'}"]) == 0
    rows = read_rows(tmp_path / "d", ("search",))
    assert all(row["search"].startswith(f"{collected.name}/") for row in rows)


def test_imported_public_rows_train_on_the_same_path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [
        {
            "task": f"frontier_cs_{i % 5}", "improvement_label": ("improved", "unchanged", "regressed")[i % 3], "parent_code": f"def solve():\n    return {i * 7919}\n",
            "child_code": f"def solve():\n    return {i * 104729}\n", "system_prompt": "You improve programs.", "user_prompt": f"Current program: {i * 7919}",
            "reasoning": None, "response": f"Return {i * 104729} instead of {i * 7919}.", "instance_uid": str(i),
        }
        for i in range(60)
    ]  # fmt: skip
    public, out = tmp_path / "public" / "train-00000.parquet", tmp_path / "imported"
    public.parent.mkdir()
    pq.write_table(pa.Table.from_pylist(rows), public)
    assert data.main(["import", str(public.parent), f"out={out}"]) == 0
    assert fit.main(command(out, tmp_path / "tuned", "tokens=3000", "data.select=improved", "data.min_gain=0.0", "data.near=1.0")) == 0
    account = dict(json.loads((tmp_path / "tuned" / "summary.json").read_text())["account"])
    assert account["rows read"] == 60
    assert account["chosen: improved"] == account["examples"] == 20
    assert (tmp_path / "tuned" / "export" / "model.safetensors").exists()
    capsys.readouterr()


def test_leaks_are_shown(transitions_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from eft.evaluation.tasks import all_tasks
    from eft.training.columns import FINCH, OURS, read_rows, write_rows

    rows = read_rows(transitions_file, FINCH | OURS)[:3]
    rows[1]["family"] = all_tasks("heldout")[0].family
    write_rows(tmp_path / "t.parquet", rows)
    assert data.main(["leaks", str(tmp_path)]) == 1
    assert "1 of 3 rows" in capsys.readouterr().out


def test_data_user_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("data", data.main, ["build", str(tmp_path), f"out={tmp_path / 'o'}"]) == 2
    assert "no run.db there" in capsys.readouterr().err
    assert run("data", data.main, ["inspect"]) == 2
    assert "give one parquet file" in capsys.readouterr().err
    assert data.main(["--help"]) == 0
