"""From a round of a search to what a policy is updated on: rewards by group, advantages, micro-batches.

Legend: R rows, T places of a row (micro-batches are arrays [R, T], as in `text.pack`).
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from eft.search.rounds import Rollout, Round
from eft.text.pack import fill, pack
from eft.text.render import prompt_tokens
from eft.training.advantages._groups import Advantages, informative
from eft.training.batches import rectangles
from eft.training.overlong import Overlong
from eft.training.rewards._result import Result, Rewards
from eft.types import Task, UserError


@dataclass(frozen=True, slots=True)
class Sample:
    """One reply to learn from. sampler: log-probability of each answer token as it was sampled; allowed: see `types.Reply`.

    group: number of its prompt group in the round. trained: which answer tokens were a choice (not forced by a constraint).
    """

    prompt: tuple[int, ...]
    answer: tuple[int, ...]
    sampler: tuple[float, ...]
    allowed: tuple[tuple[int, ...] | None, ...]
    advantage: float
    group: int

    @property
    def tokens(self) -> tuple[int, ...]:
        """Prompt and answer."""
        return (*self.prompt, *self.answer)

    @property
    def trained(self) -> list[bool]:
        """False where a single token was allowed."""
        return [ids is None or len(ids) != 1 for ids in self.allowed] if self.allowed else [True] * len(self.answer)


@dataclass(frozen=True, slots=True)
class Scores:
    """How a round is judged: see the folders `rewards` and `advantages`. thinking: as the backend writes its prompts."""

    reward: Rewards
    advantage: Advantages
    overlong: Overlong
    max_tokens: int
    thinking: bool | None = None


def graded(round_: Round, tokenizer: Any, scores: Scores) -> tuple[list[Sample], dict[str, float]]:
    """What can be learnt from a round, and its figures under their standard names.

    Left out: groups whose rewards are all equal, replies that `overlong` masks, calls that the backend failed. Raises UserError for
    replies that cannot be trained on.
    """
    groups = _groups(round_)
    rewards = [np.array(_rewards(group, scores)) for group in groups]
    advantages = scores.advantage(rewards)
    alive = informative(rewards)
    prompts = [tuple(prompt_tokens(group[0].messages, tokenizer, scores.thinking)) for group in groups]
    samples = [
        sample(rollout, prompts[number], float(advantage), number)
        for number, (group, own) in enumerate(zip(groups, advantages, strict=True))
        for rollout, advantage in zip(group, own, strict=True)
        if alive[number] and scores.overlong.kept(rollout.reply.finish)
    ]
    return samples, _figures(round_, rewards, alive)


def _groups(round_: Round) -> list[list[Rollout]]:
    """Rollouts by search and prompt, in order of appearance."""
    found: dict[tuple[str, str], list[Rollout]] = {}
    for rollout in round_.rollouts:
        if rollout.reply.finish != "error":
            found.setdefault((rollout.search, rollout.prompt), []).append(rollout)
    return list(found.values())


def _rewards(group: Sequence[Rollout], scores: Scores) -> list[float]:
    results = [Result(rollout.attempt.failure, rollout.attempt.outcome) for rollout in group]
    found = scores.reward(group[0].task, group[0].parent, results)
    return [
        value + scores.overlong.penalty(len(rollout.reply.token_ids), rollout.reply.finish, scores.max_tokens)
        for value, rollout in zip(found, group, strict=True)
    ]


def sample(rollout: Rollout, prompt: tuple[int, ...], advantage: float, group: int) -> Sample:
    """The tokens of one reply as the sampler gave them. UserError if the sampler did not say enough to train on them."""
    reply = rollout.reply
    if not reply.token_ids or len(reply.logprobs) != len(reply.token_ids):
        raise UserError(f"backend {reply.model}: gives no token ids with log-probabilities, which grpo trains on; use local or sglang")
    if reply.constrained and len(reply.allowed) != len(reply.token_ids):
        raise UserError(
            f"backend {reply.model}: its constrained replies do not say what was allowed, so grpo cannot replay them; "
            "turn constrain off there or use backend.name=local"
        )
    return Sample(prompt, reply.token_ids, reply.logprobs, reply.allowed, advantage, group)


def _figures(round_: Round, rewards: Sequence[NDArray[np.float64]], alive: NDArray[np.bool_]) -> dict[str, float]:
    every = np.concatenate([*rewards, np.zeros(0)])
    attempts, lengths = round_.attempts, [len(r.reply.token_ids) for r in round_.rollouts]
    scored = [(a, r) for a, r in {r.attempt.id: (r.attempt, r) for r in round_.rollouts}.values() if a.outcome is not None and a.outcome.ok]
    count = max(1, len(attempts))
    return {
        "reward": float(every.mean()) if len(every) else 0.0,
        "reward_std": float(np.mean([group.std() for group in rewards])) if rewards else 0.0,
        "reward_max": float(every.max()) if len(every) else 0.0,
        "frac_reward_zero_std": float(1 - alive.mean()) if len(alive) else 1.0,
        "edit_rate": sum(not a.failure for a in attempts) / count,
        "valid_rate": len(scored) / count,
        "improving_rate": sum(better(r.task, a.outcome, r.parent) for a, r in scored) / count,
        "backtrack_rate": sum(bool(a.backtrack_by) for a in attempts) / count,
        "unique_rate": len({a.child for a in attempts if a.child is not None}) / count,
        "completion_tokens": float(np.mean(lengths)) if lengths else 0.0,
        "completion_tokens_max": float(max(lengths, default=0)),
        "clipped_rate": sum(r.reply.finish == "length" for r in round_.rollouts) / max(1, len(round_.rollouts)),
        "policy_version": float(min((r.reply.policy_version for r in round_.rollouts), default=0)),
    }


def better(task: Task, child: Any, parent: Any) -> bool:
    """Whether the child's score beats that of a valid parent."""
    if parent is None or not parent.ok:
        return True
    higher = task.direction.value == "max"
    return bool(child.score > parent.score if higher else child.score < parent.score)


# --- micro-batches ----------------------------------------------------------------------------------------------------------


def minibatches(samples: Sequence[Sample], updates: int, seed: str) -> list[list[Sample]]:
    """The samples of a round in `updates` parts; a prompt group is never divided. The same for the same seed."""
    if updates == 1:
        return [list(samples)]
    groups: dict[int, list[Sample]] = {}
    for one in samples:
        groups.setdefault(one.group, []).append(one)
    order = list(groups)
    random.Random(seed).shuffle(order)
    return [[one for group in order[part::updates] for one in groups[group]] for part in range(updates)]


def micro_batches(samples: Sequence[Sample], *, cells: int, packed: bool, rank: int = 0, world: int = 1) -> list[dict[str, Any]]:
    """The step's micro-batches of one process, at most `cells` cells of padded rows each (a longer sample has its own).

    tokens [R, T]; for packed rows positions and documents [R, T]; of the N trained tokens, in the order of the cells: at [N] (the flat
    cell whose hidden state predicts the token), targets, sampler, advantages, sequence (number of the sample in the step); allowed: for
    each of the N the ids or None, or None for all; sequences: samples of the step. Every process gets equally many (the last may be empty).
    """
    if not samples:
        return []
    lengths = np.array([len(one.tokens) for one in samples])
    order = np.argsort(lengths, kind="stable")
    if packed:
        capacity = max(cells, int(lengths.max()))
        rows = pack([int(n) for n in lengths], capacity)
        parts = [[row] for row in rows]
    else:
        parts = [[[int(i)] for i in part] for part in rectangles(order, lengths, cells)]
    built = [_micro(part, samples, packed) for part in parts]
    built += [_idle(built[0]) for _ in range(-len(built) % world)]
    return built[rank::world]


def _micro(rows: Sequence[Sequence[int]], samples: Sequence[Sample], packed: bool) -> dict[str, Any]:
    arrays = fill(rows, [s.tokens for s in samples], [(1.0,) * len(s.tokens) for s in samples])
    columns = arrays.tokens_R_T.shape[1]
    at, targets, sampler, advantages, sequence = list[int](), list[int](), list[float](), list[float](), list[int]()
    allowed: list[Tensor | None] = []
    for r, row in enumerate(rows):
        begin = r * columns
        for number in row:
            one = samples[number]
            first = begin + len(one.prompt) - 1
            for place, wanted in enumerate(one.trained):
                if wanted:
                    at.append(first + place)
                    targets.append(one.answer[place])
                    sampler.append(one.sampler[place])
                    advantages.append(one.advantage)
                    sequence.append(number)
                    ids = one.allowed[place] if one.allowed else None
                    allowed.append(None if ids is None else torch.tensor(ids, dtype=torch.long))
            begin += len(one.tokens)
    found: dict[str, Any] = {"tokens": torch.from_numpy(arrays.tokens_R_T)}
    if packed:
        found |= {"positions": torch.from_numpy(arrays.positions_R_T), "documents": torch.from_numpy(arrays.documents_R_T)}
    return found | {
        "at": torch.tensor(at, dtype=torch.long),
        "targets": torch.tensor(targets, dtype=torch.long),
        "sampler": torch.tensor(sampler, dtype=torch.float32),
        "advantages": torch.tensor(advantages, dtype=torch.float32),
        "sequence": torch.tensor(sequence, dtype=torch.long),
        "allowed": allowed if any(ids is not None for ids in allowed) else None,
        "sequences": len(samples),
        "count": int((arrays.documents_R_T >= 0).sum()),
    }


def _idle(like: Mapping[str, Any]) -> dict[str, Any]:
    """A micro-batch that adds nothing: processes must make equally many."""
    empty = {name: like[name][:0] for name in ("at", "targets", "sampler", "advantages", "sequence")}
    return {**like, **empty, "allowed": None, "count": 0}
