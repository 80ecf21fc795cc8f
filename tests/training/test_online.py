"""Whole GRPO runs with a model of a few thousand weights that writes real edits; programs are scored by their text."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from eft import fit
from eft.__main__ import run

TASK = "packing/circles_in_square/n=26"
EXACT = "module.old=recompute"


def arguments(model: Path, out: Path, *more: str) -> list[str]:
    return [
        "configs/fit/grpo.yaml", "--quiet", f"model.path={model}", f"out={out}", f"module.tasks={TASK}", "module.evaluator=fake", "threads=1",
        "module.parents=2", "module.group=8", "module.rounds=6", "module.prompting.max_tokens=24", "optimizer.lr=0.001", "batch_tokens=900",
        "checkpoint_every=2", "module.archive.capacity=1", "precision=fp32", *more,  # bf16, where the processor has it, agrees less closely
    ]  # fmt: skip


def weights(out: Path) -> str:
    return hashlib.sha256((out / "export" / "model.safetensors").read_bytes()).hexdigest()


def rows(out: Path, sql: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(out / "run.db")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def history(out: Path) -> list[tuple[Any, ...]]:
    """Every attempt with its prompt, its reply and its round."""
    return rows(out, "SELECT idx, parent, prompt, reply, child, json_extract(extra, '$.round') FROM attempt ORDER BY search, idx")


def figures(out: Path) -> list[dict[str, float]]:
    return [json.loads(data)["figures"] for (data,) in rows(out, "SELECT data FROM event WHERE kind = 'round' ORDER BY id")]


@pytest.fixture(scope="module")
def whole(edit_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One uninterrupted run. EXACT: what is asked after a kill is decoded in other batches, which changes the sampler's last bits."""
    out = tmp_path_factory.mktemp("grpo") / "whole"
    assert fit.main(arguments(edit_model, out, EXACT)) == 0
    return out


def test_a_run_records_every_round_and_learns_to_write_edits(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = figures(whole)
    assert len(found) == 6
    assert len(history(whole)) == 1 + 6 * 16
    assert found[-1]["edit_rate"] > found[0]["edit_rate"]
    assert all(f["mismatch/max"] < 1e-4 for f in found)  # nats: sampler and trainer agree on every token of every round
    assert [f["policy_version"] for f in found] == [0, 1, 2, 3, 4, 5]
    assert all(f["staleness"] == 0 for f in found)
    summary = json.loads((whole / "summary.json").read_text())
    assert (summary["rounds"], summary["attempts"]) == (6, 96)
    assert "def solve" in (whole / "best.py").read_text()
    assert "6 rounds" in (whole / "summary.txt").read_text()


def test_the_same_command_twice_gives_the_same_weights(edit_model: Path, tmp_path: Path) -> None:
    """Also by the sampler's own log-probabilities, whose last bits depend on the batch."""
    for name in ("one", "other"):
        more = "module.tasks=graphs/max_cut", "module.parents=4"  # several prompts in a round
        assert fit.main(arguments(edit_model, tmp_path / name, *more)) == 0
    assert history(tmp_path / "one") == history(tmp_path / "other")
    assert weights(tmp_path / "one") == weights(tmp_path / "other")


def test_tensorboard_has_the_standard_names(whole: Path) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = EventAccumulator(str(whole))
    events.Reload()
    assert set(events.Tags()["scalars"]) >= {
        "loss", "entropy", "ratio", "clip_fraction", "reward", "reward_std", "reward_max", "frac_reward_zero_std", "best_score", "edit_rate",
        "valid_rate", "improving_rate", "backtrack_rate", "unique_rate", "completion_tokens", "clipped_rate", "staleness", "lr", "grad_norm",
        "tokens_per_s", "time/rollout", "time/score", "time/train", "time/sync", "sync_error", "mismatch/effective",
    }  # fmt: skip


def test_killed_and_resumed_equals_uninterrupted(whole: Path, edit_model: Path, tmp_path: Path) -> None:
    """SIGKILL once round 3 has landed, which no checkpoint holds yet: the same weights, prompts, replies and children in the end."""
    out = tmp_path / "killed"
    command = [sys.executable, "-m", "eft.fit", *arguments(edit_model, out, EXACT)]
    process = subprocess.Popen(command, cwd=Path(fit.__file__).parents[1], stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 200
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if rows(out, "SELECT count(*) FROM event WHERE kind = 'round'")[0][0] >= 3:
                break
        except sqlite3.OperationalError:
            pass
        time.sleep(0.002)  # look again soon: the kill is to come right after the third round has landed
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    landed = len(figures(out))
    assert 3 <= landed < 6
    assert fit.main(arguments(edit_model, out, EXACT)) == 0
    assert history(out) == history(whole)
    assert weights(out) == weights(whole)
    assert [f["loss"] for f in figures(out)] == [f["loss"] for f in figures(whole)]


def test_a_checkpoint_without_a_name_does_not_count(whole: Path, edit_model: Path, tmp_path: Path) -> None:
    """The database, not the folder, says which checkpoint exists."""
    import shutil

    from eft.search.store import Store
    from eft.training.checkpoints import checkpoint_file
    from eft.training.online import named_checkpoint

    shutil.copytree(whole, tmp_path / "copy")
    folder = tmp_path / "copy" / "checkpoints"
    assert sorted(file.name for file in folder.iterdir()) == ["SHA256SUMS", "step=00000002.ckpt", "step=00000004.ckpt"]
    shutil.copy(checkpoint_file(folder, 4), checkpoint_file(folder, 6))
    with Store(tmp_path / "copy" / "run.db") as store:
        assert named_checkpoint(store, folder) == checkpoint_file(folder, 4)
    assert not checkpoint_file(folder, 6).exists()


def test_a_frozen_run_samples_and_leaves_the_weights_alone(edit_model: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file

    assert fit.main(arguments(edit_model, tmp_path / "run", "module.frozen=true", "module.rounds=2")) == 0
    before, after = load_file(edit_model / "model.safetensors"), load_file(tmp_path / "run" / "export" / "model.safetensors")
    assert all((before[name] == after[name]).all() for name in before)
    assert len(history(tmp_path / "run")) == 33


def test_one_round_ahead_is_one_version_behind(edit_model: Path, tmp_path: Path) -> None:
    assert fit.main(arguments(edit_model, tmp_path / "run", "module.staleness=1", "module.mismatch.mode=truncate", "module.rounds=4")) == 0
    found = figures(tmp_path / "run")
    assert [f["policy_version"] for f in found] == [0, 0, 1, 2]
    assert [f["staleness"] for f in found] == [0, 1, 1, 1]
    assert abs(found[-1]["ratio"] - 1) > 1e-5  # off-policy by one update


def test_several_updates_a_round_and_adapters(edit_model: Path, tmp_path: Path) -> None:
    more = [
        "module.updates=2",
        "model.lora_rank=2",
        "module.rounds=2",
        "module.kl.coef=0.01",
        "module.old=recompute",
        "module.advantage=rloo",
    ]
    assert fit.main(arguments(edit_model, tmp_path / "run", *more)) == 0
    found = figures(tmp_path / "run")
    assert len(found) == 2
    assert all(f["sync_error"] < 1e-4 for f in found)  # the merged adapters are what the sampler got
    assert "kl" in found[-1]


def test_constrained_replies_are_replayed(edit_model: Path, tmp_path: Path) -> None:
    """With the masks replayed the trainer finds the sampler's log-probabilities: ratio 1; without them it would not."""
    from eft.search.store import Store

    out = tmp_path / "run"
    assert fit.main(arguments(edit_model, out, "module.backend.constrain=true", "module.rounds=2", "module.prompting.max_tokens=40")) == 0
    found = figures(out)
    assert found[0]["ratio"] == pytest.approx(1.0, abs=1e-4)
    assert rows(out, "SELECT count(*) FROM attempt WHERE failure = 'not_found'") == [(0,)]
    with Store(out / "run.db") as store:
        calls = [store.call(store.searches()[0][0], index, 0) for index in range(1, 9)]
    replies = [call.reply for call in calls if call is not None and call.reply is not None]
    assert all(reply.constrained and len(reply.allowed) == len(reply.token_ids) for reply in replies)
    limited = [ids for reply in replies for ids in reply.allowed if ids is not None]
    assert limited
    assert min(map(len, limited)) < 20  # inside SEARCH text only the program's lines go on


class Stubborn:
    """A backend that takes weights and does not use them."""

    takes = "state"

    def __init__(self, inner: Any) -> None:
        self._inner, self.model = inner, "stubborn"

    async def generate(self, requests: Any) -> Any:
        return await self._inner.generate(requests)

    async def load(self, weights: Any, version: int) -> None: ...

    async def score(self, token_ids: Any) -> list[float]:
        return list(await self._inner.score(token_ids))

    async def close(self) -> None:
        await self._inner.close()


def test_a_sampler_that_serves_other_weights_is_found_out(edit_model: Path, tmp_path: Path) -> None:
    import torch

    from eft.backends.local import Local
    from eft.evaluation.fake import FakeEvaluator
    from eft.evaluation.tasks import find
    from eft.models._policy import read_policy
    from eft.search.archives.puct import Puct
    from eft.search.judge import Judge
    from eft.search.plan import Prompting, Search
    from eft.search.rounds import Rounds
    from eft.search.store import Store
    from eft.training.online import Pipeline
    from eft.types import InfrastructureError

    task = find(TASK)
    search = Search(task, 0, 100, task.initial)
    backend: Any = Stubborn(Local(path=edit_model).build())
    model = read_policy(edit_model).model
    ids = list(range(20, 40))

    def probe() -> tuple[list[int], list[float]]:
        with torch.no_grad():
            logs = model(torch.tensor([ids]), use_cache=False).logits[0].log_softmax(-1)
        return ids, [float(logs[t - 1, ids[t]]) for t in range(1, len(ids))]

    with Store(tmp_path / "run.db") as store:
        judge = Judge(FakeEvaluator(), store, "free", 1, reuse=True)
        prompting = Prompting(style="compact", max_tokens=8)
        pipeline = Pipeline(
            lambda: Rounds(store, backend, judge, Puct(group_size=2), [search], prompting=prompting, parents=1),
            backend,
            total=4,
            staleness=0,
        )
        try:
            pipeline.begin()
            pipeline.publish(0, None, probe())  # still the same weights
            assert pipeline.sync_error < 1e-4
            with torch.no_grad():
                model.get_input_embeddings().weight.mul_(1.5)
            with pytest.raises(InfrastructureError, match="does not serve the weights"):
                pipeline.publish(1, None, probe())
        finally:
            pipeline.finish()


@pytest.fixture
def refused(edit_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def says(*more: str) -> str:
        assert run("fit", fit.main, arguments(edit_model, tmp_path / "run", *more)) == 2
        return capsys.readouterr().err

    return says


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["model.name=nano"], "model.name=hf"),
        (["module.tasks=packing/circles_in_sqare"], "did you mean"),
        (["module.tasks=[]"], "module.tasks"),
        (["accumulate=2"], "accumulate"),
        (["module.backend=rules"], "takes no new weights"),
        (["module.prompting.top_p=0.9"], "top_p"),
        (["module.prompting.max_tokens=5000"], "context"),
        (["module.group=1"], "group"),
    ],
)
def test_settings_that_cannot_work_are_named(refused: Any, more: list[str], says: str) -> None:
    assert says in refused(*more)
