"""Our losses against those of TRL 1.16's own trainer: value and gradient on a tiny model, same tokens, same old log-probabilities."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from eft.models._policy import Policy, read_policy
from eft.training.advantages.group import Group
from eft.training.aggregate import shares
from eft.training.head import Head
from eft.training.kl import Kl
from eft.training.losses._tokens import Loss, Tokens
from eft.training.losses.cispo import Cispo
from eft.training.losses.dr_grpo import DrGrpo
from eft.training.losses.grpo import Grpo
from eft.training.losses.gspo import Gspo
from eft.training.mismatch import Mismatch

ROWS, PROMPT, REPLY, TEMPERATURE = 4, 3, 6, 0.7
LENGTHS = (6, 2, 5, 1)

# TRL and what it imports warn about their own future; nothing of ours can avoid it
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def trainer(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A real GRPOTrainer on a copy of the tiny model; only its loss is called."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from datasets import Dataset
        from trl import GRPOConfig, GRPOTrainer

        config = GRPOConfig(
            output_dir=str(tmp_path_factory.mktemp("trl")), per_device_train_batch_size=2, num_generations=2, use_cpu=True, bf16=False,
            report_to=[], gradient_checkpointing=False, temperature=TEMPERATURE, max_completion_length=REPLY,
        )  # fmt: skip
        policy = read_policy(tiny_model)
        made = GRPOTrainer(
            model=policy.model, reward_funcs=[lambda completions, **_: [0.0] * len(completions)], args=config,
            train_dataset=Dataset.from_dict({"prompt": ["a", "b"]}), processing_class=policy.tokenizer,
        )  # fmt: skip
    made.current_gradient_accumulation_steps = 1
    return made


@pytest.fixture(scope="module")
def policy(tiny_model: Path) -> Policy:
    return read_policy(tiny_model)


@pytest.fixture(scope="module")
def batch(policy: Policy) -> dict[str, Tensor]:
    """Replies of different lengths; old, sampler and reference log-probabilities around the policy's own."""
    draw = torch.Generator().manual_seed(0)
    tokens = torch.randint(10, 300, (ROWS, PROMPT + REPLY), generator=draw)
    mask = (torch.arange(REPLY) < torch.tensor(LENGTHS)[:, None]).long()
    with torch.no_grad():
        own = scored(policy, tokens)

    def near(spread: float) -> Tensor:
        return own + spread * torch.randn(own.shape, generator=draw)

    return {
        "prompt_ids": tokens[:, :PROMPT],
        "prompt_mask": torch.ones(ROWS, PROMPT, dtype=torch.long),
        "completion_ids": tokens[:, PROMPT:],
        "completion_mask": mask,
        "advantages": torch.tensor([1.0, -1.5, -0.4, 0.9]),
        "old_per_token_logps": near(0.3),
        "sampling": near(0.6),
        "ref_per_token_logps": near(0.5),
        "num_items_in_batch": mask.sum(),
    }


def scored(policy: Policy, tokens: Tensor) -> Tensor:
    """Log-probabilities of the replies by our head."""
    hidden = policy.model.model(input_ids=tokens, use_cache=False).last_hidden_state[:, PROMPT - 1 : -1]
    flat = Head(chunk_elements=7 * 400)(
        hidden.flatten(0, 1), tokens[:, PROMPT:].flatten(), policy.model.lm_head, len(policy.model.lm_head.weight), temperature=TEMPERATURE
    )
    return flat.logprobs.view(ROWS, REPLY)


def gradient(loss: Tensor, model: Any) -> Tensor:
    found = torch.autograd.grad(loss, list(model.parameters()), allow_unused=True)
    return torch.cat([g.flatten() for g in found if g is not None])


def ours(
    policy: Policy, batch: dict[str, Tensor], loss: Loss, kl: Kl | None = None, mismatch: Mismatch | None = None
) -> tuple[float, Tensor]:
    seen = batch["completion_mask"].bool()
    logprobs = scored(policy, torch.cat([batch["prompt_ids"], batch["completion_ids"]], 1))[seen]
    sequence = torch.arange(ROWS)[:, None].expand(ROWS, REPLY)[seen]
    old = batch["old_per_token_logps"][seen]
    weights, kept = (mismatch or Mismatch()).weights(old, batch["sampling"][seen], sequence)
    tokens = Tokens(logprobs, old, batch["advantages"][sequence], sequence, weights)
    share = torch.from_numpy(shares(np.bincount(sequence[kept], minlength=ROWS), loss.aggregate, loss.divisor))[sequence]
    terms = loss.terms(tokens).loss
    if kl is not None:
        terms = terms + kl.terms(tokens, batch["ref_per_token_logps"][seen]).loss
    total = (terms * share).sum()
    return float(total.detach()), gradient(total, policy.model)


def theirs(trainer: Any, batch: dict[str, Tensor], **changes: Any) -> tuple[float, Tensor]:
    """The trainer's loss with some of its settings changed; `sampling` is what vLLM would have reported."""
    before = {key: getattr(trainer, key) for key in changes if hasattr(trainer, key)}
    arguments = {key: getattr(trainer.args, key) for key in ("delta", "use_bias_correction_kl")}
    for key, value in changes.items():
        setattr(trainer.args if key in arguments else trainer, key, value)
    try:
        loss = trainer._compute_loss(trainer.model, batch)
        return float(loss.detach()), gradient(loss, trainer.model)
    finally:
        for key, value in before.items():
            setattr(trainer, key, value)
        for key, value in arguments.items():
            setattr(trainer.args, key, value)


SEQUENCE = {"loss_type": "grpo", "importance_sampling_level": "sequence"}
CASES: list[tuple[Loss, dict[str, Any]]] = [
    (Grpo(aggregate="sequence", clip_high=0.2), {"loss_type": "grpo"}),
    (Grpo(), {"loss_type": "dapo", "epsilon_high": 0.28}),
    (Grpo(dual_clip=1.4), {"loss_type": "dapo", "epsilon_high": 0.28, "delta": 1.4}),
    (DrGrpo(divisor=REPLY), {"loss_type": "dr_grpo"}),
    (Cispo(high=1.2), {"loss_type": "cispo", "epsilon_high": 1.2}),
    (Gspo(0.1, 0.1), SEQUENCE | {"epsilon_low": 0.1, "epsilon_high": 0.1}),
]
KLS = [None, Kl(0.3), Kl(0.3, correct=False)]


@pytest.mark.parametrize(
    ("loss", "changes", "kl"),
    # With GSPO TRL spreads the ratio of the sequence over the tokens of the corrected KL, whose gradient is then another; ours stays token-wise
    [(loss, changes, kl) for loss, changes in CASES for kl in KLS if not (isinstance(loss, Gspo) and kl is not None and kl.correct)],
    ids=lambda value: None if isinstance(value, dict) else str(value),
)
def test_same_loss_and_gradient(
    trainer: Any, policy: Policy, batch: dict[str, Tensor], loss: Loss, changes: dict[str, Any], kl: Kl | None
) -> None:
    value, grads = ours(policy, batch, loss, kl)
    beta = {} if kl is None else {"beta": kl.coef, "use_bias_correction_kl": kl.correct}
    expected, expected_grads = theirs(trainer, batch, **changes, **beta)
    assert value == pytest.approx(expected, abs=1e-5)
    torch.testing.assert_close(grads, expected_grads, atol=1e-5, rtol=1e-4)
    assert float(grads.abs().max()) > 1e-3  # there was something to compare


def ratios(batch: dict[str, Tensor], change: Callable[[Tensor], Tensor]) -> Tensor:
    mask = batch["completion_mask"]
    return change(((batch["old_per_token_logps"] - batch["sampling"]) * mask).exp())


def test_truncated_mismatch_is_the_same(trainer: Any, policy: Policy, batch: dict[str, Tensor]) -> None:
    value, grads = ours(policy, batch, Grpo(), mismatch=Mismatch("truncate", high=1.5))
    weighted = batch | {"importance_sampling_ratio": ratios(batch, lambda r: r.clamp(max=1.5))}
    changes = {"loss_type": "dapo", "epsilon_high": 0.28, "use_vllm": True, "vllm_importance_sampling_correction": True}
    expected, expected_grads = theirs(trainer, weighted, **changes)
    assert value == pytest.approx(expected, abs=1e-5)
    torch.testing.assert_close(grads, expected_grads, atol=1e-5, rtol=1e-4)


def test_masked_mismatch_differs_by_the_denominator_only(trainer: Any, policy: Policy, batch: dict[str, Tensor]) -> None:
    """TRL keeps the masked tokens in its denominator; ours leaves them out."""
    rule = Mismatch("mask", high=1.5)
    value, grads = ours(policy, batch, Grpo(), mismatch=rule)
    seen = batch["completion_mask"].bool()
    kept = ratios(batch, lambda r: (r <= 1.5).float())
    share = float(kept[seen].mean())
    assert 0 < share < 1
    weighted = batch | {"importance_sampling_ratio": ratios(batch, lambda r: torch.where(r <= 1.5, r, 0.0))}
    changes = {"loss_type": "dapo", "epsilon_high": 0.28, "use_vllm": True, "vllm_importance_sampling_correction": True}
    expected, expected_grads = theirs(trainer, weighted, **changes)
    assert value * share == pytest.approx(expected, abs=1e-5)
    torch.testing.assert_close(grads * share, expected_grads, atol=1e-5, rtol=1e-4)


def test_log_probabilities_and_entropy(policy: Policy, trainer: Any) -> None:
    from trl.trainer.utils import entropy_from_logits, selective_log_softmax

    draw = torch.Generator().manual_seed(1)
    logits, targets = torch.randn(20, 50, generator=draw) * 3, torch.randint(50, (20,), generator=draw)
    found = Head(chunk_elements=150)(logits, targets, lambda x: x, 50, temperature=1.7, entropy=True)
    assert found.entropy is not None
    torch.testing.assert_close(found.logprobs, selective_log_softmax(logits, targets, temperature=1.7))
    torch.testing.assert_close(found.entropy, entropy_from_logits(logits / 1.7))


@pytest.mark.parametrize("scale", ["group", "batch"])
def test_group_advantages(scale: str, trainer: Any) -> None:
    """TRL's formula with its own deviation: GRPOTrainer computes advantages inside generation, so only this piece can be called."""
    from trl.trainer.utils import nanstd

    rewards = torch.tensor([[0.1, 0.55, 1.2, -0.2], [0.0, 0.1, 0.1, 0.0]], dtype=torch.float64)
    deviation = nanstd(rewards, dim=1)[:, None] if scale == "group" else nanstd(rewards)
    expected = (rewards - rewards.mean(1, keepdim=True)) / (deviation + 1e-4)
    found = Group(scale)([row.numpy() for row in rewards])
    assert np.concatenate(found).tolist() == pytest.approx(expected.flatten().tolist())
