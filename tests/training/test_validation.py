"""Examples that are held in, early stop, the best weights, and adapters: also after a run was killed in between."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from eft import fit
from eft.__main__ import run
from eft.models._policy import read_policy
from eft.training.examples import Row
from eft.training.supervised import split
from eft.types import Message, UserError

SETTINGS = [
    "configs/fit/smoke.yaml", "--quiet", "data.name=trajectories", "model.hidden=16", "model.head_dim=8", "model.feed_forward=24", "batch_tokens=800",
    "max_tokens=400", "log_every=1", "checkpoint_every=3", "validation=8",
]  # fmt: skip


def rows_of(prompts: list[int]) -> list[Row]:
    return [Row((Message("user", f"prompt {p}"),), f"answer {i}") for i, p in enumerate(prompts)]


# --- which examples -----------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 30), max_size=60), st.sampled_from([0.0, 0.1, 0.5, 3.0, 10.0]))
def test_no_prompt_on_both_sides_and_nothing_lost(prompts: list[int], validation: float) -> None:
    rows = rows_of(prompts)
    train, held = split(rows, validation)
    assert sorted(row.answer for row in (*train, *held)) == sorted(row.answer for row in rows)
    assert not {row.messages for row in train} & {row.messages for row in held}
    if validation >= 1:
        assert len(held) >= min(validation, len(rows))


def test_a_share_is_drawn_by_prompt_whatever_else_there_is() -> None:
    rows = rows_of(list(range(2000)))
    _, held = split(rows, 0.1)
    assert 150 < len(held) < 250
    _, half = split(rows[::2], 0.1)
    assert {row.messages for row in half} == {row.messages for row in held} & {row.messages for row in rows[::2]}


def test_a_number_is_exact_when_prompts_differ() -> None:
    rows = rows_of(list(range(50)))
    few, more = (split(rows, count)[1] for count in (3.0, 7.0))
    assert (len(few), len(more)) == (3, 7)
    assert {row.messages for row in few} < {row.messages for row in more}


# --- in a run -------------------------------------------------------------------------------------------------------------


def command(data: Path, out: Path, *more: str) -> list[str]:
    return [*SETTINGS, f"data.path={data}", f"out={out}", *more]


STOPPED = ["tokens=60000", "optimizer.lr=0.5", "validate_every=2", "patience=2", "best=true"]  # a rate that soon makes it worse


@pytest.fixture(scope="module")
def stopped(transitions_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("validation") / "stopped"
    assert fit.main(command(transitions_file, out, *STOPPED)) == 0
    return out


def curve(out: Path, name: str) -> dict[int, float]:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = EventAccumulator(str(out))
    events.Reload()
    return {event.step: event.value for event in events.Scalars(name)}


def test_stops_when_nothing_gets_better_and_exports_the_best(stopped: Path) -> None:
    summary, losses = json.loads((stopped / "summary.json").read_text()), curve(stopped, "val_loss")
    best = min(losses, key=lambda step: losses[step])
    assert summary["best_step"] == best
    assert summary["best_val_loss"] == pytest.approx(losses[best])
    assert summary["steps"] == max(losses) == best + 4  # two measurements later
    weights = torch.load(stopped / "checkpoints" / f"best={best:08d}.pt", weights_only=True)
    exported = read_policy(stopped).model.state_dict()
    assert all(torch.equal(exported[name], weight) for name, weight in weights.items())
    assert len(weights) > 10


def test_stopping_is_the_same_after_a_kill(stopped: Path, transitions_file: Path, tmp_path: Path) -> None:
    """Continued from the first checkpoint: the best before it, and how long it has been getting worse, are known."""
    out = tmp_path / "copy"
    shutil.copytree(stopped, out)
    left = sorted((out / "checkpoints").glob("step=*.ckpt"))
    for file in left[1:]:
        file.unlink()
    shutil.rmtree(out / "export")
    (out / "summary.json").unlink()
    assert fit.main(command(transitions_file, out, *STOPPED)) == 0
    for name in ("steps", "best_step", "best_val_loss", "val_loss", "loss"):
        assert json.loads((out / "summary.json").read_text())[name] == json.loads((stopped / "summary.json").read_text())[name]
    assert (out / "export" / "model.safetensors").read_bytes() == (stopped / "export" / "model.safetensors").read_bytes()


def test_measuring_does_not_change_training(transitions_file: Path, tmp_path: Path) -> None:
    for name, more in (("often", ["validate_every=1"]), ("never", ["validate_every=1000"])):
        assert fit.main(command(transitions_file, tmp_path / name, "tokens=4000", *more)) == 0
    often, never = ((tmp_path / name / "export" / "model.safetensors").read_bytes() for name in ("often", "never"))
    assert often == never
    assert list(curve(tmp_path / "often", "val_loss")) == list(curve(tmp_path / "often", "loss"))
    assert len(curve(tmp_path / "never", "val_loss")) == 1  # after the last step


def test_settings_that_make_no_sense(transitions_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words, message in (
        (["validation=0", "best=true"], "set validation"), (["validation=2.5"], "a share below 1 or a whole number"),
        (["validation=400"], "leaves 0 rows"), (["micro_tokens=100"], "at least max_tokens"),
    ):  # fmt: skip
        assert run("fit", fit.main, command(transitions_file, tmp_path / words[0], *words)) == 2
        assert message in capsys.readouterr().err


# --- adapters ---------------------------------------------------------------------------------------------------------------

ADAPTERS = ["model.lora_rank=2", "model.lora_dropout=0.2", "validate_every=4", "best=true", "tokens=5000", "optimizer.lr=0.01"]


def adapters(data: Path, base: Path, out: Path, *more: str) -> list[str]:
    small = [word for word in SETTINGS if not word.startswith("model.")]
    return [*small, "model.name=hf", f"model.path={base}", *ADAPTERS, f"data.path={data}", f"out={out}", *more]


@pytest.fixture(scope="module")
def adapted(transitions_file: Path, architecture: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders `merged` and `adapter`: the same run exported in both ways."""
    root = tmp_path_factory.mktemp("adapted")
    for name in ("merged", "adapter"):
        assert fit.main(adapters(transitions_file, architecture("llama"), root / name, f"export={name}")) == 0
    return root


@pytest.mark.filterwarnings(
    "ignore:`is_gradient_checkpointing` is deprecated:FutureWarning"
)  # peft 0.21 reads what transformers 5.23 renamed
def test_both_exports_give_the_trained_logits(adapted: Path, architecture: Callable[[str], Path]) -> None:
    from peft import PeftModel

    base = read_policy(architecture("llama")).model
    ids = torch.arange(20, 60)[None]
    with torch.no_grad():
        before = base(ids, use_cache=False).logits
        merged, read = (read_policy(adapted / name).model(ids, use_cache=False).logits for name in ("merged", "adapter"))
        apart = PeftModel.from_pretrained(base, adapted / "adapter" / "export").eval()(ids, use_cache=False).logits
    assert torch.equal(merged, read)
    assert torch.allclose(merged, apart, atol=1e-5)
    assert float((merged - before).abs().max()) > 0.01
    assert read_policy(adapted / "adapter").tokenizer.get_vocab() == read_policy(adapted / "merged").tokenizer.get_vocab()
    assert not (adapted / "adapter" / "export" / "README.md").exists()


def test_adapters_continue_exactly_dropout_included(
    adapted: Path, transitions_file: Path, architecture: Callable[[str], Path], tmp_path: Path
) -> None:
    out = tmp_path / "copy"
    shutil.copytree(adapted / "adapter", out)
    checkpoints = sorted((out / "checkpoints").glob("step=*.ckpt"))
    assert len(checkpoints) > 1
    for file in checkpoints[1:]:
        file.unlink()
    kept = torch.load(checkpoints[0], weights_only=True)["state_dict"]
    assert all("lora" in name for name in kept)  # the frozen base is not in there
    shutil.rmtree(out / "export")
    (out / "summary.json").unlink()
    assert fit.main(adapters(transitions_file, architecture("llama"), out, "export=adapter")) == 0
    again, whole = ((folder / "export" / "adapter_model.safetensors").read_bytes() for folder in (out, adapted / "adapter"))
    assert again == whole


def test_an_adapter_knows_its_base(adapted: Path, architecture: Callable[[str], Path], tmp_path: Path) -> None:
    folder = adapted / "adapter" / "export"
    for base in ("qwen3", "gemma"):
        with pytest.raises(UserError, match="was trained on another base"):
            read_policy(folder, base=architecture(base))
    alone = tmp_path / "alone"
    shutil.copytree(folder, alone)
    settings = json.loads((alone / "adapter_config.json").read_text())
    (alone / "adapter_config.json").write_text(json.dumps(settings | {"base_model_name_or_path": str(tmp_path / "gone")}))
    with pytest.raises(UserError, match=r"its base is needed .*gone: no such folder"):
        read_policy(alone)
    moved = read_policy(alone, base=architecture("llama")).model
    assert all(torch.equal(a, b) for a, b in zip(moved.parameters(), read_policy(folder).model.parameters(), strict=True))
    (alone / "eft_base.json").unlink()  # an adapter from elsewhere
    with pytest.raises(UserError, match="was trained on another base"):
        read_policy(alone, base=architecture("qwen3_5"))


def test_targets_that_are_not_there(
    transitions_file: Path, architecture: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = adapters(transitions_file, architecture("llama"), tmp_path / "o", "model.lora_targets=[nothing]")
    assert run("fit", fit.main, words) == 2
    assert "config key model.lora_targets" in capsys.readouterr().err
