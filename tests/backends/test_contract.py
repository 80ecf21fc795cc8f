"""Every file of eft/backends: one frozen dataclass with defaults, whose `build()` gives a Backend that answers each request."""

from __future__ import annotations

import asyncio
import dataclasses
import inspect
from pathlib import Path
from typing import Any

import pytest

from eft.config import entries, entry_class
from eft.text.prompt import Context, render
from eft.types import Backend, Direction, Limits, Reply, Request, Scale, Space, Task, UserError

REGISTRY = "eft.backends"
LIGHT = {
    "fake": {},
    "rules": {},
    "openai": {"url": "http://127.0.0.1:9/v1", "model": "m", "retries": 0, "key_env": ""},
}  # nobody listens there
SOURCE = "# EVOLVE-BLOCK-START\ndef solve(n):\n    return 0.5 * n + 3\n# EVOLVE-BLOCK-END\n"
TASK = Task(
    id="made/up/n=1", domain="made", family="up", params={"n": 1}, split="train", direction=Direction.MIN, unit="units", scale=Scale.GAP,
    representation="S", statement="S.", inputs={"n": "int"}, outputs={"z": "f64"}, kind="fixed", limits=Limits(1.0, 3.0), cheap_calls=1,
    resolution=1e-9, baseline=None, best_known=None, far_bound=None, folder=Path(),
)  # fmt: skip


@pytest.fixture(params=entries(REGISTRY))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_an_entry_is_a_frozen_dataclass_with_defaults_and_documentation(name: str) -> None:
    entry = entry_class(REGISTRY, name)
    assert dataclasses.is_dataclass(entry)
    assert entry.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert entry()
    assert inspect.getdoc(entry)
    assert inspect.getmodule(entry).__doc__  # type: ignore[union-attr]
    assert all(inspect.getdoc(member) for key, member in vars(entry).items() if inspect.isfunction(member) and not key.startswith("_"))


def test_defaults_build_or_say_what_the_user_must_give(name: str) -> None:
    try:
        live = entry_class(REGISTRY, name)().build()
    except UserError as error:
        said = str(error)
        assert "backend." in said or "model" in said
        assert "\n" not in said
        return
    assert live.model


def built(name: str) -> Backend:
    if name not in LIGHT:
        pytest.skip("needs weights or a server: tested in its own file")
    settings: dict[str, Any] = LIGHT[name]
    return entry_class(REGISTRY, name)(**settings).build()  # type: ignore[no-any-return]


def ask(backend: Backend, requests: list[Request]) -> list[Reply]:
    async def run() -> list[Reply]:
        replies = await backend.generate(requests)
        await backend.close()
        return replies

    return asyncio.run(run())


def test_one_reply_per_request_in_order(name: str) -> None:
    requests = [Request(f"r{k}", render(Context(TASK, SOURCE, space=Space("bits", 4)), ("full", "compact")[k % 2])) for k in range(6)]
    backend = built(name)
    replies = ask(backend, requests)
    assert [reply.key for reply in replies] == [request.key for request in requests]
    for reply in replies:
        assert reply.model == backend.model
        assert reply.finish in ("stop", "length", "error")
        assert (reply.finish == "error") == bool(reply.error)
        assert bool(reply.text) != (reply.finish == "error")
        assert len(reply.logprobs) in (0, len(reply.token_ids))


def test_no_requests_no_replies(name: str) -> None:
    assert ask(built(name), []) == []
