"""Two processes train what one process trains, with whole and with sharded weights; only the first writes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from eft import fit
from eft.models._policy import read_policy

ROOT = Path(fit.__file__).parents[1]
STRATEGIES = ("ddp", "fsdp2")
pytestmark = pytest.mark.slow  # two processes and six runs: most of a minute
SETTINGS = [
    "configs/fit/smoke.yaml", "--quiet", "data.name=trajectories", "model.hidden=16", "model.head_dim=8", "model.feed_forward=24", "tokens=2500",
    "batch_examples=8", "micro_tokens=400", "max_tokens=400", "checkpoint_every=2", "log_every=1", "validation=6", "validate_every=2", "best=true",
    "optimizer.lr=1e-3", "precision=fp32",
]  # fmt: skip


def moves(data: Path, base: Path, root: Path) -> list[tuple[str, Any]]:
    """Both strategies whole, then continued from a checkpoint; FSDP2 with adapters and recomputation."""
    plan: list[tuple[str, Any]] = []
    for strategy in STRATEGIES:
        out = root / strategy
        run = [*SETTINGS, f"data.path={data}", "devices=2", f"strategy={strategy}", f"out={out}"]
        plan += [("fit", run), ("rewind", str(out)), ("fit", run)]
    lora = ["model.name=hf", f"model.path={base}", "model.lora_rank=2", "export=adapter", "gradient_checkpointing=true", "rows=packed"]
    small = [word for word in SETTINGS if not word.startswith("model.")]
    return [*plan, ("fit", [*small, *lora, f"data.path={data}", "devices=2", "strategy=fsdp2", f"out={root / 'lora'}"])]


@pytest.fixture(scope="module")
def runs(transitions_file: Path, architecture: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the runs `ddp`, `fsdp2` and `lora` of two processes, and `one` and `one-lora` of this one."""
    root = tmp_path_factory.mktemp("processes")
    plan = moves(transitions_file, architecture("llama"), root)
    (root / "moves.json").write_text(json.dumps(plan))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    group = {
        "TORCHELASTIC_RUN_ID": "test",
        "WORLD_SIZE": "2",
        "LOCAL_WORLD_SIZE": "2",
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": port,
        "OMP_NUM_THREADS": "1",
    }
    command = [sys.executable, str(Path(__file__).with_name("two_processes.py")), str(root / "moves.json")]
    processes = [
        subprocess.Popen(command, cwd=ROOT, env=os.environ | group | {"RANK": rank, "LOCAL_RANK": rank, "PYTHONPATH": str(ROOT)})
        for rank in "01"
    ]
    here = {"devices=2": "devices=1", "strategy=ddp": "strategy=auto", "strategy=fsdp2": "strategy=auto"}
    for number, name in ((0, "one"), (-1, "one-lora")):
        run = [here.get(word, word) for word in plan[number][1] if not word.startswith("out=")]
        assert fit.main([*run, f"out={root / name}"]) == 0
    try:
        assert [process.wait(240) for process in processes] == [0, 0]
    finally:
        for process in processes:
            process.kill()
            process.wait()
    return root


def summary(run: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((run / "summary.json").read_text())
    return found


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_two_processes_equal_one(runs: Path, strategy: str) -> None:
    """Continued from step 2, in loss, held-in loss and exported weights."""
    one, two = summary(runs / "one"), summary(runs / strategy)
    assert one["steps"] == two["steps"] > 3
    for name in ("loss", "answer_loss", "val_loss", "best_val_loss"):
        assert two[name] == pytest.approx(one[name], abs=1e-6)
    ours, theirs = (read_policy(runs / name).model for name in (strategy, "one"))
    assert all(torch.allclose(a, b, atol=1e-6) for a, b in zip(ours.parameters(), theirs.parameters(), strict=True))


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_their_checkpoints_hold_the_whole_state(runs: Path, strategy: str) -> None:
    """The last one, written after the run was continued from the first: weights, both moments, and the random state of each process."""
    ours, theirs = (
        torch.load(sorted((runs / name / "checkpoints").glob("step=*.ckpt"))[-1], weights_only=True) for name in (strategy, "one")
    )
    assert ours["global_step"] == theirs["global_step"] >= 4
    assert set(ours["state_dict"]) == set(theirs["state_dict"])
    assert all(torch.allclose(weight, theirs["state_dict"][name], atol=1e-6) for name, weight in ours["state_dict"].items())
    moments = [
        sorted((s["exp_avg_sq"] for s in state["optimizer_states"][0]["state"].values()), key=lambda t: (t.shape, float(t.sum())))
        for state in (ours, theirs)
    ]  # strategies number the weights in different orders
    assert all(torch.allclose(a, b, rtol=1e-3, atol=1e-12) for a, b in zip(*moments, strict=True))
    assert len(ours["random"]["cpu"]) == 2


def test_adapters_of_two_processes_equal_those_of_one(runs: Path) -> None:
    ours, theirs = (read_policy(runs / name).model for name in ("lora", "one-lora"))
    assert (runs / "lora" / "export" / "adapter_model.safetensors").is_file()
    assert all(torch.allclose(a, b, atol=1e-6) for a, b in zip(ours.parameters(), theirs.parameters(), strict=True))


@pytest.mark.parametrize("name", ["ddp", "fsdp2", "lora"])
def test_only_the_first_process_writes(runs: Path, name: str) -> None:
    files = [p.name for p in (runs / name).iterdir()]
    whole = {"config.yaml", "fit.lock", "export", "summary.json", "summary.txt", "checkpoints"} | ({"start"} if name != "lora" else set())
    assert {f for f in files if not f.startswith("events.")} == whole
    assert len([f for f in files if f.startswith("events.")]) == (2 if name != "lora" else 1)  # of each start of the command, one


@pytest.mark.slow
def test_a_mistake_is_one_line_from_all_processes(tmp_path: Path) -> None:
    words = [*SETTINGS, f"data.path={tmp_path / 'none'}", "devices=2", f"out={tmp_path / 'o'}"]
    done = subprocess.run([sys.executable, "-m", "eft.fit", *words], cwd=ROOT, capture_output=True, text=True, timeout=200)
    assert done.returncode == 2
    assert done.stderr.count("eft fit:") == 1
    assert "no parquet file there" in done.stderr
