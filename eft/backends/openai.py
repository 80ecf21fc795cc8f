"""Any server with the OpenAI chat-completions form: hosted APIs, vLLM, SGLang, llama.cpp, Ollama.

The key is read from the named environment variable when a request is sent, never stored, and cut out of every message.
Rate limits, server errors, broken answers and lost connections are tried again with jitter, within one total time; whatever
goes wrong after that is a reply with finish `error` that says what, so that a search goes on without it.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from eft.backends._client import Again, Connections, Patience, Refused, exchange, hide, insist, on_loopback, seed_of
from eft.backends._openai.answer import BadAnswer, Prices, body_of, read_answer
from eft.types import Backend, Reply, Request, UserError

__all__ = ["OpenAI"]


@dataclass(frozen=True, slots=True)
class OpenAI:
    """url: up to and without `/chat/completions`. key_env: name of the environment variable with the key (empty: no key).

    timeout_s bounds one request with all its tries, read_timeout_s the silence of one try. retries: further tries.
    wait_s is the first pause, doubled each time up to max_wait_s and scattered by half. concurrency: requests in flight.
    usd_per_mtok_*: prices per million tokens (both 0: the cost that the server reports, if it does). max_cost: US dollars that this
    client may spend; once they are spent nothing more is sent, and what is in flight then may go over it. logprobs: ask for log-probabilities. token_field: `max_completion_tokens`
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
    max_cost: float | None = None
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
        if self.max_cost is not None and self.max_cost <= 0:
            raise UserError("backend.max_cost: US dollars above 0, or null for no limit")
        return _Live(self)


class _Live:
    """The client of one event loop at a time: connections belong to the loop that opened them, so close before it ends."""

    def __init__(self, config: OpenAI) -> None:
        self.config = config
        self.spent_usd = 0.0
        self._connections = Connections(config.concurrency, config.read_timeout_s, trust_env=not on_loopback(config.url))

    @property
    def model(self) -> str:
        return self.config.model

    async def generate(self, requests: Sequence[Request]) -> list[Reply]:
        """Replies in request order; failures are replies too. UserError if max_cost was spent before."""
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
            try:
                async with asyncio.timeout(self.config.timeout_s):
                    reply = await self._tries(request, started)
                    self.spent_usd += reply.cost_usd
                    return reply
            except TimeoutError:
                what = f"no answer within timeout_s={self.config.timeout_s:g}"
            except (Again, Refused) as error:
                what = str(error)
            return Reply(request.key, "", "error", f"{self.model}: {what}", self.model, seconds=time.perf_counter() - started)

    async def _tries(self, request: Request, started: float) -> Reply:
        c = self.config
        return await insist(lambda: self._once(request, started), Patience(c.retries, c.wait_s, c.max_wait_s), request.key)

    async def _once(self, request: Request, started: float) -> Reply:
        """One try. Raises Again where another may help and Refused where none will."""
        c = self.config
        key = os.environ.get(c.key_env, "") if c.key_env else ""
        if c.key_env and not key and not on_loopback(c.url):
            raise Refused(f"the environment variable {c.key_env} (backend.key_env) holds no key")
        body = body_of(request, c.model, seed_of(request), c.token_field, c.logprobs)
        response = await exchange(self._connections.open(), "POST", f"{c.url.rstrip('/')}/chat/completions", body, key)
        try:
            prices = Prices(c.usd_per_mtok_in, c.usd_per_mtok_out)
            return read_answer(response.check(key), request, c.model, prices, time.perf_counter() - started)
        except BadAnswer as error:
            raise (Again if error.passing else Refused)(hide(str(error), key)) from None
