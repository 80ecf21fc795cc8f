"""What a dry run says against what training needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import torch

from eft import fit
from eft.models._policy import read_policy
from eft.training import attention
from eft.training.callbacks import clock
from eft.training.estimate import Load, Memory, flops_per_token, memory
from eft.training.machine import KNOBS, named_peak, out_of_memory
from eft.training.optimizer import Optimizer

Architecture = Callable[[str], Path]


@contextmanager
def kept(model: Any) -> Iterator[list[float]]:
    """Bytes that autograd stores, other than the weights."""
    weights = {p.untyped_storage()._cdata for p in model.parameters()}
    found: dict[int, Any] = {}

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        found[tensor.untyped_storage()._cdata] = tensor.untyped_storage()
        return tensor

    total: list[float] = []
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        yield total
    total.append(float(sum(storage.nbytes() for number, storage in found.items() if number not in weights)))


@pytest.mark.parametrize("name", ["qwen3", "qwen3_5", "gemma2"])
@pytest.mark.parametrize("outline", [False, True])
def test_activations_are_what_autograd_keeps(architecture: Architecture, name: str, outline: bool) -> None:
    model = read_policy(architecture(name)).model
    model.set_attn_implementation("eager")
    model.train()
    with kept(model) as total:
        attention.hidden(model, {"tokens": torch.zeros(3, 40, dtype=torch.long)})
    if outline:
        with torch.device("meta"):
            model = read_policy(architecture(name)).model
        model.set_attn_implementation("eager")
    assert memory(model, Load(3, 40)).activations == pytest.approx(total[0], rel=0.01)


def test_activations_of_packed_rows_and_of_kernels_that_grow_in_proportion(architecture: Architecture) -> None:
    model = read_policy(architecture("qwen3")).model
    model.set_attn_implementation("sdpa")
    model.train()
    documents = torch.arange(600).expand(2, -1) // 50
    with kept(model) as total:
        attention.hidden(model, {"tokens": torch.zeros(2, 600, dtype=torch.long), "positions": documents % 50, "documents": documents})
    # seen at 512 columns and scaled; the mask, which grows with their square, is the part that is missed
    assert memory(model, Load(2, 600, packed=True)).activations == pytest.approx(total[0], rel=0.25)


def test_weights_gradients_and_optimiser_are_counted_to_the_byte(architecture: Architecture) -> None:
    model = read_policy(architecture("llama")).model
    optimizer = Optimizer().build(model.parameters())
    model(torch.zeros(1, 4, dtype=torch.long), use_cache=False).logits.sum().backward()
    optimizer.step()
    found = memory(model, Load(1, 4))
    assert found.weights == sum(p.nbytes for p in model.parameters())
    assert found.gradients == sum(p.grad.nbytes for p in model.parameters())
    states = [value for state in optimizer.state.values() for value in state.values() if value.ndim]
    assert found.optimiser == sum(value.nbytes for value in states)
    assert found.total == pytest.approx(sum(getattr(found, name) for name in Memory.__slots__))


def test_shards_and_recomputation_need_less(architecture: Architecture) -> None:
    model = read_policy(architecture("qwen3")).model
    model.set_attn_implementation("eager")
    whole, shards, less = (memory(model, Load(4, 64, **more)) for more in ({}, {"shards": 4}, {"recompute": True}))
    assert shards.weights == whole.weights / 4
    assert shards.gathered > 0 == whole.gathered
    # two layers: their inputs of 4 × 64 × 32 float32 and one layer's activations
    assert less.activations == pytest.approx(2 * 4 * 64 * 32 * 4 + whole.activations / 2)


def test_operations_by_hand(architecture: Architecture) -> None:
    model = read_policy(architecture("llama")).model  # untied: the input embedding, 320 × 32, does no arithmetic
    weights = sum(p.numel() for p in model.parameters()) - 320 * 32
    assert flops_per_token(model, 0) == 6 * weights
    assert flops_per_token(model, 100) == 6 * weights + 12 * 2 * 4 * 8 * 100 / 2  # layers, heads, head size, half of the document
    model.requires_grad_(False)
    assert flops_per_token(model, 0) == 4 * weights


def test_peaks_by_name() -> None:
    assert named_peak("NVIDIA H100 80GB HBM3") == 989e12
    assert named_peak("NVIDIA H100 PCIe") == 756e12
    assert named_peak("NVIDIA L40S") == 362e12
    assert named_peak("NVIDIA A100-SXM4-80GB") == 312e12
    assert named_peak("NVIDIA GeForce RTX 4090") == 165e12
    assert named_peak("some other device") is None


def test_out_of_memory_names_what_to_change() -> None:
    with pytest.raises(RuntimeError) as real:
        torch.empty(1 << 58, dtype=torch.uint8)
    for error in (real.value, MemoryError(), torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20 GiB")):
        line = out_of_memory(error)
        assert line is not None
        assert KNOBS in line
        assert "\n" not in line
    assert out_of_memory(RuntimeError("shapes do not match")) is None


def test_clock_by_hand() -> None:
    assert [clock(seconds) for seconds in (0, 59.6, 61, 3723)] == ["0:00", "1:00", "1:01", "1:02:03"]


def test_a_dry_run_writes_nothing(
    architecture: Architecture, transitions_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [
        "configs/fit/finch_8b.yaml", "--dry-run", f"model.path={architecture('qwen3')}", "data.name=trajectories", f"data.path={transitions_file}",
        "max_tokens=400", "micro_tokens=1200", "devices=2", "precision=fp32", "validation=0.2", f"out={tmp_path / 'o'}",
    ]  # fmt: skip
    assert fit.main(words) == 0
    text = capsys.readouterr().out
    parameters = sum(p.numel() for p in read_policy(architecture("qwen3")).model.parameters())
    for part in (
        f"{parameters:,} parameters",
        "rows read",
        "steps    1,",
        "3 × 400",
        "fp32, fsdp2",
        str(transitions_file),
        "checkpoints/ (2 ×",
    ):
        assert part in text
    assert not (tmp_path / "o").exists()
    assert list(tmp_path.iterdir()) == []
