"""The SGLang client against a small server that replays real replies of 0.5.21: samples, failures, several servers."""

from __future__ import annotations

import asyncio
import math
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from eft.backends._sglang.backend import SGLangBackend
from eft.backends.sglang import SGLang
from eft.types import InfrastructureError, Message, Reply, Request, UserError

Start = Callable[[], Any]


@pytest.fixture(scope="module")
def model(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny model under the name that the servers say they serve."""
    link = tmp_path_factory.mktemp("models") / "tiny"
    link.symlink_to(tiny_model)
    return link


def client(model: Path, *servers: Any, **changes: Any) -> SGLang:
    values = {"path": model, "urls": tuple(server.url for server in servers), "wait_s": 0.01, "max_wait_s": 0.05, "retries": 3}
    return SGLang(**(values | {"ready_s": 5.0, "recheck_s": 0.0, "timeout_s": 20.0} | changes))


def request(key: str = "k", **more: Any) -> Request:
    return Request(key, (Message("user", "hi"),), **({"seed": 5, "temperature": 0.7, "max_tokens": 77} | more))


def run(config: SGLang, work: Callable[[SGLangBackend], Awaitable[Any]]) -> Any:
    async def whole() -> Any:
        live = config.build()
        try:
            return await work(live)
        finally:
            await live.close()

    return asyncio.run(whole())


def ask(config: SGLang, *requests: Request) -> list[Reply]:
    return run(config, lambda live: live.generate(requests or (request(),)))


def test_a_sample_keeps_the_servers_token_ids_and_logprobs(model: Path, servers: Start) -> None:
    server = servers()
    (reply,) = ask(client(model, server))
    ids = server._reply("/generate", {"rid": "x", "input_ids": [1], "sampling_params": {"max_new_tokens": 1}})[1]["output_ids"]
    assert reply.token_ids == tuple(ids)
    assert len(reply.logprobs) == len(ids)
    assert all(math.isfinite(value) and value < 0 for value in reply.logprobs)
    assert (reply.finish, reply.error, reply.tokens_in, reply.tokens_out, reply.policy_version) == ("length", "", 4, 6, 0)
    assert not reply.constrained
    (body,) = server.bodies("/generate")[:1]
    assert body["rid"].startswith("eft-")
    assert body["extra_key"] == "default/"
    assert body["return_logprob"] is True
    assert (body["sampling_params"]["temperature"], body["sampling_params"]["top_p"]) == (0.7, 1.0)
    assert body["sampling_params"]["max_new_tokens"] == 77
    assert "n" not in body["sampling_params"]
    assert "stop" not in body["sampling_params"]
    assert "lora_path" not in body


def test_the_prompt_is_what_the_trainer_writes(model: Path, servers: Start) -> None:
    from transformers import AutoTokenizer

    from eft.text.render import prompt_tokens

    server = servers()
    ask(client(model, server))
    assert server.bodies("/generate")[0]["input_ids"] == prompt_tokens(request().messages, AutoTokenizer.from_pretrained(model))


def test_a_final_stop_token_is_in_the_ids_and_not_in_the_text(model: Path, servers: Start) -> None:
    server = servers()
    server.sample = "stop_token"
    (reply,) = ask(client(model, server))
    assert (reply.text, reply.finish) == ("ab\n", "stop")
    assert (len(reply.token_ids), reply.token_ids[-1], reply.logprobs[-1]) == (4, 1, 0.0)


def test_the_text_ends_before_a_stop_text_and_the_ids_after_it(model: Path, servers: Start) -> None:
    server = servers()
    server.sample = "stop_text"
    (reply,) = ask(client(model, server), request(stop=("\nc", "zz")))
    assert (reply.text, reply.finish, len(reply.token_ids)) == ("ab", "stop", 4)
    assert server.bodies("/generate")[0]["sampling_params"]["stop"] == ["\nc", "zz"]


def test_seeds_repeat_and_every_try_has_an_id_of_its_own(model: Path, servers: Start) -> None:
    server = servers()
    server.fails["/generate"] = [503]
    ask(client(model, server, concurrency=1), request("a"), request("a"), request("b"))
    bodies = server.bodies("/generate")
    assert len({body["rid"] for body in bodies}) == len(bodies) == 4
    seeds = [body["sampling_params"]["sampling_seed"] for body in bodies]
    assert seeds[0] == seeds[1] == seeds[2] != seeds[3]


def test_a_reply_is_no_longer_than_the_context_leaves_room(model: Path, servers: Start) -> None:
    server = servers()
    ask(client(model, server), request(max_tokens=10_000))
    body = server.bodies("/generate")[0]
    assert body["sampling_params"]["max_new_tokens"] + len(body["input_ids"]) == 512
    (reply,) = ask(client(model, server), Request("long", (Message("user", "x " * 600),)))
    assert "does not fit the model's context of 512" in reply.error
    assert len(server.bodies("/generate")) == 1


@pytest.mark.parametrize("name", ["too_long", "bad_grammar"])
def test_the_requests_own_fault_is_an_error_at_once(model: Path, servers: Start, name: str) -> None:
    server = servers()
    server.sample = name
    (reply,) = ask(client(model, server))
    assert (reply.finish, reply.text) == ("error", "")
    assert "HTTP 400: " in reply.error
    assert "\n" not in reply.error
    assert len(server.bodies("/generate")) == 1


@pytest.mark.parametrize("status", [500, 503, 429, 0])
def test_what_another_server_can_mend_goes_there(model: Path, servers: Start, status: int) -> None:
    bad, good = servers(), servers()
    bad.fails["/generate"] = [status] * 100
    replies = ask(client(model, bad, good), *(request(str(k)) for k in range(6)))
    assert [(reply.key, reply.finish) for reply in replies] == [(str(k), "length") for k in range(6)]
    assert bad.bodies("/generate")
    assert len(good.bodies("/generate")) == 6


def test_tries_are_bounded_and_the_last_failure_is_told(model: Path, servers: Start) -> None:
    server = servers()
    server.fails["/generate"] = [500] * 100
    (reply,) = ask(client(model, server, retries=2))
    assert reply.finish == "error"
    assert "HTTP 500: on demand (3 tries)" in reply.error
    assert len(server.bodies("/generate")) == 3


def test_no_server_there(model: Path, servers: Start) -> None:
    server = servers()
    server.close()
    config = client(model, server, ready_s=0.2)
    (reply,) = ask(config)
    assert reply.finish == "error"
    assert "no server is in service" in reply.error
    assert "ConnectError" in reply.error


def test_the_least_loaded_server_is_asked(model: Path, servers: Start) -> None:
    pair = servers(), servers()
    for server in pair:
        server.flowing = False

    async def work(live: SGLangBackend) -> list[Reply]:
        asking = asyncio.create_task(live.generate([request(str(k)) for k in range(6)]))
        for server in pair:
            assert await asyncio.to_thread(server.until, lambda server=server: len(server.running) == 3)
            server.change(flowing=True)
        return await asking

    assert len(run(client(model, *pair), work)) == 6


def test_a_cancelled_call_stops_its_requests_on_the_server(model: Path, servers: Start) -> None:
    server = servers()
    server.flowing = False

    async def work(live: SGLangBackend) -> None:
        asking = asyncio.create_task(live.generate([request(str(k)) for k in range(3)]))
        assert await asyncio.to_thread(server.until, lambda: len(server.running) == 3)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert await asyncio.to_thread(server.until, lambda: not server.running)

    run(client(model, server), work)
    assert {body["rid"] for body in server.bodies("/abort_request")} == {body["rid"] for body in server.bodies("/generate")}


def test_a_silent_server_costs_one_timeout_and_is_told_to_stop(model: Path, servers: Start) -> None:
    server = servers()
    server.flowing = False
    (reply,) = ask(client(model, server, timeout_s=0.3, retries=1))
    assert "no answer within timeout_s=0.3 (2 tries)" in reply.error
    assert len(server.bodies("/abort_request")) == 2


def test_an_aborted_sample_is_asked_again(model: Path, servers: Start) -> None:
    server = servers()
    server.flowing = False

    async def work(live: SGLangBackend) -> list[Reply]:
        asking = asyncio.create_task(live.generate([request()]))
        assert await asyncio.to_thread(server.until, lambda: len(server.running) == 1)
        server.change(aborted=set(server.running), flowing=True)
        return await asking

    (reply,) = run(client(model, server), work)
    assert (reply.finish, len(reply.token_ids), reply.tokens_out) == ("length", 6, 30 + 6)  # the tokens that were cut off count
    assert len(server.bodies("/generate")) == 2


def test_a_server_that_starts_is_waited_for(model: Path, servers: Start) -> None:
    server = servers()
    server.fails["/health"] = [503, 0, 503]
    assert ask(client(model, server))[0].finish == "length"
    assert len([path for path, *_ in server.asked if path == "/health"]) == 4


def test_a_server_left_paused_by_a_client_that_died_goes_on(model: Path, servers: Start) -> None:
    server = servers()
    server.paused = True
    assert ask(client(model, server))[0].finish == "length"


def test_a_lost_server_comes_back_when_it_is_healthy(model: Path, servers: Start) -> None:
    first, second = servers(), servers()

    async def work(live: SGLangBackend) -> None:
        await live.generate([request()])
        first.change(healthy=False)
        first.fails["/generate"] = [0]
        await live.generate([request()])
        assert live.pool.servers[0].out
        await live.generate([request()])
        assert "HTTP 503" in live.pool.servers[0].out
        first.change(healthy=True)
        while live.pool.servers[0].out:
            await live.generate([request()])

    run(client(model, first, second), work)


def test_another_model_is_one_clear_line(model: Path, servers: Start) -> None:
    server = servers()
    server.model_path = "/models/other"
    assert ask(client(model, server))[0].finish == "length"  # its tokenizer is still ours: weights were updated
    with pytest.raises(UserError, match=r"serves '/models/other', not backend.serves=big") as caught:
        ask(client(model, server, serves="big", path=model.resolve()))
    assert "\n" not in str(caught.value)


def test_foreign_weights_are_an_error(model: Path, servers: Start) -> None:
    server = servers()

    async def work(live: SGLangBackend) -> list[Reply]:
        await live.generate([request()])
        server.change(version="somebody-elses")
        return await live.generate([request()])

    (reply,) = run(client(model, server), work)
    assert reply.finish == "error"
    assert "'somebody-elses', the others 'default'" in reply.error


def test_scores_of_every_server_must_agree(model: Path, servers: Start) -> None:
    first, second = servers(), servers()
    config = client(model, first, second)
    assert run(config, lambda live: live.score([3, 344, 1, 4])) == [-2.0, -3.0, -4.0]
    assert [body["logprob_start_len"] for body in first.bodies("/generate") + second.bodies("/generate")] == [0, 0]
    second.score_shift = 0.2
    with pytest.raises(InfrastructureError, match=r"differ by 0\.2 nats"):
        run(config, lambda live: live.score([3, 344, 1, 4]))


def test_foreign_token_ids_never_reach_a_server(model: Path, servers: Start) -> None:
    server = servers()
    with pytest.raises(ValueError, match=r"\[0, 448\)"):
        run(client(model, server), lambda live: live.score([3, 448]))
    assert run(client(model, server), lambda live: live.score([3])) == []
    assert server.bodies("/generate") == []


def test_keys_are_sent_and_never_told(model: Path, servers: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SGLANG_API_KEY", "key-of-users")  # the seam is the environment, not our code
    monkeypatch.setenv("SGLANG_ADMIN_API_KEY", "key-of-admins")
    server = servers()
    server.flowing = False
    config = client(model, server, timeout_s=0.2, retries=0)
    ask(config)
    sent = {path: word for path, _, word in server.asked}
    assert sent["/generate"] == sent["/model_info"] == "Bearer key-of-users"
    assert sent["/abort_request"] == "Bearer key-of-admins"
    assert "key-of" not in repr(config) + repr(config.build().pool.servers)


def test_no_torch_is_imported(model: Path) -> None:
    code = (
        "import asyncio, sys; from pathlib import Path; from eft.backends._client import Bill; from eft.backends.sglang import SGLang; from eft.types import Message, Request\n"
        f"live = SGLang(path=Path({str(model)!r}), urls=('http://127.0.0.1:9',), ready_s=0.1).build()\n"
        "print(asyncio.run(live.generate([Request('k', (Message('user', 'hi'),))]))[0].finish, live._sample(Request('k', (Message('user', 'hi'),)), Bill()))\n"
        "assert 'torch' not in sys.modules, 'torch imported'"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("error")


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"path": Path()}, "backend.path"),
        ({"path": Path("/no/such")}, "no such folder"),
        ({"urls": ("ftp://h",)}, "backend.urls"),
        ({"urls": ("http://u:p@h",)}, "backend.urls"),
        ({"urls": ("http://h:1/v1",)}, "backend.urls"),
        ({"urls": ("http://h:1", "http://h:1/")}, "each server once"),
        ({"urls": ()}, "each server once"),
        ({"concurrency": 0}, "concurrency"),
        ({"retries": -1}, "retries"),
        ({"timeout_s": 0.0}, "timeouts"),
    ],
)
def test_bad_settings_are_the_users(model: Path, changes: dict[str, Any], names: str) -> None:
    with pytest.raises(UserError, match=names):
        SGLang(**({"path": model} | changes)).build()


SOURCE = "# EVOLVE-BLOCK-START\nx = 1\n# EVOLVE-BLOCK-END"


def test_constrained_requests_carry_the_grammar_of_their_program(model: Path, servers: Start) -> None:
    from eft.text.context import Asked
    from eft.text.grammar import reply_grammar

    server = servers()
    constrained, free, blank = ask(
        client(model, server, constrain=True, concurrency=1),
        request("a", program=SOURCE),
        request("b"),
        request("c", program="# EVOLVE-BLOCK-START\n# EVOLVE-BLOCK-END"),
    )
    first, second, third = (body["sampling_params"] for body in server.bodies("/generate"))
    assert first["ebnf"] == reply_grammar(Asked("edit", ""), SOURCE)
    assert "ebnf" not in second
    assert "ebnf" not in third
    assert (constrained.constrained, free.constrained, blank.constrained) == (True, False, False)
    assert constrained.allowed == ()
    ask(client(model, server), request(program=SOURCE))
    assert "ebnf" not in server.bodies("/generate")[-1]["sampling_params"]


def test_when_nobody_is_in_service_every_try_looks_again(model: Path, servers: Start) -> None:
    server = servers()

    async def work(live: SGLangBackend) -> list[Reply]:
        await live.generate([request()])
        server.fails["/generate"], server.fails["/health"] = [0], [503, 503]
        return await live.generate([request()])

    assert run(client(model, server, recheck_s=1000.0, retries=4), work)[0].finish == "length"
