"""KTO as a job: no split of a step changes it, TRL agrees, it learns what it should, and a resumed run has the same reference."""

from __future__ import annotations

import json
import shutil
import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from eft.log import Log, Progress
from eft.models._policy import read_policy
from eft.models.hf import HuggingFace
from eft.text.render import Example
from eft.training.account import Account
from eft.training.examples import Examples, Row
from eft.training.job import Place
from eft.training.modules.kto import Kto
from eft.training.optimizer import Optimizer
from eft.training.preference import Preference
from eft.training.preference_feed import Marked, PreferenceFeed
from eft.training.preference_job import KtoModule
from eft.training.settings import Settings
from eft.training.trainer import prepare, train
from eft.types import Message, UserError

COUNT = 7


def marked(count: int = COUNT, longest: int = 30) -> Marked:
    draw = torch.Generator().manual_seed(5)
    sizes = [(3 + i % 4, 2 + i % 5) for i in range(count)]
    tokens = [tuple(torch.randint(10, 300, (prompt + answer,), generator=draw).tolist()) for prompt, answer in sizes]
    examples = Examples.of([Example(t, (0.0,) * prompt + (1.0,) * answer) for t, (prompt, answer) in zip(tokens, sizes, strict=True)])
    return Marked.of(examples, np.arange(count) % 3 != 0, longest, seed=1)


def module_of(folder: Path, table: Tensor, beta: float = 0.5) -> KtoModule:
    policy = read_policy(folder)
    policy.model.set_attn_implementation("eager")
    module = KtoModule(Kto(Preference(beta, desirable=1.0, undesirable=1.3), chunk_elements=400 * 5), policy, Optimizer(), steps=10)
    module._table = table
    return module


@pytest.fixture(scope="module")
def table(tiny_model: Path) -> Tensor:
    """Log-probabilities under some other model: those of this one, moved about."""
    data = marked()
    module = module_of(tiny_model, torch.zeros(COUNT, 2))
    with torch.no_grad():
        (batch,) = PreferenceFeed(data, [np.arange(COUNT)], place()).step(0)
        pair = [module.replies(batch), module.replies(batch["mismatched"][0])]
    return torch.stack(pair, 1) + torch.randn(COUNT, 2, generator=torch.Generator().manual_seed(8)) - 0.7


def place(accumulate: int = 1, rank: int = 0, world: int = 1) -> Place:
    return Place(lambda: 0, rank, world, accumulate)


def step(module: KtoModule, accumulate: int, row_tokens: int | None = None) -> tuple[float, Tensor]:
    """Loss and gradient of one step in one process, as Lightning sums them up."""
    feed = PreferenceFeed(marked(), [np.arange(COUNT)], place(accumulate), row_tokens)
    loss = torch.stack([module.training_step(batch, 0) / accumulate for batch in feed.step(0)]).sum()
    module.zero_grad()
    loss.backward()
    return float(loss.detach()), torch.cat([p.grad.flatten() for p in module.model.parameters()])


def test_loss_equals_one_example_at_a_time(tiny_model: Path, table: Tensor) -> None:
    module, data = module_of(tiny_model, table), marked()

    def logprob(tokens: Any, weights: Any) -> float:
        ids = torch.from_numpy(np.asarray(tokens)).long()
        logs = module.model(ids[None], use_cache=False).logits[0].detach().log_softmax(-1)
        return sum(float(logs[t - 1, ids[t]]) for t in range(1, len(ids)) if weights[t])

    everyone = np.arange(COUNT)
    own, mismatched = ([logprob(*pair) for pair in zip(*texts, strict=True)] for texts in (data.own(everyone), data.mismatched(everyone)))
    zero = max(0.0, float(np.mean(np.array(mismatched) - table[:, 1].numpy())))
    assert zero > 0.1
    losses = []
    for gain, good in zip(np.array(own) - table[:, 0].numpy(), data.desirable, strict=True):
        sign, weight = (1, 1.0) if good else (-1, 1.3)
        losses.append(weight * (1 - 1 / (1 + np.exp(-0.5 * sign * (gain - zero)))))
    assert step(module, 1)[0] == pytest.approx(np.mean(losses), abs=1e-5)
    assert float(module.metrics["kl"]) == pytest.approx(zero, abs=1e-4)


@pytest.mark.parametrize(("accumulate", "row_tokens"), [(2, None), (3, None), (COUNT + 3, None), (1, 30), (3, 30)])
def test_no_split_changes_the_step(tiny_model: Path, table: Tensor, accumulate: int, row_tokens: int | None) -> None:
    whole, split = module_of(tiny_model, table), module_of(tiny_model, table)
    loss, gradient = step(whole, 1)
    found, found_gradient = step(split, accumulate, row_tokens)
    assert found == pytest.approx(loss, abs=1e-6)
    torch.testing.assert_close(found_gradient, gradient, atol=1e-6, rtol=1e-4)
    assert {name: float(v) for name, v in split.metrics.items()} == pytest.approx(
        {name: float(v) for name, v in whole.metrics.items()}, abs=1e-4
    )


@pytest.mark.parametrize(("world", "accumulate"), [(2, 1), (3, 2), (COUNT + 1, 1)])
def test_processes_share_a_step_without_overlap(world: int, accumulate: int) -> None:
    data = marked()
    own, pairs = list[int](), list[int]()
    for rank in range(world):
        batches = PreferenceFeed(data, [np.arange(COUNT)], place(accumulate, rank, world)).step(0)
        assert len(batches) == len(batches[0]["mismatched"]) == accumulate
        assert {float(batch["norm"]) for batch in batches} == {np.float32(COUNT / (accumulate * world))}
        own += [int(i) for batch in batches for i in batch["examples"]]
        pairs += [int(i) for part in batches[0]["mismatched"] for i in part["examples"]]
    assert sorted(own) == sorted(pairs) == list(range(COUNT))


def test_mismatched_pairs() -> None:
    data = marked(longest=8)
    assert sorted(data.partner) == list(range(COUNT))
    assert all(data.partner[i] != i for i in range(COUNT))
    tokens, weights = data.mismatched(np.array([3]))
    own, other = data.examples.tokens[3], data.examples.tokens[int(data.partner[3])]
    prompt, lent = int((data.examples.weights[3] == 0).sum()), int((data.examples.weights[int(data.partner[3])] > 0).sum())
    expected = [*own[:prompt], *other[len(other) - lent :]][:8]
    assert tokens[0].tolist() == expected
    assert weights[0].tolist() == [0.0] * prompt + [1.0] * (len(expected) - prompt)
    with pytest.raises(ValueError, match="two"):
        marked(1)


# --- against TRL ----------------------------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore")  # TRL and what it imports warn about their own future; nothing of ours can avoid it
def test_trl_agrees(tiny_model: Path, table: Tensor, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from datasets import Dataset
        from trl import KTOConfig, KTOTrainer

        config = KTOConfig(
            output_dir=str(tmp_path), per_device_train_batch_size=2, use_cpu=True, bf16=False, report_to=[], gradient_checkpointing=False,
            beta=0.5, desirable_weight=1.0, undesirable_weight=1.3, precompute_ref_log_probs=False,
        )  # fmt: skip
        policy = read_policy(tiny_model)
        rows = [{"prompt": "a", "completion": "b", "label": True}, {"prompt": "c", "completion": "d", "label": False}]
        trainer = KTOTrainer(
            model=policy.model, ref_model=read_policy(tiny_model).model, args=config, train_dataset=Dataset.from_list(rows),
            processing_class=policy.tokenizer,
        )  # fmt: skip
    trainer.precompute_ref_logps = True  # the table is given
    data, everyone = marked(), np.arange(COUNT)

    def padded(texts: Any) -> tuple[Tensor, Tensor, Tensor]:
        width = max(len(t) for t in texts[0])
        columns = [[torch.from_numpy(np.pad(np.asarray(x), (0, width - len(x)))) for x in part] for part in texts]
        present = torch.stack([torch.arange(width) < len(t) for t in texts[0]])
        return torch.stack(columns[0]).long(), torch.stack(columns[1]).long(), present.long()

    ids, completion, attention = padded(data.own(everyone))
    pair_ids, pair_completion, pair_attention = padded(data.mismatched(everyone))
    inputs = {
        "input_ids": ids, "completion_mask": completion, "attention_mask": attention, "KL_input_ids": pair_ids,
        "KL_completion_mask": pair_completion, "KL_attention_mask": pair_attention, "label": torch.from_numpy(data.desirable),
        "ref_logps": table[:, 0], "ref_KL_logps": table[:, 1],
    }  # fmt: skip
    theirs = trainer._compute_loss(trainer.model, inputs, False)
    their_gradient = torch.cat([g.flatten() for g in torch.autograd.grad(theirs, list(trainer.model.parameters()))])
    module = module_of(tiny_model, table)
    loss, gradient = step(module, 1)
    assert loss == pytest.approx(float(theirs.detach()), abs=1e-6)
    torch.testing.assert_close(gradient, their_gradient, atol=1e-5, rtol=1e-4)
    noted = trainer._metrics["eval"]  # its model was never put into training mode
    for name in ("kl", "rewards/chosen", "rewards/rejected", "rewards/margins", "logps/chosen", "logps/rejected"):
        assert float(module.metrics[name]) == pytest.approx(noted[name][-1], rel=1e-4), name


# --- whole runs -----------------------------------------------------------------------------------------------------------------


@dataclass
class Liked:
    """Answers of one kind are desirable, of the other not; the prompt says nothing about it."""

    count: int = 40
    labels: bool = True

    def rows(self, account: Account) -> list[Row]:
        found = []
        for i in range(self.count):
            good = i % 2 == 0
            answer = "        t = 0.95 * t" if good else "        y = y[::-1]"
            found.append(Row((Message("user", f"task {i} size {i % 7}"),), answer, label=good if self.labels else None))
        return found


def settings(tiny_model: Path, out: Path, **changes: Any) -> Settings:
    plain = Settings(
        data=Liked(), model=HuggingFace(tiny_model), module=Kto(), optimizer=Optimizer(lr=3e-3, warmup_steps=0), epochs=3.0,
        batch_tokens=400, max_tokens=64, precision="fp32", accelerator="cpu", checkpoint_every=4, log_every=1, threads=1, out=out,
    )  # fmt: skip
    return replace(plain, **changes)


def run(config: Settings) -> dict[str, Any]:
    config.out.mkdir(parents=True, exist_ok=True)
    with Log(config.out) as log:
        job = prepare(config)
        with Progress("fit", job.steps, quiet=True) as progress:
            return train(job, config, log, progress)


def logprobs(folder: Path) -> tuple[float, float]:
    """Log-probability of the liked and of the disliked answer after a prompt that was not trained on."""
    policy = read_policy(folder)
    found = []
    for good in (0, 1):
        (row,) = [Liked(102).rows(Account())[100 + good]]
        from eft.text.render import render

        example = render(row.messages, row.answer, policy.tokenizer)
        ids = torch.tensor(example.tokens)
        with torch.no_grad():
            logs = policy.model(ids[None], use_cache=False).logits[0].log_softmax(-1)
        found.append(sum(float(logs[t - 1, ids[t]]) for t in range(1, len(ids)) if example.weights[t]))
    return found[0], found[1]


@pytest.mark.parametrize("lora_rank", [0, 8])
def test_desirable_answers_rise_and_undesirable_fall(tiny_model: Path, tmp_path: Path, lora_rank: int) -> None:
    config = settings(tiny_model, tmp_path / "run", model=HuggingFace(tiny_model, lora_rank=lora_rank))
    if lora_rank:
        config = replace(config, optimizer=Optimizer(lr=2e-2, warmup_steps=0))
    summary = run(config)
    before, after = logprobs(tiny_model), logprobs(config.out / "export")
    assert after[0] > before[0] + 1
    assert after[1] < before[1] - 1
    assert summary["rewards/chosen"] > 0 > summary["rewards/rejected"]
    assert summary["rewards/margins"] == pytest.approx(summary["rewards/chosen"] - summary["rewards/rejected"], rel=1e-4)
    assert "rewards/margins" in config.module.describe(json.loads(json.dumps(summary)), config.out)


def test_at_the_start_policy_and_reference_agree(tiny_model: Path, tmp_path: Path) -> None:
    config = settings(tiny_model, tmp_path / "run", epochs=0.01)
    summary = run(config)
    assert summary["steps"] == 1
    assert summary["loss"] == pytest.approx(0.5, abs=1e-5)
    assert summary["rewards/chosen"] == pytest.approx(0, abs=1e-5)
    assert summary["kl"] == pytest.approx(0, abs=1e-4)


def test_a_resumed_run_is_the_same_and_reads_its_reference(tiny_model: Path, tmp_path: Path) -> None:
    whole, part = settings(tiny_model, tmp_path / "whole", accumulate=2), settings(tiny_model, tmp_path / "part", accumulate=2)
    run(whole)
    run(part)
    table = (part.out / "reference.npz").read_bytes()
    newest = max((part.out / "checkpoints").iterdir())
    shutil.rmtree(part.out / "export")
    stamp = (part.out / "reference.npz").stat().st_mtime_ns
    assert newest.is_file()
    run(part)  # from the newest checkpoint, not from the start
    assert (part.out / "reference.npz").read_bytes() == table
    assert (part.out / "reference.npz").stat().st_mtime_ns == stamp
    weights = [read_policy(config.out / "export").model.state_dict() for config in (whole, part)]
    assert all(torch.equal(weights[0][name], weights[1][name]) for name in weights[0])
    (part.out / "reference.npz").unlink()
    with pytest.raises(UserError, match=r"reference\.npz is missing"):
        run(part)


def test_rows_without_marks_are_refused(tiny_model: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="select=preference"):
        prepare(settings(tiny_model, tmp_path, data=Liked(labels=False)))
    with pytest.raises(UserError, match="both kinds"):
        prepare(settings(tiny_model, tmp_path, data=Liked(count=1)))
