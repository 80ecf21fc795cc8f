"""The GRPO run as a job for the trainer: policy, searches, the feed of rounds, and what follows each round."""

from __future__ import annotations

import copy
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import lightning.pytorch as pl
import torch
from lightning.pytorch.utilities import move_data_to_device

from eft.models._policy import Policy
from eft.search.judge import Judge
from eft.search.rounds import ROUND, Round, Rounds
from eft.search.store import Store
from eft.text.render import prompt_tokens
from eft.training.callbacks import step_ended
from eft.training.job import Job, Place
from eft.training.modules.grpo import Grpo
from eft.training.online import Pipeline, name_checkpoint, named_checkpoint
from eft.training.rollouts import Scores, graded, micro_batches, minibatches
from eft.training.settings import Settings
from eft.training.update import Objective, UpdateModule
from eft.training.weights import merged_state, write_version
from eft.types import Direction, Evaluator, Message, Trainable, UserError

PROBE_TOKENS = 64  # of the text whose score must agree after every change of weights
WINDOW = 5  # rounds at each end that the summary compares


def prepare(config: Grpo, settings: Settings, out: Path) -> Job:
    """Read the policy and check that everything fits together. Nothing is sampled yet."""
    if not hasattr(settings.model, "path"):
        raise UserError(
            "config key model: grpo improves a trained model; use model.name=hf model.path=FOLDER (a run of `eft fit`, or a model)"
        )
    if settings.accumulate != 1 or settings.micro_tokens:
        raise UserError(
            "config key accumulate: grpo cuts each step into as many micro-batches of batch_tokens cells as it needs; leave it at 1"
        )
    if settings.devices > 1 or settings.validation:
        raise UserError("config key devices: grpo trains in one process (its sampler may be many servers) and has no validation set")
    if getattr(settings.model, "lora_dropout", 0.0):
        raise UserError("config key model.lora_dropout: grpo compares log-probabilities, which dropout makes random; use 0")
    searches = config.plan_searches(settings.seed)
    policy: Policy = settings.model.build((), settings.seed)
    context = policy.model.config.get_text_config().max_position_embeddings
    if config.prompting.max_tokens >= context:
        raise UserError(
            f"config key module.prompting.max_tokens: {config.prompting.max_tokens} leaves no room in the model's context of {context}"
        )
    adapters = hasattr(policy.model, "disable_adapter")
    reference = copy.deepcopy(policy.model).eval().requires_grad_(False) if config.kl.coef and not adapters else None
    prompting = config.prompting
    objective = Objective(
        config.loss, config.kl, config.mismatch, prompting.temperature, config.old == "recompute", config.frozen, config.chunk_elements
    )
    steps = config.rounds * config.updates
    module = UpdateModule(objective, policy, settings.optimizer, steps, reference)
    online = Online(config, settings, policy, module, searches, out)
    return Job(
        policy,
        module,
        steps,
        columns=min(context, 2 * prompting.max_tokens + 1024),
        feed=online.feed,
        summary=online.summary,
        callbacks=[_AfterRound(online)],
        checkpoint=lambda folder: named_checkpoint(online.store, folder),
        saved=lambda step, file: name_checkpoint(online.store, step, file),
        close=online.close,
    )


@dataclass
class Online:
    """The live run: owns store, judge, backend and pipeline; iterated by the trainer for one batch per optimiser step."""

    config: Grpo
    settings: Settings
    policy: Policy
    module: UpdateModule
    searches: list[Any]
    out: Path
    times: dict[str, float] = field(default_factory=dict)
    current: Round | None = None

    def feed(self, place: Place, packed: bool) -> Online:
        """Open everything. UserError for a backend that cannot be trained with."""
        self.place, self.packed, self.store = place, packed, Store(self.out / "run.db")
        config, settings = self.config, self.settings
        backend: Any = config.serving(settings.model.path).build()
        if not hasattr(backend, "load"):
            raise UserError(f"config key module.backend: {backend.model} takes no new weights; use local or sglang")
        self.backend: Trainable = backend
        from eft.evaluation.instances import space
        from eft.evaluation.judges import open_judge

        self._evaluator: Evaluator = open_judge(
            config.evaluator,
            config.profile,
            config.sandbox,
            config.workers,
            config.instance_secret,
            cpu_s=config.cpu_s,
            wall_s=config.wall_s,
        )
        self._judge = Judge(self._evaluator, self.store, "free", config.workers, reuse=True)
        archive = replace(config.archive, group_size=config.group)
        self._pipeline = Pipeline(
            lambda: Rounds(
                self.store, backend, self._judge, archive, self.searches, prompting=config.prompting, parents=config.parents,
                space=(lambda task: None) if config.evaluator == "fake" else space,
            ),
            backend, config.rounds, config.staleness,
        )  # fmt: skip
        self._probe = prompt_tokens((Message("user", self.searches[0].task.statement),), self.policy.tokenizer)[:PROBE_TOKENS]
        thinking = getattr(config.backend, "thinking", None)
        self._scores = Scores(config.reward, config.advantage, config.overlong, config.prompting.max_tokens, thinking)
        return self

    def __len__(self) -> int:
        return self.config.rounds * self.config.updates

    def state_dict(self) -> dict[str, int]:
        """Empty on purpose: tells Lightning that this feed resumes by itself."""
        return {}

    def load_state_dict(self, state: dict[str, int]) -> None:
        """Nothing to restore."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """One batch per optimiser step, from the step at which the trainer stands."""
        updates, start = self.config.updates, self.place.step()
        if start % updates:
            raise UserError(f"a checkpoint inside a round; checkpoint_every must be a multiple of module.updates={updates}")
        self._pipeline.begin()
        self.publish(start // updates)
        for number in range(start // updates, self.config.rounds):
            began = time.monotonic()
            self.current = self._pipeline.round(number)
            self.times, self._trained = {"rollout": time.monotonic() - began}, 0
            samples, figures = graded(self.current, self.policy.tokenizer, self._scores)
            for part in minibatches(samples, updates, f"{self.settings.seed}/{number}"):
                yield self._batch(part, figures, number)

    def _batch(self, samples: list[Any], figures: dict[str, float], number: int) -> dict[str, Any]:
        cells = self.settings.batch_tokens
        micros = micro_batches(samples, cells=cells, packed=self.packed, rank=self.place.rank, world=self.place.world)
        began = time.monotonic()
        micros = [move_data_to_device(micro, self.module.device) for micro in micros]
        self.module.measure(micros)
        self.times["measure"] = self.times.get("measure", 0.0) + time.monotonic() - began
        self._trained += sum(len(micro["targets"]) for micro in micros)
        self.module.metrics |= figures | {
            "staleness": max(0.0, number - figures["policy_version"]),
            "trained_tokens": float(self._trained),
            "sync_error": self._pipeline.sync_error,
        }
        self._began = time.monotonic()
        return {"micros": micros, "count": torch.tensor(sum(int(micro["count"]) for micro in micros))}

    def publish(self, version: int) -> None:
        """Give the sampler the policy as it is now. A frozen one changes once, at the start."""
        if version >= self.config.rounds:
            return
        began = time.monotonic()
        takes = self.backend.takes
        weights: Any
        if takes == "state":
            weights = merged_state(self.policy.model)
        else:
            weights = write_version(self.policy, self.settings.out / "weights", version, takes, self.config.staleness + 2)
        self._pipeline.publish(version, weights, (self._probe, self.module.score(self._probe)))
        self.times["sync"] = time.monotonic() - began

    def after(self, step: int) -> None:
        """After an optimiser step: at the end of a round its attempts land and the sampler gets the new weights."""
        self.times["train"] = self.times.get("train", 0.0) + time.monotonic() - self._began
        if step % self.config.updates:
            return
        assert self.current is not None
        round_ = self.current
        figures = {name: float(value) for name, value in self.module.metrics.items()}
        self._pipeline.land(round_, {"step": step, "figures": figures})
        self.publish(round_.number + 1)
        self.module.metrics |= self._standing() | {f"time/{name}": seconds for name, seconds in self.times.items()}
        self.module.metrics |= {
            "time/generate": round_.generate_s,
            "time/score": round_.judge_s,
        }

    def _standing(self) -> dict[str, float]:
        """Best score of a single search, or the mean progress of the best programs of several."""
        found = [live.tree.best for live in self._pipeline.rounds.lives if live.tree.best is not None]
        if len(found) == 1:
            return {"best_score": found[0].score, "best_progress": found[0].level}
        return {"best_progress": sum(best.level for best in found) / max(1, len(found))}

    def summary(self) -> dict[str, Any]:
        """First and last rounds side by side, and the best programs; writes the best program of a single search to OUT/best.py (or .c)."""
        figures = [data["figures"] for _, data in self.store.events(ROUND)]
        best = [self._search_best(search) for search in self.searches]
        names = ("reward", "edit_rate", "valid_rate", "improving_rate", "unique_rate", "entropy", "completion_tokens")
        window = max(1, min(WINDOW, len(figures) // 2))
        first, last = (
            {name: sum(f.get(name, 0.0) for f in part) / len(part) for name in names} for part in (figures[:window], figures[-window:])
        )
        return {
            "rounds": len(figures),
            "attempts": sum(count for _, _, _, count in best),
            "window": window,
            "first": first,
            "last": last,
            "best": [(name, seed, score) for name, seed, score, _ in best],
            "tokens": int(sum(f["trained_tokens"] for f in figures)),
            "curve": [{name: f[name] for name in (*names, "reward_max") if name in f} for f in figures],
        }

    def close(self) -> None:
        """End the thread, the judge, the sandbox, the sampler and the store, in this order."""
        if hasattr(self, "_pipeline"):
            self._pipeline.finish()
            self._judge.__exit__(None, None, None)
            self._evaluator.close()
        if hasattr(self, "store"):
            self.store.close()

    def _search_best(self, search: Any) -> tuple[str, float, float, int]:
        direction: Direction = search.task.direction
        seed, best = self.store.attempt(search.name, 0), self.store.best(search.name, direction)
        scores = [0.0 if a is None or a.outcome is None or a.outcome.score is None else a.outcome.score for a in (seed, best)]
        if best is not None and best.child is not None and len(self.searches) == 1:
            (self.settings.out / f"best{search.task.suffix}").write_text(self.store.source(best.child), encoding="utf-8")
        return search.name, scores[0], scores[1], len(self.store.indices(search.name)) - 1


class _AfterRound(pl.Callback):
    """Runs before the trainer's own callbacks: a checkpoint must not come before the round it follows has landed."""

    def __init__(self, online: Online) -> None:
        self._online = online

    def on_train_batch_end(self, trainer: pl.Trainer, module: Any, outputs: Any, batch: Any, index: int) -> None:
        if step_ended(trainer):
            self._online.after(trainer.global_step)
