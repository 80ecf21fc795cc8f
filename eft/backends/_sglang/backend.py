"""The live `sglang` backend: one request per sample, each with an id of its own; weights by one of the ways of `sync`."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from eft.backends._client import BODY_BYTES, TOKEN_BYTES, Again, Bill, Connections, Patience, Refused, insist, on_loopback
from eft.backends._sglang.answer import Answer, Cut, Weights, read_sample, read_scores, sampling_body, scoring_body, used
from eft.backends._sglang.meeting import Meeting
from eft.backends._sglang.model import Model, read_model
from eft.backends._sglang.pool import Pool, Server
from eft.backends._sglang.sync import Disk, Lora, Sync
from eft.backends._sglang.turnstile import Turnstile
from eft.text.context import Asked
from eft.text.grammar import reply_grammar
from eft.text.prompt import read
from eft.text.render import prompt_tokens
from eft.types import InfrastructureError, Reply, Request

if TYPE_CHECKING:
    from eft.backends.sglang import SGLang

AGREE_NATS = 0.1  # servers of one version differ by less: bf16 kernels by 0.01, other weights by far more
_grammar = lru_cache(maxsize=256)(reply_grammar)


@dataclass(eq=False)
class _Sample:
    """A request on its way. avoid: servers that failed it."""

    request: Request
    prompt: list[int]
    max_tokens: int
    grammar: str | None
    bill: Bill = field(default_factory=Bill)
    avoid: set[Server] = field(default_factory=set)


class SGLangBackend:
    """Implements `Trainable`. One event loop at a time; close before it ends."""

    def __init__(self, config: SGLang) -> None:
        self.config, self.style = config, config.style
        self.info: Model = read_model(config.path)
        patience = Patience(config.retries, config.wait_s, config.max_wait_s)
        local = config.launch or all(on_loopback(url) for url in config.urls)
        self._connections = Connections(config.concurrency, trust_env=not local)
        self.pool = Pool(self._connections, patience, config.recheck_s, config.sync_timeout_s, config.pulse_s)
        self._patience, self._turnstile = patience, Turnstile[Weights]()
        self._session = secrets.token_hex(4)
        self._numbers = itertools.count()
        self._sync = self._make_sync()
        self.meeting = Meeting(config, self.info, self.pool, self._sync, self._turnstile)
        self.pool.admit = self.meeting.admit

    @property
    def model(self) -> str:
        """Name for the record: the folder."""
        return f"sglang:{self.config.path}"

    @property
    def takes(self) -> Literal["state", "folder", "adapter"]:
        """What `load` expects, by `sync`."""
        return self._sync.takes

    async def generate(self, requests: Sequence[Request]) -> list[Reply]:
        """Replies in request order; failures are replies too. A cancelled call stops its requests on the servers."""
        if not requests:
            return []
        try:
            await self.meeting.hold()
        except InfrastructureError as error:
            return [Reply(request.key, "", "error", str(error), self.model, self._sync.current.version) for request in requests]
        return list(await asyncio.gather(*(self._reply(request) for request in requests)))

    async def load(self, weights: Any, version: int) -> None:
        """New weights on every server. Raises InfrastructureError if no server takes them; one that does not is left out."""
        await self.meeting.hold()
        await self._sync.load(weights, version)

    async def score(self, token_ids: Sequence[int]) -> list[float]:
        """log p of each token but the first at temperature 1, by every server in service.

        Raises ValueError for foreign ids, InfrastructureError if no server answers or two of them differ (they serve different weights).
        """
        self.info.check(token_ids)
        if len(token_ids) < 2:
            return []
        await self.meeting.hold()
        try:
            scores = await insist(lambda: self._score_everywhere(list(token_ids)), self._patience)
        except (Again, Refused) as error:
            raise InfrastructureError(f"{self.model}: score: {error}") from None
        (first, expected), *others = scores.items()
        for url, found in others:
            if (worst := max(abs(a - b) for a, b in zip(expected, found, strict=True))) > AGREE_NATS:
                raise InfrastructureError(f"servers {first} and {url} differ by {worst:.3g} nats under the same version")
        return expected

    async def close(self) -> None:
        """Close connections and the update group, and stop the servers that were started here."""
        await self._sync.close()
        await self.pool.close()
        await self._connections.close()
        await self.meeting.leave()

    def _make_sync(self) -> Sync:
        c = self.config
        if c.sync == "lora":
            return Lora(self.pool, self._turnstile, self._session, c.staleness)
        if c.sync == "distributed":
            from eft.backends._sglang.distributed import Broadcast

            return Broadcast(self.pool, self._turnstile, self._session, c.pause, c.group_backend, c.group_host)
        return Disk(self.pool, self._turnstile, self._session, c.pause)

    # --- requests --------------------------------------------------------------------------------------------------------

    async def _reply(self, request: Request) -> Reply:
        async with self._connections.gate:
            started, bill = time.perf_counter(), Bill()
            try:
                sample = self._sample(request, bill)
                answer, version = await insist(lambda: self._once(sample), self._patience, bill)
            except (Again, Refused) as error:
                return self._failed(request, str(error), bill, time.perf_counter() - started)
            return Reply(
                request.key,
                answer.text,
                answer.finish,
                model=self.model,
                policy_version=version,
                tokens_in=bill.tokens_in,
                tokens_out=bill.tokens_out,
                seconds=time.perf_counter() - started,
                token_ids=answer.token_ids,
                logprobs=answer.logprobs,
                constrained=sample.grammar is not None,
            )

    def _failed(self, request: Request, what: str, bill: Bill, seconds: float) -> Reply:
        text, version = f"{self.model}: {what}", self._sync.current.version
        return Reply(request.key, "", "error", text, self.model, version, bill.tokens_in, bill.tokens_out, seconds=seconds)

    def _sample(self, request: Request, bill: Bill) -> _Sample:
        """Raises Refused for a prompt that does not fit."""
        try:
            prompt = prompt_tokens(request.messages, self.info.tokenizer, self.config.thinking)
            self.info.check(prompt)
        except Exception as error:  # a chat template is a program and may raise anything
            raise Refused(f"the prompt cannot be written in tokens: {type(error).__name__} {error}") from None
        room = self.info.context - len(prompt)
        if room < 1 or not prompt:
            raise Refused(f"prompt of {len(prompt)} tokens does not fit the model's context of {self.info.context}")
        return _Sample(request, prompt, min(request.max_tokens, room), self._grammar(request), bill)

    def _grammar(self, request: Request) -> str | None:
        """What the reply is held to, if anything."""
        if not self.config.constrain or not request.program:
            return None
        asked = read(request.messages)
        return _grammar(Asked(asked.kind, "", tags=asked.tags, allow_backtrack=asked.allow_backtrack), request.program)

    async def _once(self, sample: _Sample) -> tuple[Answer, int]:
        """One try; a sample that a weight update cut off is asked again at once. Raises Again or Refused."""
        while True:
            async with self._turnstile.passing(lambda: self._sync.current) as weights:
                closings = self._turnstile.closings
                server = await self.pool.take(sample.avoid)
                self._sync.check(weights)
                rid = self._rid()
                body = sampling_body(sample.request, sample.prompt, sample.max_tokens, weights, rid, sample.grammar)
                try:
                    data = await self._ask(server, body, rid, sample.max_tokens)
                    sample.bill.add(*used(data))
                    answer = read_sample(data, sample.request, rid, self.info.tokenizer)
                    self._own(answer, server)
                    return answer, self._version(answer.tags, weights, server)
                except Cut as error:
                    if self._turnstile.closings == closings:
                        raise Again(f"{server.url}: {error}") from None
                except Again:
                    sample.avoid.add(server)
                    raise
                except Refused as error:
                    self._lost_adapter(server, weights, error)
                    raise

    def _own(self, answer: Answer, server: Server) -> None:
        """Raises Again for token ids that the model does not have, and for a text that repeats one of the keys."""
        try:
            self.info.check(answer.token_ids)
        except ValueError as error:
            raise Again(f"{server.url}: {error}") from None
        if any(key and key in answer.text for key in (server.key, server.admin_key)):
            raise Again(f"{server.url}: the answer repeats the server's key")

    async def _ask(self, server: Server, body: dict[str, Any], rid: str, tokens: int) -> bytes:
        """The answer to one request; one that is given up, for whatever reason, is stopped on the server. tokens: that may come."""
        server.in_flight += 1
        try:
            async with asyncio.timeout(self.config.timeout_s):
                call = self.pool.call(server, "/generate", body, timeout_s=None, max_bytes=BODY_BYTES + TOKEN_BYTES * tokens)
                return await self.pool.watched(server, call)
        except TimeoutError:
            await self.pool.stop(server, rid)
            raise Again(f"{server.url}: no answer within timeout_s={self.config.timeout_s:g}") from None
        except asyncio.CancelledError:
            await self.pool.stop(server, rid)
            raise
        finally:
            server.in_flight -= 1
            if not server.in_flight:
                self.pool.rest(server)

    async def _score_everywhere(self, ids: list[int]) -> dict[str, list[float]]:
        """Scores by the url of each server in service."""
        async with self._turnstile.passing(lambda: self._sync.current) as weights:
            await self.pool.take(())
            servers = [server for server in self.pool.servers if not server.out]
            scores = await asyncio.gather(*(self._scores(server, ids, weights) for server in servers))
        return {server.url: found for server, found in zip(servers, scores, strict=True)}

    async def _scores(self, server: Server, ids: list[int], weights: Weights) -> list[float]:
        self._sync.check(weights)
        rid = self._rid()
        scores, tags = read_scores(await self._ask(server, scoring_body(ids, weights, rid), rid, len(ids)), ids)
        self._version(tags, weights, server)
        return scores

    def _version(self, tags: frozenset[str], weights: Weights, server: Server) -> int:
        """The policy version of a reply that says it was made by `tags`. Raises Again, and leaves the server out if they are foreign.

        A request that reached its server after an update had begun is answered by the new weights alone.
        """
        if tags == {weights.tag}:
            return weights.version
        if tags == {self._sync.current.tag}:
            return self._sync.current.version
        told = ", ".join(sorted(tags))
        if not tags <= {weights.tag, self._sync.current.tag}:
            self.pool.leave_out(server, f"answered with weight version {told}, not {self._sync.current.tag}")
        raise Again(f"{server.url}: made by weight version {told}, not {weights.tag}")

    def _lost_adapter(self, server: Server, weights: Weights, error: Refused) -> None:
        """A server that has been started anew knows no adapters: leave it out until it has them. Raises Again then."""
        if weights.adapter and "never been loaded" in str(error):
            self.pool.leave_out(server, f"has lost adapter {weights.adapter}")
            raise Again(str(error)) from None

    def _rid(self) -> str:
        return f"eft-{self._session}-{next(self._numbers)}"
