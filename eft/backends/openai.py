"""Any server with the OpenAI chat-completions form: hosted APIs, vLLM, SGLang, llama.cpp, Ollama.

The key is read from the named environment variable or file when a request is sent, never stored, and cut out of every message and
reply. Rate limits, server errors, broken answers and lost connections are tried again with jitter, within one total time; whatever
goes wrong after that is a reply with finish `error` that says what, so that a search goes on without it. What useless answers have
cost is in the reply, too.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from eft.backends._client import (
    BODY_BYTES,
    TOKEN_BYTES,
    Again,
    Bill,
    Bounds,
    Connections,
    Patience,
    Refused,
    Response,
    exchange,
    insist,
    on_loopback,
    seed_of,
)  # fmt: skip
from eft.backends._openai.answer import BadAnswer, Prices, body_of, charge, read_answer
from eft.backends._openai.stream import has_token, join, tokens_seen
from eft.keys import check_variable, hide, read_key
from eft.types import Backend, Reply, Request, UserError

__all__ = ["OpenAI"]


@dataclass(frozen=True, slots=True)
class OpenAI:
    """url: up to and without `/chat/completions`. key_env: name of the environment variable with the key (empty: no key); key_file: a file
    with it instead, readable by its owner only.

    timeout_s bounds one request with all its tries, read_timeout_s the silence of a server: between two tokens where it streams (stream),
    else between two bytes and before the first. retries: further tries. Pauses are drawn below wait_s, doubled each time up to
    max_wait_s. concurrency: requests in flight.
    usd_per_mtok_*: prices per million tokens (both 0: the cost that the server reports, if it does). max_cost: US dollars that this
    client may spend; once they are spent nothing more is sent, and what is in flight then may go over it. logprobs: ask for
    log-probabilities. token_field: `max_completion_tokens` for servers that want that name. model: the name that the server knows;
    answers: the name that its answers bear, where it is another one (`*`: any).
    """

    url: str = "http://127.0.0.1:8000/v1"
    model: str = ""
    answers: str = ""
    key_env: str = "OPENAI_API_KEY"
    key_file: Path | None = None
    timeout_s: float = 600.0
    read_timeout_s: float = 180.0
    stream: bool = False
    retries: int = 5
    wait_s: float = 1.0
    max_wait_s: float = 30.0
    concurrency: int = 16
    usd_per_mtok_in: float = 0.0
    usd_per_mtok_out: float = 0.0
    max_cost: float | None = None
    logprobs: bool = False
    token_field: str = "max_tokens"  # noqa: S105 # a field name, no secret

    def __post_init__(self) -> None:
        """Refuses what may hold a secret before anything is stored."""
        check_url(self.url)
        check_variable(self.key_env, "backend.key_env")

    def build(self) -> Backend:
        """A live client; connects at the first request. Raises UserError on unusable settings."""
        if not self.model:
            raise UserError("backend.model: name the model that the server serves, e.g. backend.model=Qwen3-8B")
        if self.concurrency < 1 or self.retries < 0 or min(self.timeout_s, self.read_timeout_s) <= 0:
            raise UserError("backend: concurrency must be at least 1, retries at least 0, timeouts above 0")
        if min(self.wait_s, self.max_wait_s, self.usd_per_mtok_in, self.usd_per_mtok_out) < 0:
            raise UserError("backend: pauses and prices must be at least 0")
        if self.max_cost is not None and self.max_cost <= 0:
            raise UserError("backend.max_cost: US dollars above 0, or null for no limit")
        return _Live(self)


def check_url(url: str) -> None:
    """UserError unless it is http(s)://host[:port]/path; the url is not repeated, as it may hold a password."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good or parts.username or parts.password or parts.query or parts.fragment:
        raise UserError("backend.url: expected http(s)://host[:port]/v1 without user name, password or query")


class _Live:
    """The client of one event loop at a time: connections belong to the loop that opened them, so close before it ends."""

    def __init__(self, config: OpenAI) -> None:
        self.config = config
        self.spent_usd = 0.0
        self._prices = Prices(config.usd_per_mtok_in, config.usd_per_mtok_out)
        self._patience = Patience(config.retries, config.wait_s, config.max_wait_s)
        self._connections = Connections(config.concurrency, trust_env=not on_loopback(config.url))

    @property
    def model(self) -> str:
        return self.config.model

    async def generate(self, requests: Sequence[Request]) -> list[Reply]:
        """Replies in request order; failures are replies too. UserError if max_cost was spent before or the key is unusable."""
        if requests and self._spent:
            raise UserError(self._spent)
        return list(await asyncio.gather(*(self._reply(request) for request in requests)))

    async def close(self) -> None:
        """Close the connections."""
        await self._connections.close()

    @property
    def _spent(self) -> str:
        """What to say when the budget is used up; empty before that."""
        limit = self.config.max_cost
        return f"{self.model}: backend.max_cost={limit:g} US dollars are spent" if limit is not None and self.spent_usd >= limit else ""

    async def _reply(self, request: Request) -> Reply:
        async with self._connections.gate:
            started = time.perf_counter()
            if spent := self._spent:
                return Reply(request.key, "", "error", spent, self.model)
            bill = Bill()
            try:
                async with asyncio.timeout(self.config.timeout_s):
                    reply = await insist(lambda: self._once(request, bill), self._patience, bill)
            except TimeoutError:
                last = f"; the last try: {bill.last}" if bill.last else ""
                reply = self._failed(request, f"no answer within timeout_s={self.config.timeout_s:g}{last}")
            except (Again, Refused) as error:
                reply = self._failed(request, str(error))
            self.spent_usd += bill.cost_usd
            seconds = time.perf_counter() - started
            return replace(reply, tokens_in=bill.tokens_in, tokens_out=bill.tokens_out, cost_usd=bill.cost_usd, seconds=seconds)

    def _failed(self, request: Request, what: str) -> Reply:
        return Reply(request.key, "", "error", f"{self.model}: {what}", self.model)

    async def _once(self, request: Request, bill: Bill) -> Reply:
        """One try, paid for on the bill. Raises Again where another may help and Refused where none will."""
        c = self.config
        key = read_key(c.key_env, c.key_file)
        if c.key_env and not key and not on_loopback(c.url):
            raise Refused(f"the environment variable {c.key_env} (backend.key_env) holds no key")
        try:
            response = await self._ask(request, key)
        except Again as error:
            bill.add(0, tokens_seen(error.partial))  # a cut stream's tokens are paid for; of the prompt nothing was told
            raise
        try:
            data = self._whole(response, key, bill)
            charge(data, self._prices, bill)
            response.check(key)
            return read_answer(data, request, c.model, c.answers, key)
        except BadAnswer as error:
            raise (Again if error.passing else Refused)(hide(str(error), key)) from None

    async def _ask(self, request: Request, key: str) -> Response:
        c = self.config
        body = body_of(request, c.model, seed_of(request), c.token_field, c.logprobs, c.stream)
        bounds = Bounds(c.read_timeout_s, max_bytes=BODY_BYTES + TOKEN_BYTES * request.max_tokens)
        lives = has_token if c.stream else bool
        url = f"{c.url.rstrip('/')}/chat/completions"
        return await exchange(self._connections.open(), "POST", url, bounds, body, key, lives)

    def _whole(self, response: Response, key: str, bill: Bill) -> bytes:
        """The answer in one piece. Raises BadAnswer for a broken stream, whose tokens are on the bill."""
        try:
            return join(response.data, key) if self.config.stream else response.data
        except BadAnswer:
            bill.add(0, tokens_seen(response.data))
            raise
