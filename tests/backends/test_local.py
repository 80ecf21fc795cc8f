from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from eft.backends._local.backend import LocalBackend
from eft.backends._local.cache import FIRST_CAPACITY
from eft.backends._local.sample import Masks, sample, uniforms
from eft.backends._local.stops import Stops, before_stop
from eft.backends.local import Local
from eft.config import build_entry
from eft.models._policy import read_policy, write_policy
from eft.types import InfrastructureError, Message, Reply, Request, UserError

PROMPTS = ["program:\n    x = 1\nmarks: =", "program:\n    value = objective(x)\n    t = 0.95 * t\nmarks: = + -", "a", "ask: edit\n" * 9]


def requests(count: int, temperature: float = 0.8, max_tokens: int = 12, top_p: float = 1.0) -> list[Request]:
    return [
        Request(f"k{i}", (Message("user", PROMPTS[i % len(PROMPTS)]),), seed=i, temperature=temperature, top_p=top_p, max_tokens=max_tokens)
        for i in range(count)
    ]


def replies(backend: LocalBackend, wanted: Sequence[Request]) -> list[Reply]:
    async def ask() -> list[Reply]:
        try:
            return await backend.generate(wanted)
        finally:
            await backend.close()

    return asyncio.run(ask())


def test_greedy_equals_full_passes_without_a_cache(tiny_model: Path) -> None:
    """The slow twin: the whole text through the model again for every token."""
    policy = read_policy(tiny_model)
    for request, reply in zip(requests(4), replies(Local(path=tiny_model, max_batch=3).build(), requests(4, temperature=0.0)), strict=True):
        chat = [{"role": "user", "content": request.messages[0].content}]
        ids = policy.tokenizer(policy.tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True))["input_ids"]
        assert reply.tokens_in == len(ids)
        for token, logprob in zip(reply.token_ids, reply.logprobs, strict=True):
            with torch.no_grad():
                scores = torch.log_softmax(policy.model(torch.tensor([ids]), use_cache=False).logits[0, -1], -1)
            assert token == int(scores.argmax())
            assert logprob == pytest.approx(float(scores[token]), abs=1e-5)
            ids.append(token)


def test_seconds_are_shares_of_the_models_time(tiny_model: Path) -> None:
    """Together no more than the clock, however many are under way at once."""
    backend = Local(path=tiny_model, max_batch=8).build()
    begin = time.perf_counter()
    found = replies(backend, requests(16))
    wall = time.perf_counter() - begin
    assert all(reply.seconds > 0 for reply in found)
    assert sum(reply.seconds for reply in found) <= wall


class Slow(Sequence[Request]):
    """Requests that take their time to be listed."""

    def __init__(self, items: Sequence[Request]) -> None:
        self._items = items

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, at: Any) -> Any:
        time.sleep(0.02)  # gives the backend's thread every chance to begin with the first alone
        return self._items[at]


def test_calls_of_one_turn_of_the_loop_begin_together(tiny_model: Path) -> None:
    """Else the batches, and with them the rounding, would depend on the clock. Who shares every step has the same share of its time."""
    backend = Local(path=tiny_model, max_batch=6).build()
    wanted = requests(8, max_tokens=1)

    async def ask() -> list[list[Reply]]:
        try:
            return await asyncio.gather(*(backend.generate(Slow(wanted[at : at + 2])) for at in (0, 2, 4, 6)))
        finally:
            await backend.close()

    found = [reply for group in asyncio.run(ask()) for reply in group]
    assert [reply.key for reply in found] == [request.key for request in wanted]
    assert [reply.seconds == found[0].seconds for reply in found] == [True] * 6 + [False] * 2
    assert found[6].seconds == found[7].seconds


def test_weights_come_after_what_was_asked_before(tiny_model: Path) -> None:
    backend = Local(path=tiny_model).build()
    state = read_policy(tiny_model).model.state_dict()

    async def ask() -> list[Reply]:
        try:
            replies, _ = await asyncio.gather(backend.generate(requests(3)), backend.load(state, 7))
            return [*replies, *await backend.generate(requests(1))]
        finally:
            await backend.close()

    assert [reply.policy_version for reply in asyncio.run(ask())] == [0, 0, 0, 7]


def test_logprobs_are_of_the_tempered_distribution(tiny_model: Path) -> None:
    policy = read_policy(tiny_model)
    (reply,) = replies(Local(path=tiny_model).build(), requests(1, temperature=0.5))
    chat = [{"role": "user", "content": PROMPTS[0]}]
    ids = policy.tokenizer(policy.tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True))["input_ids"]
    with torch.no_grad():
        logits = policy.model(torch.tensor([[*ids, *reply.token_ids]]), use_cache=False).logits[0, len(ids) - 1 : -1]
    expected = torch.log_softmax(logits / 0.5, -1).gather(1, torch.tensor(reply.token_ids)[:, None])[:, 0]
    assert list(reply.logprobs) == pytest.approx(expected.tolist(), abs=1e-5)


def test_text_depends_on_the_request_not_on_its_company(tiny_model: Path) -> None:
    wanted = requests(9)
    together = replies(Local(path=tiny_model, max_batch=9).build(), wanted)
    crowded = replies(Local(path=tiny_model, max_batch=2).build(), wanted[::-1])[::-1]
    alone = replies(Local(path=tiny_model, max_batch=1).build(), wanted[4:5])
    assert [r.token_ids for r in together] == [r.token_ids for r in crowded]
    assert alone[0].token_ids == together[4].token_ids
    assert [r.key for r in together] == [r.key for r in wanted]
    assert len({r.token_ids for r in together}) > 3


def test_sequences_outgrow_the_first_buffers(tiny_model: Path) -> None:
    size = FIRST_CAPACITY - 20
    wanted = [Request(f"k{i}", (Message("user", "zq"[i] * size),), i, 1.0, max_tokens=40) for i in range(2)]
    found = replies(Local(path=tiny_model, max_batch=3).build(), wanted)
    alone = replies(Local(path=tiny_model, max_batch=1).build(), wanted)
    assert [r.token_ids for r in found] == [r.token_ids for r in alone]
    assert max(r.tokens_in + r.tokens_out for r in found) > FIRST_CAPACITY


def test_end_and_length(tiny_model: Path, tmp_path: Path) -> None:
    (short,) = replies(Local(path=tiny_model).build(), requests(1, max_tokens=2))
    assert (short.finish, short.tokens_out) == ("length", 2)
    policy = read_policy(tiny_model)
    first = short.token_ids[0]
    policy.model.generation_config.eos_token_id = [policy.tokenizer.eos_token_id, first]
    write_policy(policy, tmp_path / "m")
    (stopped,) = replies(Local(path=tmp_path / "m").build(), requests(1))
    assert (stopped.finish, stopped.token_ids) == ("stop", (first,))


def test_prompt_beyond_the_context_is_an_error_reply(tiny_model: Path) -> None:
    long = Request("long", (Message("user", "zqj " * 400),))
    refused, fine = replies(Local(path=tiny_model).build(), [long, requests(1)[0]])
    assert refused.finish == "error"
    assert "context of 512" in refused.error
    assert fine.tokens_out > 0
    almost = Request("almost", (Message("user", "z" * 500),), max_tokens=400)
    (cut,) = replies(Local(path=tiny_model).build(), [almost])
    assert cut.tokens_in + cut.tokens_out <= 512


def test_new_weights_change_the_text_and_the_version(tiny_model: Path, tmp_path: Path) -> None:
    policy = read_policy(tiny_model)
    torch.manual_seed(0)
    for parameter in policy.model.parameters():
        parameter.data += 0.3 * torch.randn_like(parameter)
    write_policy(policy, tmp_path / "m")

    async def go() -> tuple[list[Reply], list[Reply], list[Reply]]:
        backend = Local(path=tiny_model).build()
        before = await backend.generate(requests(4))
        await backend.load(tmp_path / "m", version=1)
        after = await backend.generate(requests(4))
        await backend.load(read_policy(tiny_model).model.state_dict(), version=2)
        back = await backend.generate(requests(4))
        with pytest.raises(UserError, match="no such folder"):
            await backend.load(tmp_path / "none", version=3)
        await backend.close()
        return before, after, back

    before, after, back = asyncio.run(go())
    assert [r.token_ids for r in before] != [r.token_ids for r in after]
    assert [r.token_ids for r in before] == [r.token_ids for r in back]
    assert [r.policy_version for r in (before[0], after[0], back[0])] == [0, 1, 2]


def test_weights_of_another_architecture_leave_the_old_ones(tiny_model: Path) -> None:
    state = read_policy(tiny_model).model.state_dict()
    name = next(iter(state))

    async def go() -> tuple[list[Reply], list[Reply], list[Reply]]:
        backend = Local(path=tiny_model).build()
        before = await backend.generate(requests(2))
        changed = {key: value + 1 for key, value in state.items()}
        for bad in (
            {**changed, name: changed[name][:1]},
            {**changed, "other": state[name]},
            {k: v for k, v in changed.items() if "norm" not in k},
        ):
            with pytest.raises(ValueError, match="another architecture"):
                await backend.load(bad, version=1)
        after = await backend.generate(requests(2))
        await backend.load({key: value for key, value in state.items() if key != "lm_head.weight"}, version=2)  # tied: may be left out
        last = await backend.generate(requests(2))
        await backend.close()
        return before, after, last

    before, after, last = asyncio.run(go())
    assert [r.token_ids for r in before] == [r.token_ids for r in after] == [r.token_ids for r in last]
    assert [r.policy_version for r in (after[0], last[0])] == [0, 2]


def test_score_follows_the_weights(tiny_model: Path) -> None:
    policy = read_policy(tiny_model)
    ids = [5, 9, 300, 17, 2]

    def by_hand() -> list[float]:
        with torch.no_grad():
            scores = torch.log_softmax(policy.model(torch.tensor([ids]), use_cache=False).logits[0], -1)
        return [float(scores[k, ids[k + 1]]) for k in range(4)]

    async def go() -> tuple[list[float], list[float]]:
        backend = Local(path=tiny_model).build()
        assert backend.takes == "state"
        answers = asyncio.gather(backend.generate(requests(3)), backend.score(ids))  # also while others are under way
        first = (await answers)[1]
        await backend.load({key: 2 * value for key, value in policy.model.state_dict().items()}, version=1)
        second = await backend.score(ids)
        await backend.close()
        return first, second

    first, second = asyncio.run(go())
    assert first == pytest.approx(by_hand(), abs=1e-5)
    policy.model.load_state_dict({key: 2 * value for key, value in policy.model.state_dict().items()})
    assert second == pytest.approx(by_hand(), abs=1e-5)


def test_a_stop_text_ends_the_reply_before_it(tiny_model: Path) -> None:
    tokenizer = read_policy(tiny_model).tokenizer
    whole = replies(Local(path=tiny_model).build(), requests(6, max_tokens=30))
    stops = [reply.text[8:10] for reply in whole]
    wanted = [replace(request, stop=("never there", stop)) for request, stop in zip(requests(6, max_tokens=30), stops, strict=True)]
    for full, stop, reply in zip(whole, stops, replies(Local(path=tiny_model).build(), wanted), strict=True):
        assert reply.finish == "stop"
        assert reply.text == full.text[: full.text.index(stop)]
        assert reply.token_ids == full.token_ids[: len(reply.token_ids)]
        assert stop in tokenizer.decode(reply.token_ids, skip_special_tokens=True)
        assert stop not in tokenizer.decode(reply.token_ids[:-1], skip_special_tokens=True)
        assert len(reply.logprobs) == len(reply.token_ids)


def test_a_stop_text_that_spans_tokens_and_cuts_a_character() -> None:
    assert before_stop("a</b>c", ("b>", "</b")) == "a"
    assert before_stop("abc", ("", "x")) == "abc"
    assert Stops(Bytes(), ("é!",))(list("café!".encode()))
    assert not Stops(Bytes(), ("é!",))(list("café".encode()))


class Bytes:
    """A tokenizer whose ids are bytes."""

    def decode(self, ids: Sequence[int], **_: bool) -> str:
        return bytes(ids).decode("utf-8", "replace")


def test_no_memory_names_what_to_turn(tiny_model: Path) -> None:
    with pytest.raises(InfrastructureError, match=r"out of memory; lower backend\.max_batch"):
        Local(path=tiny_model, max_batch=10**11).build()


def test_masked_logits_are_never_drawn() -> None:
    logits = torch.zeros(3, 5)
    masked = Masks().apply(logits, [(1, 3), None, (4,)])
    tokens, logprobs = sample(masked, [1.0, 1.0, 0.0], [1.0] * 3, [1 - 1e-16, 0.99, 0.5])
    assert tokens == [3, 4, 4]
    assert logprobs == pytest.approx(np.log([0.5, 0.2, 1.0]).tolist(), abs=1e-6)
    assert logits.sum() == 0


def test_sampling_follows_the_distribution() -> None:
    logits = torch.tensor([[0.0, 1.0, 2.0, -1.0]]).expand(4000, -1)
    draws = (np.arange(4000) + 0.5) / 4000
    tokens, logprobs = sample(logits, [0.5] * 4000, [1.0] * 4000, draws.tolist())
    expected = torch.softmax(logits[0] / 0.5, -1)
    counts = np.bincount(tokens, minlength=4) / 4000
    assert counts == pytest.approx(expected.numpy(), abs=1e-3)
    assert logprobs[0] == pytest.approx(float(expected[tokens[0]].log()), abs=1e-6)


def test_nucleus_by_hand() -> None:
    # probabilities .5 .3 .2: top_p 0.6 keeps .5 and .3, renormalised to 5/8 and 3/8 for the draw; the log-probability is not
    logits = torch.tensor([[0.5, 0.3, 0.2]]).log().expand(3, -1)
    tokens, logprobs = sample(logits, [1.0] * 3, [0.6] * 3, [0.62, 0.63, 0.999])
    assert tokens == [0, 1, 1]
    assert logprobs == pytest.approx(np.log([0.5, 0.3, 0.3]).tolist(), abs=1e-6)
    assert sample(logits, [0.0] * 3, [0.6] * 3, [0.9] * 3)[0] == [0, 0, 0]


def test_draws_follow_seed_and_key() -> None:
    assert uniforms(1, "a", 3).tolist() == uniforms(1, "a", 5)[:3].tolist()
    assert uniforms(1, "a", 3).tolist() != uniforms(2, "a", 3).tolist() != uniforms(1, "b", 3).tolist()


def test_registry_entry_and_user_errors(tmp_path: Path) -> None:
    local = build_entry("eft.backends", {"name": "local", "path": str(tmp_path), "max_batch": 4}, None, "backend")
    assert local.style == "compact"
    with pytest.raises(UserError, match=r"no config\.json"):
        local.build()
    with pytest.raises(UserError, match=r"backend\.path"):
        Local().build()
    with pytest.raises(UserError, match="max_batch"):
        build_entry("eft.backends", {"name": "local", "max_batch": 0}, None, "backend")
