"""The live `local` backend: one thread owns the model; callers wait on futures."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import torch

from eft.backends._local.check import check_decoding
from eft.backends._local.decode import Decoder, Decoding
from eft.backends._local.failure import is_memory, named
from eft.backends._local.sample import uniforms
from eft.backends._local.stops import Stops, before_stop, text_of
from eft.models._policy import Policy, only_full_attention, read_policy, stop_ids
from eft.text.constrain import Constraint, Vocabulary, grammar
from eft.text.outcome import asking
from eft.text.prompt import read
from eft.text.render import prompt_tokens
from eft.types import Reply, Request, UserError

if TYPE_CHECKING:
    from eft.backends.local import Local

_Job = tuple[Request, "Future[Reply]"]


@dataclass(eq=False)
class _Running:
    """A request under way. seconds: its share of the model's time so far."""

    decoding: Decoding
    request: Request
    future: Future[Reply]
    seconds: float = 0.0


@dataclass(frozen=True)
class _Task:
    """Something else to do with the model. alone: only when no sequence is under way, and everything behind it waits."""

    run: Callable[[], None]
    alone: bool


class LocalBackend:
    """Implements `Trainable`: weights are a state dict in memory, or a folder (a `Path`)."""

    takes: Literal["state"] = "state"

    def __init__(self, config: Local) -> None:
        if config.threads:
            torch.set_num_threads(config.threads)
        self.style = config.style
        self._config, self._version = config, 0
        self._policy = self._read(config.path)
        self._decoder = Decoder(self._policy, config.max_batch)
        check_decoding(self._policy, self._decoder, config.path)
        self._vocabulary = Vocabulary.of(self._policy.tokenizer, stop_ids(self._policy)) if config.constrain else None
        self._jobs: queue.Queue[list[_Job] | _Task | None] = queue.Queue()
        self._gathered: list[_Job] = []
        self._gathering = threading.Lock()
        self._running: dict[int, _Running] = {}
        self._thread: threading.Thread | None = None

    @property
    def model(self) -> str:
        """Name for the record: the folder."""
        return f"local:{self._config.path}"

    async def generate(self, requests: Sequence[Request]) -> list[Reply]:
        """Replies in request order. The text is a function of weights and request, up to rounding that may depend on the batch.

        What is asked in one turn of the event loop begins together, so that the batches of a round are the same in every run.
        """
        self._start()
        futures: list[Future[Reply]] = [Future() for _ in requests]
        with self._gathering:
            self._gathered += zip(requests, futures, strict=True)
        asyncio.get_running_loop().call_soon(self._hand_over)
        return list(await asyncio.gather(*(asyncio.wrap_future(future) for future in futures)))

    async def load(self, weights: Path | Mapping[str, torch.Tensor], version: int) -> None:
        """Take new weights, from a folder or as a state dict, once the sequences under way are finished.

        UserError for a folder that cannot be read, ValueError for weights of another architecture; the old weights then stay.
        """

        def swap() -> None:
            state = self._read(weights).model.state_dict() if isinstance(weights, Path) else weights
            own = self._policy.model.state_dict()
            check_fit(own, state)
            for name, value in state.items():
                own[name].copy_(value)
            self._decoder.forget()
            self._version = version

        await self._do(swap, alone=True)

    async def score(self, token_ids: Sequence[int]) -> list[float]:
        """log p of each token but the first given those before it, at temperature 1, by the weights of the last `load`."""
        found: list[float] = await self._do(lambda: self._decoder.score(token_ids), alone=False)
        return found

    async def close(self) -> None:
        """Finish what is under way and end the thread."""
        if self._thread is not None:
            self._hand_over()
            self._jobs.put(None)
            await asyncio.to_thread(self._thread.join)
            self._thread = None

    async def _do(self, work: Callable[[], Any], alone: bool) -> Any:
        self._start()
        done: Future[Any] = Future()

        def run() -> None:
            try:
                done.set_result(work())
            except Exception as error:  # whatever it is belongs to the caller
                done.set_exception(named(error) if is_memory(error) else error)

        self._hand_over()  # what was asked before comes before
        self._jobs.put(_Task(run, alone))
        return await asyncio.wrap_future(done)

    def _hand_over(self) -> None:
        with self._gathering:
            jobs, self._gathered = self._gathered, []
            if jobs:
                self._jobs.put(jobs)

    def _read(self, path: Path) -> Policy:
        policy = read_policy(path, self._config.dtype)
        if not only_full_attention(policy.model):
            raise UserError(f"model {path}: has layers that are not full attention; serve it with SGLang and use backend.name=sglang")
        device = self._config.device
        policy.model.to(("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else device).eval().requires_grad_(False)
        return policy

    # --- the thread ------------------------------------------------------------------------------------------------------

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="local-backend", daemon=True)
            self._thread.start()

    def _serve(self) -> None:
        held: _Task | None = None
        open_, waiting = True, deque[_Job]()
        while open_ or waiting or self._decoder.live:
            while open_ and held is None and self._decoder.room > len(waiting):
                try:
                    item = self._jobs.get(block=not self._decoder.live and not waiting)
                except queue.Empty:
                    break
                if item is None:
                    open_ = False
                elif isinstance(item, _Task):
                    held = item  # everything behind it waits too
                else:
                    waiting += item
            fresh = [waiting.popleft() for _ in range(min(self._decoder.room, len(waiting)))]
            try:
                self._turn(fresh)
            except Exception as error:  # a failure of the machine or of torch: every caller hears of it, the thread lives on
                self._fail(fresh, error)
            if held is not None and not (held.alone and self._decoder.live):
                held.run()
                held = None

    def _turn(self, fresh: Sequence[_Job]) -> None:
        begin = time.perf_counter()
        if fresh:
            self._admit(fresh)
        finished = self._decoder.step()
        took = time.perf_counter() - begin
        for running in self._running.values():
            running.seconds += took / len(self._running)
        for done in finished:
            self._answer(done)

    def _admit(self, fresh: Sequence[_Job]) -> None:
        joining = []
        for request, future in fresh:
            prompt = tuple(prompt_tokens(asking(request.messages, self._config.outcome), self._policy.tokenizer, self._config.thinking))
            try:
                decoding = self._decoding(request, prompt)
            except UserError as error:
                future.set_result(Reply(request.key, "", "error", str(error), self.model, self._version, len(prompt)))
                continue
            self._running[id(decoding)] = _Running(decoding, request, future)
            joining.append(decoding)
        if joining:
            self._decoder.join(joining)

    def _decoding(self, request: Request, prompt: tuple[int, ...]) -> Decoding:
        context = self._policy.model.config.get_text_config().max_position_embeddings
        if len(prompt) >= context:
            remedy = "shorten it (prompting.lineage, prompting.style) or use a model with a longer one"
            raise UserError(f"prompt of {len(prompt)} tokens does not fit the model's context of {context}; {remedy}")
        count = min(request.max_tokens, context - len(prompt))
        draws = uniforms(request.seed, request.key, count)
        stops = Stops(self._policy.tokenizer, request.stop) if request.stop else None
        return Decoding(prompt, count, request.temperature, request.top_p, draws, stops, self._constraint(request))

    def _constraint(self, request: Request) -> Constraint | None:
        """None also for the first turn of a decision (`stay or backtrack`): it has no SEARCH text to constrain."""
        if self._vocabulary is None:
            return None
        asked = read(request.messages)
        if asked.kind == "directive":
            return None
        if not request.program:
            raise UserError("backend.constrain: the request carries no program to constrain the SEARCH text to; set constrain: false")
        return Constraint(grammar(self._vocabulary, request.program, asked.allow_backtrack))

    def _answer(self, done: Decoding) -> None:
        running = self._running.pop(id(done))
        request = running.request
        running.future.set_result(
            Reply(
                request.key,
                before_stop(text_of(self._policy.tokenizer, done.ids), request.stop),
                "stop" if done.stopped else "length",
                model=self.model,
                policy_version=self._version,
                tokens_in=len(done.prompt),
                tokens_out=len(done.ids),
                seconds=running.seconds,
                token_ids=tuple(done.ids),
                logprobs=tuple(done.logprobs),
                constrained=done.constraint is not None,
                allowed=tuple(done.allowed),
            )
        )

    def _fail(self, fresh: Sequence[_Job], error: Exception) -> None:
        waiting = [future for _, future in fresh] + [running.future for running in self._running.values()]
        self._running.clear()
        self._decoder = Decoder(self._policy, self._config.max_batch)
        for future in waiting:
            if not future.done():
                future.set_exception(named(error))


def check_fit(own: Mapping[str, torch.Tensor], state: Mapping[str, torch.Tensor]) -> None:
    """ValueError unless `state` has every weight of `own` in its shape and no other. One that is tied to another may be left out."""
    given = {own[name].data_ptr() for name in state if name in own}
    wrong = [name for name, value in state.items() if name not in own or own[name].shape != value.shape]
    wrong += [name for name, value in own.items() if name not in state and value.data_ptr() not in given]
    if wrong:
        raise ValueError(f"weights of another architecture: {len(wrong)} names or shapes differ ({sorted(wrong)[0]} …)")
