"""The client against a small server on the loopback that behaves well, badly, or not at all."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from eft.backends.openai import OpenAI
from eft.types import Message, Reply, Request, UserError

KEY = "sk-test-0123456789"
Answer = tuple[int, dict[str, str], bytes]


class Server:
    """Answers each POST by the next entry of `script` (the last one for ever); keeps what it was asked."""

    def __init__(self) -> None:
        self.script: list[Callable[[dict[str, Any]], Answer]] = []
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.release = threading.Event()
        self.running = self.most = 0
        self.lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                with outer.lock:
                    outer.asked.append(body)
                    outer.headers.append({name.lower(): value for name, value in self.headers.items()})
                    outer.paths.append(self.path)
                    step = outer.script.pop(0) if len(outer.script) > 1 else outer.script[0]
                    outer.running += 1
                    outer.most = max(outer.most, outer.running)
                status, headers, data = step(body)
                with outer.lock:
                    outer.running -= 1
                if status == 0:  # hang up without a word
                    self.close_connection = True
                    return
                self.send_response(status)
                for name, value in {"content-length": str(len(data)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http.server_address[1]}/v1"

    def close(self) -> None:
        self.release.set()
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("EFT_TEST_KEY", KEY)  # the seam is the environment, not our code
    running = Server()
    yield running
    running.close()


def says(text: str | None, **more: Any) -> Callable[[dict[str, Any]], Answer]:
    finish = more.pop("finish_reason", "stop")
    message = {"role": "assistant", "content": text} | more.pop("message", {})
    usage = more.pop("usage", {"prompt_tokens": 1000, "completion_tokens": 500})
    data = {"choices": [{"message": message, "finish_reason": finish} | more], "usage": usage}
    return lambda _: (200, {}, json.dumps(data).encode())


def fails(status: int, message: str = "no", **headers: str) -> Callable[[dict[str, Any]], Answer]:
    return lambda _: (
        status,
        {name.replace("_", "-"): value for name, value in headers.items()},
        json.dumps({"error": {"message": message}}).encode(),
    )


def raw(data: bytes) -> Callable[[dict[str, Any]], Answer]:
    return lambda _: (200, {}, data)


def client(server: Server, **changes: Any) -> OpenAI:
    values = {
        "url": server.url,
        "model": "m1",
        "key_env": "EFT_TEST_KEY",
        "wait_s": 0.01,
        "max_wait_s": 0.05,
        "retries": 3,
        "timeout_s": 20.0,
    }
    return OpenAI(**(values | changes))


def request(key: str = "k", **more: Any) -> Request:
    return Request(key, (Message("system", "s"), Message("user", "u")), seed=5, temperature=0.3, max_tokens=77, **more)


def ask(config: OpenAI, *requests: Request) -> list[Reply]:
    async def run() -> list[Reply]:
        live = config.build()
        try:
            return await live.generate(requests or (request(),))
        finally:
            await live.close()

    return asyncio.run(run())


def test_a_good_answer_with_its_costs(server: Server) -> None:
    server.script = [says("hello")]
    (reply,) = ask(client(server, usd_per_mtok_in=2.0, usd_per_mtok_out=10.0))
    assert (reply.key, reply.text, reply.finish, reply.model) == ("k", "hello", "stop", "m1")
    assert (reply.tokens_in, reply.tokens_out, reply.cost_usd) == (1000, 500, pytest.approx(0.007))
    assert reply.seconds > 0
    body = server.asked[0]
    assert body["messages"] == [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}]
    assert (body["model"], body["temperature"], body["top_p"], body["max_tokens"]) == ("m1", 0.3, 1.0, 77)
    assert 0 <= body["seed"] < 2**31
    assert "logprobs" not in body
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert server.paths == ["/v1/chat/completions"]


def test_seeds_repeat_and_differ_by_key(server: Server) -> None:
    server.script = [says("x")]
    ask(client(server, concurrency=1), request("a"), request("b"), request("a"))
    first, second, third = (body["seed"] for body in server.asked)
    assert first == third != second


def test_length_reasoning_logprobs_and_token_names(server: Server) -> None:
    logprobs = {"content": [{"token": "a", "logprob": -0.5}, {"token": "b", "logprob": -1.0}]}
    server.script = [says("cut", finish_reason="length", message={"reasoning_content": "hmm"}, logprobs=logprobs, token_ids=[3, 4])]
    (reply,) = ask(client(server, logprobs=True, token_field="max_completion_tokens"))
    assert (reply.text, reply.finish) == ("<think>\nhmm\n</think>\n\ncut", "length")
    assert (reply.logprobs, reply.token_ids) == ((-0.5, -1.0), (3, 4))
    assert server.asked[0]["logprobs"] is True
    assert server.asked[0]["max_completion_tokens"] == 77
    assert "max_tokens" not in server.asked[0]


def test_an_empty_answer_is_an_answer(server: Server) -> None:
    server.script = [says(None, usage=None)]
    (reply,) = ask(client(server))
    assert (reply.text, reply.finish, reply.tokens_out) == ("", "stop", 0)


@pytest.mark.parametrize(
    "first", [fails(429, "slow down", retry_after="0.01"), fails(500), fails(503), lambda _: (0, {}, b""), raw(b"{}"), raw(b"<html>")]
)
def test_what_passes_is_tried_again(server: Server, first: Callable[[dict[str, Any]], Answer]) -> None:
    server.script = [first, first, says("at last")]
    assert [reply.text for reply in ask(client(server))] == ["at last"]
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (fails(500, "oh dear"), "HTTP 500: oh dear (4 tries)"),
        (raw(b"\xff\x00{"), "not a chat completion (UnicodeDecodeError): "),
        (raw(b'{"choices": []}'), "not a chat completion (IndexError): {'choices': []} (4 tries)"),
        (raw(b'{"choices": [{"message": {"content": [1]}}]}'), "not a chat completion (TypeError)"),
        (says("x", usage={"prompt_tokens": -1}), "not a chat completion (TypeError)"),
        (says("x", logprobs={"content": [{"logprob": float("nan")}]}), "not a chat completion (TypeError)"),
        (raw(b"[" * 100_000), "not a chat completion (RecursionError)"),
    ],
)
def test_what_does_not_pass_is_an_error_after_bounded_tries(server: Server, answer: Callable[[dict[str, Any]], Answer], what: str) -> None:
    server.script = [answer]
    (reply,) = ask(client(server))
    assert (reply.finish, reply.text) == ("error", "")
    assert what in reply.error
    assert reply.error.startswith("m1: ")
    assert len(server.asked) == 4


@pytest.mark.parametrize("status", [400, 401, 404, 422])
def test_what_no_try_can_mend_is_an_error_at_once(server: Server, status: int) -> None:
    server.script = [fails(status, "The model `m1` does not exist")]
    (reply,) = ask(client(server))
    assert reply.error == f"m1: HTTP {status}: The model `m1` does not exist"
    assert len(server.asked) == 1


def test_a_filtered_answer_is_an_error(server: Server) -> None:
    server.script = [says("x", finish_reason="content_filter")]
    assert "finish_reason 'content_filter'" in ask(client(server))[0].error


def test_a_frozen_server_costs_one_total_timeout(server: Server) -> None:
    def frozen(_: dict[str, Any]) -> Answer:
        server.release.wait(20)
        return 0, {}, b""

    server.script = [frozen]
    started = time.monotonic()
    (reply,) = ask(client(server, read_timeout_s=0.1, timeout_s=0.35, retries=50))
    assert reply.error == "m1: no answer within timeout_s=0.35; the last try: silent for 0.1 s"
    assert 2 <= len(server.asked) <= 5
    assert time.monotonic() - started < 15


def test_a_server_that_is_not_there(server: Server) -> None:
    (reply,) = ask(client(server, url="http://127.0.0.1:9/v1", retries=1))
    assert reply.finish == "error"
    assert "ConnectError" in reply.error
    assert "(2 tries)" in reply.error


def test_a_server_may_not_ask_for_a_long_pause(server: Server) -> None:
    server.script = [fails(429, retry_after="9999"), fails(429, retry_after="Wed, 21 Oct 2026 07:28:00 GMT"), says("x")]
    assert ask(client(server))[0].text == "x"


def test_the_key_appears_nowhere(server: Server) -> None:
    server.script = [fails(401, f"Incorrect API key provided: {KEY} \x1b[31m")]
    config = client(server)
    (reply,) = ask(config)
    assert reply.error == "m1: HTTP 401: Incorrect API key provided: [key] \\x1b[31m"
    assert KEY not in repr(config) + repr(config.build()) + repr(reply)


def test_without_a_key_the_loopback_is_asked_and_others_are_not(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EFT_TEST_KEY")
    server.script = [says("x")]
    assert ask(client(server))[0].text == "x"
    assert "authorization" not in server.headers[0]
    (reply,) = ask(client(server, url="https://models.invalid/v1"))
    assert reply.error == "m1: the environment variable EFT_TEST_KEY (backend.key_env) holds no key"


def test_no_more_requests_in_flight_than_allowed(server: Server) -> None:
    def slow(body: dict[str, Any]) -> Answer:
        time.sleep(0.03)
        return says("x")(body)

    server.script = [slow]
    replies = ask(client(server, concurrency=2), *(request(str(k)) for k in range(8)))
    assert [reply.key for reply in replies] == [str(k) for k in range(8)]
    assert server.most == 2


def test_one_bad_request_leaves_the_others_alone(server: Server) -> None:
    server.script = [says("x")]
    bad = Request("bad", (Message("user", "\ud800"),))
    replies = ask(client(server), request("a"), bad, request("b"))
    assert [(reply.key, reply.finish) for reply in replies] == [("a", "stop"), ("bad", "error"), ("b", "stop")]


def test_a_closed_client_opens_again_in_another_event_loop(server: Server) -> None:
    server.script = [says("x")]
    live = client(server).build()

    async def once() -> str:
        (reply,) = await live.generate([request()])
        await live.close()
        return reply.text

    assert [asyncio.run(once()) for _ in range(2)] == ["x", "x"]


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"model": ""}, "backend.model"),
        ({"url": "ftp://h/v1"}, "backend.url"),
        ({"url": "http://user:pw@h/v1"}, "backend.url"),
        ({"url": "nowhere"}, "backend.url"),
        ({"concurrency": 0}, "concurrency"),
        ({"retries": -1}, "retries"),
        ({"timeout_s": 0.0}, "timeouts"),
    ],
)
def test_bad_settings_are_the_users(server: Server, changes: dict[str, Any], names: str) -> None:
    with pytest.raises(UserError, match=names):
        client(server, **changes).build()


def test_stop_texts_are_sent_and_end_the_reply_where_a_server_keeps_them(server: Server) -> None:
    server.script = [says("one\nENDtwo STOP")]
    (reply,) = ask(client(server), request(stop=("STOP", "END")))
    assert reply.text == "one\n"
    assert server.asked[0]["stop"] == ["STOP", "END"]
    ask(client(server))
    assert "stop" not in server.asked[1]


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
def test_reasoning_is_kept_under_either_name_and_stop_texts_leave_it_alone(server: Server, field: str) -> None:
    server.script = [says("answer", message={field: "an END in thought"})]
    (reply,) = ask(client(server), request(stop=("END",)))
    assert reply.text == "<think>\nan END in thought\n</think>\n\nanswer"


def test_a_gateways_own_cost_counts_where_no_price_is_set(server: Server) -> None:
    usage = {"prompt_tokens": 1000, "completion_tokens": 500, "cost": 0.25}
    server.script = [says("x", usage=usage)]
    assert ask(client(server))[0].cost_usd == 0.25
    assert ask(client(server, usd_per_mtok_in=2.0))[0].cost_usd == pytest.approx(0.002)


@pytest.mark.parametrize("cost", [-1.0, "0.1", True, float("inf"), float("nan")])
def test_a_cost_that_is_none_is_a_broken_answer(server: Server, cost: Any) -> None:
    server.script = [says("x", usage={"cost": cost})]
    assert "not a chat completion" in ask(client(server, retries=0))[0].error


def test_nothing_is_sent_after_max_cost_is_spent(server: Server) -> None:
    server.script = [says("x")]
    config = client(server, usd_per_mtok_in=1000.0, max_cost=2.5, concurrency=1)  # a call costs 1 dollar

    async def run() -> list[Reply]:
        live = config.build()
        replies = await live.generate([request(str(k)) for k in range(5)])
        with pytest.raises(UserError, match=r"^m1: backend\.max_cost=2\.5 US dollars are spent$"):
            await live.generate([request()])
        assert await live.generate([]) == []
        await live.close()
        return replies

    replies = asyncio.run(run())
    assert [reply.finish for reply in replies] == ["stop"] * 3 + ["error"] * 2
    assert replies[3].error == "m1: backend.max_cost=2.5 US dollars are spent"
    assert len(server.asked) == 3


def test_max_cost_below_the_first_call_is_not_a_refusal_before_it(server: Server) -> None:
    server.script = [says("x")]
    assert ask(client(server, usd_per_mtok_in=1000.0, max_cost=0.5))[0].finish == "stop"
    with pytest.raises(UserError, match="max_cost"):
        client(server, max_cost=0.0).build()
