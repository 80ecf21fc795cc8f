"""Both clients against a server that breaks in every way of `faults.py`: bounded tries, deadlines, bytes, reasons and costs."""

from __future__ import annotations

import asyncio
import json
import math
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import faults
import pytest
from faults import LASTING, PASSING, SLOW, Fault, FaultServer, Honest, Wire, changes, fails
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eft.backends._client import MAX_TOKENS, Again, Bill, Bounds, Connections, Patience, Refused, exchange
from eft.backends._openai.answer import BadAnswer, Prices, charge, read_answer
from eft.backends._openai.stream import join
from eft.backends._sglang.answer import Cut, read_sample, read_scores, used
from eft.backends._sglang.model import read_model
from eft.backends.openai import OpenAI
from eft.backends.sglang import SGLang
from eft.text.reply import escape
from eft.types import Message, Reply, Request

Make = Callable[..., FaultServer]
RETRIES = 2
RECORDED: dict[str, Any] = json.loads((Path(__file__).parent / "recorded" / "sglang_0_5_21.json").read_text())


def completion(path: str, body: dict[str, Any]) -> tuple[int, Any]:
    """An honest chat completion."""
    message = {"role": "assistant", "content": "hello"}
    usage = {"prompt_tokens": 1000, "completion_tokens": 500}
    return 200, {"model": body.get("model"), "choices": [{"message": message, "finish_reason": "stop"}], "usage": usage}


@pytest.fixture
def make() -> Iterator[Make]:
    """Makes faulty servers that end with the test."""
    made: list[FaultServer] = []

    def start(honest: Honest = completion, path: str = "/v1/chat/completions") -> FaultServer:
        made.append(FaultServer(honest, path))
        return made[-1]

    yield start
    for server in made:
        server.close()


@pytest.fixture(scope="module")
def model(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny model under the name that the servers say they serve."""
    link = tmp_path_factory.mktemp("models") / "tiny"
    link.symlink_to(tiny_model)
    return link


Client = Callable[..., tuple[FaultServer, Any]]


@pytest.fixture(params=["openai", "sglang"])
def client(request: pytest.FixtureRequest, make: Make) -> Client:
    """Makes a faulty server and the settings of a client that asks it, for each kind of client."""
    common = {"wait_s": 0.001, "max_wait_s": 0.02, "retries": RETRIES}

    def openai(**more: Any) -> tuple[FaultServer, Any]:
        server = make()
        more = {"read_timeout_s": 0.15} | more
        return server, OpenAI(**({"url": f"{server.url}/v1", "model": "m1", "key_env": "", "timeout_s": 5.0} | common | more))

    def sglang(**more: Any) -> tuple[FaultServer, Any]:
        honest = request.getfixturevalue("servers")()
        server = make(honest._reply, "/generate")
        folder = request.getfixturevalue("model")
        more = {"timeout_s": more.pop("read_timeout_s", 0.15)} | more  # a try is silent until its end
        return server, SGLang(**({"path": folder, "urls": (server.url,), "ready_s": 5.0, "recheck_s": 0.0} | common | more))

    return {"openai": openai, "sglang": sglang}[request.param]


def request(key: str = "k", **more: Any) -> Request:
    return Request(key, (Message("user", "u"),), seed=5, max_tokens=77, **more)


def ask(config: Any, *requests: Request) -> list[Reply]:
    async def run() -> list[Reply]:
        live = config.build()
        try:
            return await live.generate(requests or (request(),))
        finally:
            await live.close()

    return asyncio.run(run())


def one_line(text: str) -> bool:
    return escape(text) == text and "\n" not in text and 0 < len(text) < 800


# --- every fault, both clients --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
def test_what_passes_is_tried_again(client: Client, fault: Fault) -> None:
    server, config = client()
    server.script = [fault]
    (reply,) = ask(config)
    assert (reply.finish, reply.error) in (("stop", ""), ("length", ""))
    assert server.calls() == 2


@pytest.mark.parametrize("name", ["closes_in_the_body", "sends_no_json", "says_nothing", "status 503", "429 with an absurd wish"])
def test_what_does_not_pass_is_an_error_after_bounded_tries(client: Client, name: str) -> None:
    server, config = client()
    server.endless = PASSING[name]
    (reply,) = ask(config)
    assert (reply.finish, reply.text) == ("error", "")
    assert reply.error.endswith(f"({RETRIES + 1} tries)")
    assert one_line(reply.error)
    assert server.calls() == RETRIES + 1


@pytest.mark.parametrize("fault", LASTING.values(), ids=LASTING)
def test_what_no_try_can_mend_is_an_error_at_once(client: Client, fault: Fault) -> None:
    server, config = client(read_timeout_s=10.0)
    server.endless = fault
    (reply,) = ask(config)
    assert reply.finish == "error"
    assert one_line(reply.error)
    assert server.calls() == 1


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("sends_ten_megabytes", "the answer is longer than 1,077,000 bytes"),
        ("sends_an_endless_body", "the answer is longer than 1,077,000 bytes"),
        ("compresses_a_bomb", "the answer is compressed (gzip), which was not asked for"),
        ("redirects", "HTTP 307: a redirect to http://127.0.0.1:1/elsewhere, not followed (the key would go there too)"),
        ("no money", "HTTP 429: insufficient_quota: buy more"),
    ],
)
def test_the_reason_is_clear(client: Client, name: str, reason: str) -> None:
    server, config = client(read_timeout_s=10.0)
    server.endless = LASTING[name]
    assert reason in ask(config)[0].error


@pytest.mark.parametrize("fault", SLOW.values(), ids=SLOW)
def test_a_server_that_trickles_is_caught_by_the_total_deadline(client: Client, fault: Fault) -> None:
    server, config = client(timeout_s=0.4)  # each of its bytes comes in time
    server.endless = fault
    assert "no answer within timeout_s=0.4" in ask(config)[0].error


def test_headers_that_trickle_are_no_sign_of_life(client: Client) -> None:
    server, config = client()
    server.script = [faults.trickles_headers]
    assert ask(config)[0].finish != "error"


def test_every_request_has_a_connection_of_its_own(client: Client) -> None:
    server, config = client(concurrency=1)
    before = server.connections
    ask(config, *(request(str(k)) for k in range(3)))
    assert server.connections - before >= server.calls() == 3


def test_one_answer_too_many_is_not_taken_for_the_next_requests(make: Make) -> None:
    def answers_twice(wire: Wire) -> None:
        blob = b""
        for text in ("first", "smuggled"):
            data = wire.honest()[1].replace(b"hello", text.encode())
            blob += faults.head(200, {"content-length": str(len(data))}) + data
        wire.send(blob)  # in one piece, so that a client reads both at once
        wire.wait(2.0)  # the connection stays open

    server = make()
    server.script = [answers_twice]
    replies = ask(OpenAI(f"{server.url}/v1", "m1", concurrency=1), request("a"), request("b"))
    assert [reply.text for reply in replies] == ["first", "hello"]


def test_an_answer_to_another_request_is_asked_again(make: Make, servers: Any, model: Path) -> None:
    honest = servers()
    server = make(honest._reply, "/generate")
    server.script = [changes(lambda found: found["meta_info"].update(id="eft-another-1"))]
    (reply,) = ask(SGLang(path=model, urls=(server.url,), wait_s=0.0))
    assert (reply.finish, server.calls()) == ("length", 2)


def test_a_server_that_is_gone_is_named(make: Make) -> None:
    server = make()
    server.stop()
    (reply,) = ask(OpenAI(f"{server.url}/v1", "m1", wait_s=0.0, retries=1))
    assert reply.error == "m1: ConnectError All connection attempts failed (2 tries)"


# --- pauses ---------------------------------------------------------------------------------------------------------------


def test_pauses_are_drawn_below_a_doubling_bound() -> None:
    draws = iter([0.5, 1.0, 0.0, 0.5, 0.5])
    patience = Patience(9, wait_s=1.0, max_wait_s=5.0, draw=lambda: next(draws))
    assert [patience.pause_s(tried, None) for tried in range(5)] == [0.5, 2.0, 0.0, 2.5, 2.5]


@pytest.mark.parametrize(
    ("headers", "wish_s"),
    [
        ({}, None),
        ({"retry_after": "1.5"}, 1.5),
        ({"retry_after": "-3"}, 0.0),
        ({"retry_after": "nan"}, 0.0),
        ({"retry_after": "1e999"}, float("inf")),
        ({"retry_after": "soon"}, None),
        ({"retry_after": "Sun, 29 Nov 2026 06:00:07 GMT", "date": "Sun, 29 Nov 2026 06:00:00 GMT"}, 7.0),
        ({"retry_after": "Sun, 29 Nov 2026 05:00:00 GMT", "date": "Sun, 29 Nov 2026 06:00:00 GMT"}, 0.0),
        ({"retry_after": "Sun, 29 Nov 2026 06:00:07 GMT", "date": "yesterday"}, None),
    ],
)
def test_a_servers_wish_is_read_and_bounded(make: Make, headers: dict[str, str], wish_s: float | None) -> None:
    server = make()
    server.endless = fails(429, **headers)

    async def look() -> float | None:
        connections = Connections(1, trust_env=False)
        try:
            bounds = Bounds(5.0)
            return (await exchange(connections.open(), "POST", f"{server.url}/v1/chat/completions", bounds, {})).after_s
        finally:
            await connections.close()

    found = asyncio.run(look())
    assert found == wish_s
    assert Patience(1, 1.0, 4.0, draw=lambda: 0.25).pause_s(0, found) == 0.25 + min(wish_s or 0.0, 4.0)


# --- whose answer, and what it costs --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "asked", "same"),
    [
        ("m1", "m1", True), ("M1", "m1", True), ("org/m1", "m1", True), ("m1", "org/m1", True), ("m1-2026-01-31", "m1", True),
        ("m1:latest", "m1", True), ("m1", "org/m1:free", True), ("m1", "m1:8b", False), ("/models/m1.gguf", "m1", True), ("m1-mini", "m1", False), ("m2", "m1", False), ("m", "m1", False),
        ("m1-8b", "m1", False), ("", "m1", True), (None, "m1", True), (7, "m1", True),
    ],
)  # fmt: skip
def test_an_answer_of_another_model_is_named_and_not_used(make: Make, told: Any, asked: str, same: bool) -> None:
    server = make()
    server.endless = changes(lambda found: found.update(model=told))
    (reply,) = ask(OpenAI(f"{server.url}/v1", asked))
    if same:
        assert reply.text == "hello"
    else:
        assert reply.error == f"{asked}: answered by model {told!r}; if that is the one you want, set backend.answers to its name"
        assert (server.calls(), reply.tokens_in, reply.tokens_out) == (1, 1000, 500)
        assert ask(OpenAI(f"{server.url}/v1", asked, answers=told))[0].text == "hello"
        assert ask(OpenAI(f"{server.url}/v1", asked, answers="*"))[0].text == "hello"


def test_the_bill_of_every_try(make: Make) -> None:
    server = make()
    broken = changes(lambda found: found["choices"].clear())
    config = OpenAI(f"{server.url}/v1", "m1", wait_s=0.0, retries=3, usd_per_mtok_in=2.0, usd_per_mtok_out=10.0)  # a call: 0.007 dollars
    server.script = [broken, fails(500), broken]
    (reply,) = ask(config)
    assert (reply.text, reply.tokens_in, reply.tokens_out, reply.cost_usd) == ("hello", 3000, 1500, pytest.approx(0.021))
    server.endless = broken
    (reply,) = ask(config)
    assert (reply.finish, reply.tokens_in, reply.tokens_out, reply.cost_usd) == ("error", 4000, 2000, pytest.approx(0.028))


def test_useless_answers_use_up_max_cost(make: Make) -> None:
    server = make()
    server.endless = changes(lambda found: found["choices"].clear())
    config = OpenAI(f"{server.url}/v1", "m1", retries=0, concurrency=1, usd_per_mtok_in=1000.0, max_cost=1.5)  # a call: 1 dollar
    assert [reply.error.partition(" ")[2][:4] for reply in ask(config, *(request(str(k)) for k in range(3)))] == ["not ", "not ", "back"]


def test_the_bill_of_every_sample(make: Make, servers: Any, model: Path) -> None:
    server = make(servers()._reply, "/generate")
    config = SGLang(path=model, urls=(server.url,), wait_s=0.0, recheck_s=0.0)
    (good,) = ask(config)
    server.script = [changes(lambda found: found["output_ids"].pop()), fails(500)]
    (reply,) = ask(config)
    assert (reply.token_ids, reply.tokens_in, reply.tokens_out) == (good.token_ids, 2 * good.tokens_in, 2 * good.tokens_out)
    server.endless = changes(lambda found: found["output_ids"].pop())
    (reply,) = ask(config)
    assert (reply.finish, reply.tokens_in, reply.tokens_out) == ("error", 4 * good.tokens_in, 4 * good.tokens_out)


@pytest.mark.parametrize(
    "usage", [{"prompt_tokens": -5}, {"completion_tokens": 10**30}, {"prompt_tokens": True}, {"cost": 1e300}, {"cost": -1}]
)
def test_usage_that_is_none_never_reaches_the_bill(make: Make, usage: dict[str, Any]) -> None:
    server = make()
    server.endless = changes(lambda found: found["usage"].update(usage))
    (reply,) = ask(OpenAI(f"{server.url}/v1", "m1", retries=1, wait_s=0.0))
    assert (reply.finish, reply.tokens_in, reply.tokens_out, reply.cost_usd) == ("error", 0, 0, 0.0)


def test_a_text_too_long_to_be_read_is_paid_for_and_not_kept(make: Make) -> None:
    server = make()
    server.endless = changes(lambda found: found["choices"][0]["message"].update(content="x" * 1_000_001))
    (reply,) = ask(OpenAI(f"{server.url}/v1", "m1"))
    assert reply.error == "m1: the reply has 1,000,001 characters; at most 1,000,000 are read"
    assert (reply.text, reply.tokens_out, server.calls()) == ("", 500, 1)


def test_texts_that_no_file_can_hold_come_through(make: Make) -> None:
    server = make()
    server.endless = changes(lambda found: found["choices"][0]["message"].update(content="a\ud800\x00b"))
    assert ask(OpenAI(f"{server.url}/v1", "m1"))[0].text == "a\ud800\x00b"  # the engine makes it storable


# --- streams --------------------------------------------------------------------------------------------------------------

EVENTS: list[dict[str, Any]] = [
    {"model": "m1", "choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]},
    {"choices": [{"index": 0, "delta": {"reasoning_content": "hm"}}]},
    {"choices": [{"index": 0, "delta": {"content": "he"}, "logprobs": {"content": [{"logprob": -0.5}]}}]},
    {"choices": [{"index": 0, "delta": {"content": "llo"}, "logprobs": {"content": [{"logprob": -1.5}]}, "finish_reason": None}]},
    {"choices": [{"index": 0, "delta": {}, "finish_reason": "length"}]},
    {"choices": [], "usage": {"prompt_tokens": 1000, "completion_tokens": 3}},
]


def events(found: list[dict[str, Any]], done: bool = True) -> bytes:
    return b"".join(b"data: " + json.dumps(event).encode() + b"\r\n\r\n" for event in found) + (b"data: [DONE]\r\n\r\n" if done else b"")


def streams(*pieces: bytes, freeze: bool = False, ping_s: float = 0.0) -> Fault:
    """The pieces as a stream of events. freeze: then nothing more; ping_s: but comments, so often."""

    def fault(wire: Wire) -> None:
        wire.send(faults.head(200, {"content-type": "text/event-stream", "connection": "close"}))
        for piece in pieces:
            wire.send(piece)
        while freeze and not wire.wait(ping_s or faults.LONG_S):
            wire.send(b": still here\n\n")

    return fault


def streaming(server: FaultServer, **more: Any) -> OpenAI:
    return OpenAI(
        **({"url": f"{server.url}/v1", "model": "m1", "stream": True, "wait_s": 0.0, "retries": 1, "read_timeout_s": 0.15} | more)
    )


def test_a_stream_is_the_same_answer(make: Make) -> None:
    server = make()
    data = events(EVENTS)
    server.endless = streams(b": hello\n\n", *(data[at : at + 7] for at in range(0, len(data), 7)))
    (reply,) = ask(streaming(server))
    assert (reply.text, reply.finish, reply.logprobs) == ("<think>\nhm\n</think>\n\nhello", "length", (-0.5, -1.5))
    assert (reply.tokens_in, reply.tokens_out, server.calls()) == (1000, 3, 1)
    assert server.asked[0][1]["stream_options"] == {"include_usage": True}


def test_a_server_without_streams_is_understood(make: Make) -> None:
    server = make()
    assert ask(streaming(server))[0].text == "hello"
    server.endless = fails(400, "stream: unknown")
    assert ask(streaming(server))[0].error == "m1: HTTP 400: stream: unknown"


@pytest.mark.parametrize("ping_s", [0.0, 0.02])
def test_a_server_that_freezes_between_tokens_is_caught_and_its_tokens_count(make: Make, ping_s: float) -> None:
    server = make()
    server.script = [streams(events(EVENTS[:4], done=False), freeze=True, ping_s=ping_s)]
    server.endless = streams(events(EVENTS))
    (reply,) = ask(streaming(server))
    assert (reply.finish, reply.tokens_out) == ("length", 4 + 3)  # four events came before it froze
    server.endless = streams(events(EVENTS[:4], done=False), freeze=True, ping_s=ping_s)
    (reply,) = ask(streaming(server))
    assert reply.error == "m1: silent for 0.15 s (2 tries)"
    assert reply.tokens_out == 2 * 4


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (events(EVENTS[:4], done=False), "the stream ended before the reply did"),
        (events([*EVENTS[:3], {"error": {"message": "out of memory"}}]), "a broken stream (ValueError): out of memory"),
        (events(EVENTS[:3]) .replace(b'"he"', b"7"), "a broken stream (TypeError)"),
        (b"data: {\n\n", "a broken stream (JSONDecodeError)"),
        (b"data: []\n\n", "a broken stream (AttributeError)"),
        (b"data: {}\n\n", "the stream ended before the reply did"),
    ],
)  # fmt: skip
def test_broken_streams_are_tried_again(make: Make, data: bytes, reason: str) -> None:
    server = make()
    server.script = [streams(data)]
    server.endless = streams(events(EVENTS))
    assert ask(streaming(server))[0].finish == "length"
    server.endless = streams(data)
    (reply,) = ask(streaming(server))
    assert reason in reply.error
    assert one_line(reply.error)


# --- sglang: more than one server -----------------------------------------------------------------------------------------


def test_a_frozen_server_is_noticed_long_before_its_deadline(make: Make, servers: Any, model: Path) -> None:
    """As with SIGSTOP: connections are taken, nothing is ever answered, no matter what."""
    one, two = servers(), servers()
    frozen = threading.Event()

    def honest(path: str, body: dict[str, Any]) -> tuple[int, Any]:
        if frozen.is_set() and path == "/health":
            server.ended.wait(faults.LONG_S)
        return one._reply(path, body)

    server = make(honest, "/generate")

    async def work() -> list[Reply]:
        live = SGLang(path=model, urls=(server.url, two.url), timeout_s=600.0, pulse_s=0.1, wait_s=0.0, recheck_s=1000.0).build()
        try:
            await live.generate([request()])
            frozen.set()
            server.endless = faults.says_nothing
            found = await live.generate([request(str(k)) for k in range(4)])
            assert live.pool.servers[0].out.startswith("frozen: 2 looks without an answer")
            return found
        finally:
            await live.close()

    assert [reply.finish for reply in asyncio.run(work())] == ["length"] * 4
    assert len(two.bodies("/generate")) >= 4


def test_a_busy_server_that_answers_looks_is_left_alone(make: Make, servers: Any, model: Path) -> None:
    """Also with an error: it is alive."""
    one = servers()

    def honest(path: str, body: dict[str, Any]) -> tuple[int, Any]:
        return (503, "") if path == "/health" and server.calls() > 1 else one._reply(path, body)

    def slowly(wire: Wire) -> None:
        wire.wait(0.5)
        faults.honestly(wire)

    server = make(honest, "/generate")

    async def work() -> Reply:
        live = SGLang(path=model, urls=(server.url,), timeout_s=30.0, pulse_s=0.05).build()
        try:
            await live.generate([request()])
            server.script = [slowly]
            return (await live.generate([request()]))[0]
        finally:
            await live.close()

    assert (asyncio.run(work()).finish, server.calls()) == ("length", 2)
    assert sum(path == "/health" for path, *_ in server.asked) > 3


def test_one_of_two_servers_dies_and_comes_back(make: Make, servers: Any, model: Path) -> None:
    one, two = (make(servers()._reply, "/generate") for _ in range(2))

    async def work() -> None:
        live = SGLang(path=model, urls=(one.url, two.url), wait_s=0.01, recheck_s=0.05, retries=3).build()
        try:
            many = [request(str(k)) for k in range(8)]
            assert all(reply.finish == "length" for reply in await live.generate(many))
            assert min(one.calls(), two.calls()) >= 3  # the load is shared
            one.stop()
            assert all(reply.finish == "length" for reply in await live.generate(many))
            assert "ConnectError" in live.pool.servers[0].out
            before = one.calls()
            one.start()
            async with asyncio.timeout(10):
                while one.calls() == before:
                    assert all(reply.finish == "length" for reply in await live.generate(many))
                    await asyncio.sleep(0.02)
            assert live.pool.servers[0].out == ""
        finally:
            await live.close()

    asyncio.run(work())


def test_a_sample_that_repeats_the_servers_key_is_not_used(make: Make, servers: Any, model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its token ids would spell the key wherever they are stored."""
    one = servers()
    one.sample = "stop_text"  # its text begins with `ab`
    monkeypatch.setenv("EFT_TEST_KEY", "ab")
    server = make(one._reply, "/generate")
    config = SGLang(path=model, urls=(server.url,), key_env="EFT_TEST_KEY", wait_s=0.0, retries=1, recheck_s=0.0)
    (reply,) = ask(config)
    assert reply.error.endswith("the answer repeats the server's key (2 tries)")
    assert (reply.text, reply.token_ids) == ("", ())


@pytest.mark.parametrize("info", [{"architectures": 5}, {"weight_version": "9" * 5000}, {"served_model_name": [1]}, {}])
def test_odd_words_about_itself_are_no_crash(make: Make, servers: Any, model: Path, info: dict[str, Any]) -> None:
    one = servers()

    def honest(path: str, body: dict[str, Any]) -> tuple[int, Any]:
        status, found = one._reply(path, body)
        return status, found | info if path == "/model_info" else found

    server = make(honest, "/generate")
    (reply,) = ask(SGLang(path=model, urls=(server.url,), ready_s=0.2, wait_s=0.0, retries=0))
    assert reply.finish in ("length", "error")
    assert 0 <= reply.policy_version < 1 << 31


def test_an_endless_answer_about_itself_is_cut(make: Make, servers: Any, model: Path) -> None:
    server = make(servers()._reply, "/model_info")
    server.endless = faults.sends_an_endless_body
    (reply,) = ask(SGLang(path=model, urls=(server.url,), ready_s=0.2))
    assert "no server is in service" in reply.error
    assert "longer than 1,000,000 bytes" in reply.error


_tokenizer = cache(lambda model: read_model(model).tokenizer)


# --- any JSON -------------------------------------------------------------------------------------------------------------

ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.sampled_from([10**400, -(10**30), 1 << 63, 1 << 31, -1]), st.floats(),
    st.text(max_size=4), st.sampled_from(["\ud800", "\x00", ""]), st.lists(st.integers(), max_size=2),
    st.dictionaries(st.sampled_from(["type", "content", "version"]), st.integers(), max_size=2), st.lists(st.lists(st.none()), max_size=2),
)  # fmt: skip


def places(found: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value."""
    yield path
    inner = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    for name, value in inner:
        yield from places(value, (*path, name))


def changed(found: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy with `value` at a place."""
    if not path:
        return value
    copy = found.copy()
    copy[path[0]] = changed(found[path[0]], path[1:], value)
    return copy


def odd(data: st.DataObject, honest: Any) -> bytes:
    found = honest
    for _ in range(data.draw(st.integers(1, 3))):
        found = changed(found, data.draw(st.sampled_from(list(places(found)))), data.draw(ODD))
    return json.dumps(found).encode()


def outcome(read: Callable[[], Any]) -> tuple[Any, str | None]:
    """What was read, or the words with which it was refused; any other exception is a crash."""
    try:
        return read(), None
    except (BadAnswer, Again, Refused, Cut) as error:
        return None, str(error)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_completion_is_more_than_useless(data: st.DataObject) -> None:
    choice = {"message": {"content": "hello", "reasoning": "hm"}, "finish_reason": "stop", "token_ids": [1, 2]}
    whole = choice | {"logprobs": {"content": [{"logprob": -1.0}]}}
    body = odd(data, {"model": "m1", "choices": [whole], "usage": {"prompt_tokens": 5, "completion_tokens": 2, "cost": 0.5}})
    bill = Bill()
    charge(body, Prices(0.0, 0.0), bill)
    assert 0 <= bill.tokens_in <= MAX_TOKENS
    assert 0 <= bill.cost_usd <= 1e6
    reply, words = outcome(lambda: read_answer(body, request(), "m1"))
    assert words is None or one_line(words)
    if reply is not None:
        assert all(0 <= token < 1 << 31 for token in reply.token_ids)
        assert all(math.isfinite(value) for value in reply.logprobs)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_no_stream_is_more_than_useless(data: st.DataObject) -> None:
    found = list(EVENTS)
    at = data.draw(st.integers(0, len(found) - 1))
    found[at] = json.loads(odd(data, found[at]))
    _, words = outcome(lambda: read_answer(join(events(found)), request(), "m1"))
    assert words is None or one_line(words)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), name=st.sampled_from(["length", "stop_token", "aborted"]))
def test_no_sample_is_more_than_useless(model: Path, data: st.DataObject, name: str) -> None:
    body = odd(data, RECORDED[name]["body"])
    tokens = used(body)
    assert all(0 <= one <= MAX_TOKENS for one in tokens)
    rid = RECORDED[name]["body"]["meta_info"]["id"]
    answer, words = outcome(lambda: read_sample(body, request(), rid, _tokenizer(model)))
    assert words is None or one_line(words)
    if answer is not None:
        assert all(0 <= token < 1 << 31 for token in answer.token_ids)
        assert all(math.isfinite(value) for value in answer.logprobs)
        answer.text.encode()


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_no_scores_are_more_than_useless(data: st.DataObject) -> None:
    with suppress(Again):
        scores, tags = read_scores(odd(data, RECORDED["score"]["body"]), [3, 344, 1, 4])
        assert all(math.isfinite(score) for score in scores)
        assert all(isinstance(tag, str) for tag in tags)
