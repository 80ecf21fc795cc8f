"""Any server with the OpenAI chat-completions form: hosted APIs, vLLM, SGLang, llama.cpp, Ollama.

The key is read from the named environment variable when a request is sent, never stored, and cut out of every message.
Rate limits, server errors, broken answers and lost connections are tried again with jitter, within one total time; whatever
goes wrong after that is a reply with finish `error` that says what, so that a search goes on without it.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from eft.backends._openai.answer import BadAnswer, Prices, body_of, complaint, read_answer
from eft.types import Backend, Reply, Request, UserError

if TYPE_CHECKING:
    import httpx

__all__ = ["OpenAI"]

MAX_BODY_BYTES = 32_000_000
_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529})
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class OpenAI:
    """url: up to and without `/chat/completions`. key_env: name of the environment variable with the key (empty: no key).

    timeout_s bounds one request with all its tries, read_timeout_s the silence of one try. retries: further tries.
    wait_s is the first pause, doubled each time up to max_wait_s and scattered by half. concurrency: requests in flight.
    usd_per_mtok_*: prices per million tokens. logprobs: ask for log-probabilities. token_field: `max_completion_tokens`
    for servers that want that name. model: the name that the server knows.
    """

    url: str = "http://127.0.0.1:8000/v1"
    model: str = ""
    key_env: str = "OPENAI_API_KEY"
    timeout_s: float = 600.0
    read_timeout_s: float = 180.0
    retries: int = 5
    wait_s: float = 1.0
    max_wait_s: float = 30.0
    concurrency: int = 16
    usd_per_mtok_in: float = 0.0
    usd_per_mtok_out: float = 0.0
    logprobs: bool = False
    token_field: str = "max_tokens"  # noqa: S105 # a field name, no secret

    def build(self) -> Backend:
        """A live client; connects at the first request. Raises UserError on an unusable url or model."""
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
            raise UserError("backend.url: expected http(s)://host[:port]/v1 without user name or password")
        if not self.model:
            raise UserError("backend.model: name the model that the server serves, e.g. backend.model=Qwen3-8B")
        if self.concurrency < 1 or self.retries < 0 or min(self.timeout_s, self.read_timeout_s) <= 0:
            raise UserError("backend: concurrency must be at least 1, retries at least 0, timeouts above 0")
        return _Live(self)


class _Again(Exception):
    """A failure that another try may mend; `after_s` is the server's own wish."""

    def __init__(self, what: str, after_s: float | None = None) -> None:
        super().__init__(what)
        self.after_s = after_s


class _Live:
    """The client of one event loop at a time: connections belong to the loop that opened them, so close before it ends."""

    def __init__(self, config: OpenAI) -> None:
        self.config = config
        self._loop: asyncio.AbstractEventLoop | None = None
        self._client: httpx.AsyncClient | None = None
        self._gate = asyncio.Semaphore(config.concurrency)

    @property
    def model(self) -> str:
        return self.config.model

    async def generate(self, requests: Sequence[Request]) -> list[Reply]:
        """Replies in request order; failures are replies too."""
        return list(await asyncio.gather(*(self._reply(request) for request in requests)))

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None and self._loop is asyncio.get_running_loop():
            await self._client.aclose()
        self._client = None

    def _connected(self) -> httpx.AsyncClient:
        import httpx

        loop = asyncio.get_running_loop()
        if self._client is None or self._loop is not loop:
            c = self.config
            timeout = httpx.Timeout(c.read_timeout_s, connect=min(10.0, c.read_timeout_s), pool=None)
            local = urlsplit(c.url).hostname in _LOOPBACK
            self._client = httpx.AsyncClient(timeout=timeout, trust_env=not local, limits=httpx.Limits(max_connections=c.concurrency))
            self._loop, self._gate = loop, asyncio.Semaphore(c.concurrency)
        return self._client

    async def _reply(self, request: Request) -> Reply:
        client = self._connected()
        async with self._gate:
            started = time.perf_counter()
            try:
                async with asyncio.timeout(self.config.timeout_s):
                    return await self._tries(client, request, started)
            except TimeoutError:
                what = f"no answer within timeout_s={self.config.timeout_s:g}"
            except (_Again, BadAnswer) as error:
                what = str(error)
            return Reply(request.key, "", "error", f"{self.model}: {what}", self.model, seconds=time.perf_counter() - started)

    async def _tries(self, client: httpx.AsyncClient, request: Request, started: float) -> Reply:
        """The answer of the first try that gives one; waits in between. Raises _Again when no try is left."""
        rng = random.Random(f"{request.key}/{time.monotonic_ns()}")  # jitter must differ between processes
        for tried in range(self.config.retries + 1):
            try:
                return await self._once(client, request, started)
            except _Again as error:
                if tried == self.config.retries:
                    raise _Again(f"{error} ({tried + 1} tries)") from None
                pause = min(self.config.max_wait_s, self.config.wait_s * 2.0**tried) * rng.uniform(0.5, 1.0)
                wish = min(error.after_s or 0.0, self.config.max_wait_s)
            await asyncio.sleep(max(pause, wish))
        raise AssertionError("unreachable")

    async def _once(self, client: httpx.AsyncClient, request: Request, started: float) -> Reply:
        """One try. Raises _Again where another may help and BadAnswer where none will."""
        import httpx

        c = self.config
        key = os.environ.get(c.key_env, "") if c.key_env else ""
        if c.key_env and not key and urlsplit(c.url).hostname not in _LOOPBACK:
            raise BadAnswer(f"the environment variable {c.key_env} (backend.key_env) holds no key")
        body = body_of(request, c.model, _seed(request), c.token_field, c.logprobs)
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        try:
            async with client.stream("POST", f"{c.url.rstrip('/')}/chat/completions", json=body, headers=headers) as response:
                data = await _content(response)
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise _Again(_hide(f"{type(error).__name__} {error}".strip(), key)) from None
        except (httpx.InvalidURL, UnicodeError) as error:
            raise BadAnswer(_hide(f"cannot be asked: {type(error).__name__} {error}", key)) from None
        if response.status_code != 200:
            what = _hide(f"HTTP {response.status_code}: {complaint(data)}", key)
            raise _Again(what, _wish(response.headers.get("retry-after"))) if response.status_code in _AGAIN else BadAnswer(what)
        try:
            return read_answer(data, request, c.model, Prices(c.usd_per_mtok_in, c.usd_per_mtok_out), time.perf_counter() - started)
        except BadAnswer as error:
            raise (_Again if error.passing else BadAnswer)(_hide(str(error), key)) from None


async def _content(response: httpx.Response) -> bytes:
    """The body, at most MAX_BODY_BYTES of it."""
    data = bytearray()
    async for chunk in response.aiter_bytes():
        data += chunk
        if len(data) > MAX_BODY_BYTES:
            raise BadAnswer(f"the answer is longer than {MAX_BODY_BYTES:,} bytes")
    return bytes(data)


def _hide(text: str, key: str) -> str:
    return text.replace(key, "[key]") if key else text


def _wish(header: str | None) -> float | None:
    """Seconds of a Retry-After header (its date form is ignored)."""
    try:
        return max(0.0, float(header)) if header else None
    except ValueError:
        return None


def _seed(request: Request) -> int:
    """31 bits from (seed, key): servers that honour seeds repeat themselves."""
    return int.from_bytes(hashlib.sha256(f"{request.seed}/{request.key}".encode()).digest()[:4], "big") >> 1
