"""Every recipe for a large model, run for two steps on a tiny model of the same architecture, and its memory estimate."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from eft import fit
from eft.config import load, parse_arguments, shared_folder
from eft.models._policy import read_policy
from eft.training.columns import write_rows
from eft.training.settings import Settings

FINCH = {
    "finch_2b": "qwen3_5", "finch_4b": "qwen3_5", "finch_8b": "qwen3", "finch_9b": "qwen3_5", "finch_8b_lora_80gb": "qwen3",
    "finch_8b_lora_24gb": "qwen3", "finch_4b_lora_24gb": "qwen3_5",
}  # fmt: skip


@pytest.fixture
def collection(make_transitions: Callable[..., dict[str, Any]], tmp_path: Path) -> Path:
    """Seven improved rows in the public collection's columns."""
    file = tmp_path / "part.parquet"
    made = (make_transitions(number, improvement_label="improved", response="<<<\nx = 1\n>>>") for number in range(7))
    write_rows(file, [{**row, "user_prompt": f"Improve program {i}."} for i, row in enumerate(made)])
    return file


def test_all_recipes_are_here() -> None:
    assert {file.stem for file in shared_folder("configs").glob("fit/finch_*.yaml")} == set(FINCH)


@pytest.mark.parametrize("name", FINCH)
def test_recipe_is_the_papers(name: str) -> None:
    """One epoch, 128 examples a step, full fine-tuning at 1e-5 on up to 32K tokens; adapters say where they differ."""
    settings = load(Settings, parse_arguments([f"configs/fit/{name}.yaml"]))
    assert (settings.epochs, settings.batch_examples, settings.data.select) == (1.0, 128, "improved")
    adapters = "lora" in name
    assert (settings.model.lora_rank > 0) is adapters
    assert settings.optimizer.lr == (2e-4 if adapters else 1e-5)
    assert settings.max_tokens == (32768 if "24gb" not in name else settings.micro_tokens)
    assert settings.gradient_checkpointing


@pytest.mark.parametrize("name", FINCH)
def test_recipe_runs_two_steps(name: str, architecture: Callable[[str], Path], collection: Path, tmp_path: Path) -> None:
    folder = architecture(FINCH[name])
    shrunk = ["devices=1", "batch_examples=3", "validation=2", "validate_every=1", "threads=1"]  # five rows are left to train on
    words = [f"configs/fit/{name}.yaml", "--quiet", f"model.path={folder}", f"data.path={collection}", f"out={tmp_path / 'o'}", *shrunk]
    assert fit.main(words) == 0
    summary = json.loads((tmp_path / "o" / "summary.json").read_text())
    assert summary["steps"] == 2
    assert summary["val_loss"] > 0
    assert (tmp_path / "o" / "export" / ("adapter_config.json" if "lora" in name else "config.json")).is_file()
    tuned, start = (read_policy(path, "float32").model for path in (tmp_path / "o", folder))
    assert tuned.config.model_type == start.config.model_type
    assert any(not torch.equal(a, b) for a, b in zip(tuned.parameters(), start.parameters(), strict=True))
