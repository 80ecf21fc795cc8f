"""Parts of the SGLang backend by themselves: turns of requests and updates, whose model a server serves, broken answers, buckets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eft.backends._client import Again, Patience, Refused, before_stop, complaint, insist
from eft.backends._sglang.answer import Cut, Weights, read_sample, read_scores
from eft.backends._sglang.model import Model, check_served, read_model
from eft.backends._sglang.turnstile import Turnstile
from eft.types import Request, UserError

RECORDED = json.loads((Path(__file__).parent / "recorded" / "sglang_0_5_21.json").read_text())


def test_an_update_waits_for_those_inside_and_keeps_others_out() -> None:
    async def work() -> list[str]:
        turnstile: Turnstile[str] = Turnstile()
        said: list[str] = []
        leave = asyncio.Event()

        async def pass_through(name: str) -> None:
            async with turnstile.passing(lambda: name):
                said.append(f"in {name}")
                await leave.wait()
                said.append(f"out {name}")

        async def update() -> None:
            async with turnstile.closed(drain=True):
                said.append("update")

        first = asyncio.create_task(pass_through("a"))
        await asyncio.sleep(0)
        updating = asyncio.create_task(update())
        await asyncio.sleep(0.01)
        second = asyncio.create_task(pass_through("b"))
        await asyncio.sleep(0.01)
        assert said == ["in a"]
        leave.set()
        await asyncio.gather(first, updating, second)
        return said

    assert asyncio.run(work()) == ["in a", "out a", "update", "in b", "out b"]


def test_a_cancelled_update_opens_again_and_a_cancelled_passage_is_counted_out() -> None:
    async def work() -> None:
        turnstile: Turnstile[str] = Turnstile()

        async def stay() -> None:
            async with turnstile.passing(lambda: "a"):
                await asyncio.sleep(60)

        async def update() -> None:
            async with turnstile.closed(drain=True):
                pass

        staying = asyncio.create_task(stay())
        await asyncio.sleep(0)
        updating = asyncio.create_task(update())
        await asyncio.sleep(0.01)
        updating.cancel()
        await asyncio.gather(updating, return_exceptions=True)
        async with turnstile.passing(lambda: "b") as ticket:
            assert ticket == "b"
        staying.cancel()
        await asyncio.gather(staying, return_exceptions=True)
        await asyncio.wait_for(update(), 5)
        await asyncio.wait_for(turnstile.unused("a"), 5)
        assert turnstile.closings == 2

    asyncio.run(work())


def test_a_turnstile_serves_one_event_loop_after_another() -> None:
    turnstile: Turnstile[str] = Turnstile()

    async def work() -> None:
        async with turnstile.closed(drain=True), turnstile.changing:
            pass
        async with turnstile.passing(lambda: "a"):
            pass

    asyncio.run(work())
    asyncio.run(work())


MODEL = Model(Path("/models/qwen-4b"), None, 1024, 448, ("Qwen3ForCausalLM",))


@pytest.mark.parametrize(
    ("info", "name", "fits"),
    [
        ({"model_path": "/models/qwen-4b"}, "", True),
        ({"model_path": "/elsewhere/qwen-4b"}, "", True),
        ({"served_model_name": "policy", "model_path": "/x"}, "policy", True),
        ({"model_path": "/runs/1/versions/v7", "tokenizer_path": "/models/qwen-4b"}, "", True),
        ({"model_path": "/models/qwen-8b"}, "", False),
        ({"served_model_name": "policy", "model_path": "/models/qwen-8b"}, "", False),
        ({"served_model_name": "other", "model_path": "/models/qwen-4b"}, "policy", False),
        ({}, "", False),
    ],
)
def test_whose_model_a_server_serves(info: dict[str, Any], name: str, fits: bool) -> None:
    def check(**more: Any) -> None:
        check_served(MODEL, info | more, name, "http://h:1")

    if fits:
        check(architectures=["Qwen3ForCausalLM"])
        with pytest.raises(UserError, match="serves a LlamaForCausalLM"):
            check(architectures=["LlamaForCausalLM"])
    else:
        with pytest.raises(UserError, match=r"server http://h:1: serves .*start it with that model or set backend\.serves"):
            check()


def test_an_export_is_told_by_its_run() -> None:
    model = Model(Path("/runs/a/export"), None, 1, 1, ())
    check_served(model, {"model_path": "/mnt/runs/a/export"}, "", "u")
    with pytest.raises(UserError):
        check_served(model, {"model_path": "/runs/b/export"}, "", "u")


def test_the_tokenizer_is_the_trainers(tiny_model: Path) -> None:
    from transformers import AutoTokenizer

    ours, theirs = read_model(tiny_model).tokenizer, AutoTokenizer.from_pretrained(tiny_model)
    text = "<|user|>x = 12\n\tß→ <<<<<<< SEARCH\nBACKTRACK<|end|>"
    assert ours.encode(text, add_special_tokens=False) == theirs.encode(text, add_special_tokens=False)
    assert ours.chat_template == theirs.chat_template
    assert ours.eos_token_id == theirs.eos_token_id


class Letters:
    """A tokenizer whose tokens are letters."""

    def decode(self, ids: list[int], skip_special_tokens: bool) -> str:
        return "".join(chr(97 + token % 26) for token in ids)


def sample(change: Callable[[dict[str, Any]], Any] = lambda _: None, name: str = "length") -> Any:
    body = json.loads(json.dumps(RECORDED[name]["body"]))
    change(body)
    return read_sample(json.dumps(body).encode(), Request("k", ()), name, Letters())


def test_a_recorded_sample() -> None:
    found = sample()
    assert (found.finish, len(found.token_ids), len(found.logprobs), found.tags) == ("length", 6, 6, {"0"})
    assert len(sample(name="stop_token").text) == len(sample(name="stop_token").token_ids) - 1


def test_aborted_samples() -> None:
    with pytest.raises(Cut, match="Aborted"):
        sample(name="aborted")
    with pytest.raises(Refused, match=r"aborted: no room \(HTTP 400 BadRequest"):
        sample(
            lambda body: body["meta_info"].update(
                finish_reason={"type": "abort", "message": "no room", "status_code": 400, "err_type": "BadRequest"}
            )
        )
    with pytest.raises(Cut):
        sample(lambda body: body["meta_info"].update(finish_reason={"type": "abort", "message": "gone", "status_code": 503}))


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body.pop("output_ids"),
        lambda body: body["output_ids"].pop(),
        lambda body: body["output_ids"].reverse(),
        lambda body: body["meta_info"].update(id="another"),
        lambda body: body["meta_info"].pop("output_token_logprobs"),
        lambda body: body["meta_info"]["output_token_logprobs"][0].__setitem__(0, None),
        lambda body: body["meta_info"]["output_token_logprobs"][0].__setitem__(0, float("nan")),
        lambda body: body["meta_info"].update(finish_reason=None),
        lambda body: body["meta_info"].update(prompt_tokens="many"),
    ],
)
def test_broken_samples_are_asked_again(change: Callable[[dict[str, Any]], Any]) -> None:
    with pytest.raises(Again, match="not an answer of /generate"):
        sample(change)


def test_a_sample_of_two_versions_says_so() -> None:
    spans = [{"version": "1-x", "start": 0, "end": 2}, {"version": "2-x", "start": 2, "end": 6}]
    assert sample(lambda body: body["meta_info"].update(weight_versions=spans)).tags == {"1-x", "2-x"}


def test_recorded_scores() -> None:
    data = json.dumps(RECORDED["score"]["body"]).encode()
    scores, tags = read_scores(data, [3, 344, 1, 4])
    assert len(scores) == 3
    assert all(value < 0 for value in scores)
    assert tags == {"0"}
    with pytest.raises(Again):
        read_scores(data, [3, 344, 1, 5])


def test_the_namespace_of_the_cache_has_version_and_adapter() -> None:
    keys = {Weights(version, tag, adapter).key for version, tag, adapter in ((1, "1-x", ""), (2, "2-x", ""), (1, "0", "a"), (2, "0", "b"))}
    assert len(keys) == 4


def test_tries_are_counted_and_a_refusal_ends_them() -> None:
    calls: list[int] = []

    async def once() -> str:
        calls.append(1)
        raise Again("busy") if len(calls) < 3 else Refused("never")

    with pytest.raises(Refused, match="never"):
        asyncio.run(insist(once, Patience(9, 0.001, 0.002)))
    assert len(calls) == 3


def test_words_of_a_server_and_stop_texts() -> None:
    assert complaint(b'{"success": false, "error_message": "no room\\n\\u001b"}') == "no room \\x1b"
    assert complaint(b"") == "(no text)"
    assert [before_stop("abcabc", stops) for stops in (("c", "b"), ("x",), ("",), ())] == ["a", "abcabc", "abcabc", "abcabc"]


def test_buckets_keep_order_and_size() -> None:
    import torch

    from eft.backends._sglang.distributed import buckets

    weights = {name: torch.zeros(size) for name, size in (("a", 3), ("b", 1), ("c", 9), ("d", 1))}  # 4 bytes each
    assert [[name for name, _ in bucket] for bucket in buckets(weights, 16)] == [["a", "b"], ["c"], ["d"]]
    assert [[name for name, _ in bucket] for bucket in buckets(weights, 15)] == [["a"], ["b"], ["c"], ["d"]]
    assert list(buckets({}, 16)) == []
