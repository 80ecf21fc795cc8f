"""`local` with `constrain`: what it samples, what it records, and what the trainer can make of that."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import torch

from eft.backends.local import Local
from eft.models._policy import read_policy, write_policy
from eft.text.constrain import replay
from eft.text.edit import EditError, parse, splice
from eft.text.render import prompt_tokens, render
from eft.types import Message, Reply, Request

STEPS = 60


@pytest.fixture(scope="session")
def rows(transitions_file: Path) -> list[dict[str, Any]]:
    """Synthetic transitions."""
    return pq.read_table(transitions_file).slice(0, 10).to_pylist()


@pytest.fixture(scope="session")
def edit_model(tiny_model: Path, rows: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that has seen a few edits many times: it writes blocks, with mistakes."""
    policy = read_policy(tiny_model)
    documents = [render((Message("user", row["user_prompt"]),), row["response"], policy.tokenizer) for row in rows[:4]]
    optimizer = torch.optim.AdamW(policy.model.parameters(), lr=1e-2)
    for step in range(STEPS):
        document = documents[step % len(documents)]
        ids = torch.tensor([document.tokens])
        scores = torch.log_softmax(policy.model(ids, use_cache=False).logits[0, :-1], -1).gather(1, ids[0, 1:, None])[:, 0]
        optimizer.zero_grad()
        (-(scores * torch.tensor(document.weights[1:])).sum() / sum(document.weights)).backward()
        optimizer.step()
    folder = tmp_path_factory.mktemp("edits") / "m"
    write_policy(policy, folder)
    return folder


def asked(rows: Sequence[dict[str, Any]], temperature: float = 1.0, program: str | None = None) -> list[Request]:
    return [
        Request(
            f"k{number}",
            (Message("user", row["user_prompt"]),),
            number,
            temperature,
            max_tokens=150,
            program=row["parent_code"] if program is None else program,
        )
        for number, row in enumerate(rows)
    ]


def answers(config: Local, requests: Sequence[Request]) -> list[Reply]:
    async def ask() -> list[Reply]:
        backend = config.build()
        try:
            return await backend.generate(requests)
        finally:
            await backend.close()

    return asyncio.run(ask())


@pytest.mark.parametrize("temperature", [1.0, 0.7])
def test_finished_replies_apply_and_replay(edit_model: Path, rows: list[dict[str, Any]], temperature: float) -> None:
    requests = asked(rows[:8], temperature)
    policy = read_policy(edit_model)
    finished = 0
    for request, reply in zip(requests, answers(Local(path=edit_model, constrain=True), requests), strict=True):
        assert reply.constrained
        assert replay(policy.tokenizer, request.program, reply.token_ids) == reply.allowed
        if reply.finish == "stop":
            finished += 1
            blocks = parse(reply.text)
            assert blocks.blocks
            lines = request.program.split("\n")
            first = blocks.blocks[0].search
            assert any(tuple(lines[k : k + len(first)]) == first for k in range(len(lines)))
        ids = [*prompt_tokens(request.messages, policy.tokenizer), *reply.token_ids]
        with torch.inference_mode():
            logits = policy.model(torch.tensor([ids]), use_cache=False).logits[0, -len(reply.token_ids) - 1 : -1] / temperature
        for row, token, allowed, logprob in zip(logits, reply.token_ids, reply.allowed, reply.logprobs, strict=True):
            assert allowed is None or token in allowed
            chosen = row if allowed is None else row[list(allowed)]
            at = token if allowed is None else allowed.index(token)
            assert logprob == pytest.approx(float(torch.log_softmax(chosen, -1)[at]), abs=1e-4)
            assert logprob == 0 or len(allowed or (0, 0)) > 1
    assert finished >= 4


def test_more_replies_are_valid_than_without(edit_model: Path, rows: list[dict[str, Any]]) -> None:
    def valid(config: Local) -> int:
        count = 0
        for request, reply in zip(asked(rows), answers(config, asked(rows)), strict=True):
            with contextlib.suppress(EditError):
                splice(parse(reply.text), request.program)
                count += 1
        return count

    assert valid(Local(path=edit_model, constrain=True)) > valid(Local(path=edit_model))


def test_requests_that_cannot_be_constrained(edit_model: Path, rows: list[dict[str, Any]]) -> None:
    fine, unnamed, unmarked = *asked(rows[:1]), *asked(rows[:1], program=""), *asked(rows[:1], program="x = 1")
    decision = Request("d", (Message("user", "task: a\nprogram:\n    x = 1\nmarks: =\nask: stay or backtrack"),), max_tokens=5)
    replies = answers(Local(path=edit_model, constrain=True), [fine, unnamed, unmarked, decision])
    assert [reply.finish == "error" for reply in replies] == [False, True, True, False]
    assert "carries no program" in replies[1].error
    assert "no line between EVOLVE-BLOCK markers" in replies[2].error
    assert not replies[3].constrained
    assert replies[3].allowed == ()
    assert all("\n" not in reply.error for reply in replies)
