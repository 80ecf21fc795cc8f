"""Continuous batching: sequences join and leave the batch between two steps, and those with the same prompt read it once.

A prompt is read up to its last token; that one is fed by the first step, so every token is sampled in the same way. A prompt of several
sequences is kept once, as a prefix; that of a single one stands in its own row, where a step needs no second attention.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from eft.backends._local import attention
from eft.backends._local.attention import Group, Prefix, Step
from eft.backends._local.cache import Reading, Slots
from eft.backends._local.sample import Masks, sample
from eft.models._policy import Policy, stop_ids
from eft.text.constrain import Constraint

PASS_TOKENS = 8192  # of prompts read in one pass, padding included; a longer prompt has a pass of its own
Tokens = tuple[int, ...]


@dataclass(eq=False)
class Decoding:
    """One request while it is decoded. uniforms: one number in [0, 1) per token to come, so that the text depends on the request alone.

    ends: whether the reply is complete with these ids (stop texts). prefix: what is read elsewhere than in the own row.
    """

    prompt: Tokens
    max_tokens: int
    temperature: float
    top_p: float
    uniforms: np.ndarray
    ends: Callable[[Sequence[int]], bool] | None = None
    constraint: Constraint | None = None
    prefix: Prefix | None = None
    ids: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)
    allowed: list[Tokens | None] = field(default_factory=list)
    stopped: bool = False

    @property
    def finished(self) -> bool:
        return self.stopped or len(self.ids) >= self.max_tokens

    @property
    def position(self) -> int:
        """Of the token to be fed next."""
        return len(self.prompt) + len(self.ids) - 1

    @property
    def column(self) -> int:
        """Where the own row stores it."""
        return self.position - (len(self.prompt) - 1 if self.prefix else 0)


class Decoder:
    """The live batch of one model. Not thread-safe."""

    def __init__(self, policy: Policy, max_batch: int) -> None:
        self._model, self._max_batch = policy.model, max_batch
        self._model.set_attn_implementation(attention.NAME)
        self._stops = stop_ids(policy)
        self._slots, self._masks = Slots(max_batch), Masks()
        names = inspect.signature(self._model.base_model.forward).parameters
        self._cache = "cache" if "cache" in names else "past_key_values"  # transformers renamed it in 5.x
        self._live: list[Decoding] = []
        self._shared: dict[Tokens, Prefix] = {}

    @property
    def room(self) -> int:
        """Sequences that may still join."""
        return self._max_batch - len(self._live)

    @property
    def live(self) -> int:
        """Sequences being decoded."""
        return len(self._live)

    def forget(self) -> None:
        """Drop what was read: it belongs to weights that are about to change. Only while nothing is live."""
        self._shared.clear()

    @torch.inference_mode()
    def join(self, sequences: Sequence[Decoding]) -> None:
        """Read the prompts that are new. A prompt of two or more sequences, under way or joining, is shared."""
        waiting: dict[Tokens, list[Decoding]] = {}
        for sequence in sequences:
            waiting.setdefault(sequence.prompt[:-1], []).append(sequence)
        waiting.pop((), None)  # nothing to read before a single token
        self._share_running(waiting)
        found = dict(self._read([read for read in waiting if read not in self._shared]))
        self._shared |= {read: prefix for read, prefix in found.items() if len(waiting[read]) > 1}
        for row, sequence in enumerate(sequences, len(self._live)):
            read = sequence.prompt[:-1]
            sequence.prefix = self._shared.get(read)
            if sequence.prefix is None and read:
                self._slots.write(row, found[read])
        self._live += sequences
        used = {id(s.prefix) for s in self._live}
        self._shared = {read: prefix for read, prefix in self._shared.items() if id(prefix) in used}

    @torch.inference_mode()
    def step(self) -> list[Decoding]:
        """Release finished sequences, then one token for each of the others. Returns the released."""
        done = self._release()
        if self._live:
            device = self._model.device
            columns = [s.column for s in self._live]
            at = torch.tensor(columns, device=device)
            self._slots.begin(at, max(columns))
            seen = (torch.arange(self._slots.width, device=device)[None] <= at[:, None])[:, None, None, :]
            out = self._model(
                input_ids=torch.tensor([[s.ids[-1] if s.ids else s.prompt[-1]] for s in self._live], device=device),
                position_ids=torch.tensor([[s.position] for s in self._live], device=device),
                step=Step(seen, self._groups()),
                use_cache=True,
                **{self._cache: self._slots},
            )
            self._take(out.logits[:, 0])
        return done

    @torch.inference_mode()
    def score(self, ids: Sequence[int]) -> list[float]:
        """log p of each token but the first, at temperature 1, by one pass without a cache."""
        tokens = torch.tensor([list(ids)], device=self._model.device)
        logits = self._model(input_ids=tokens, use_cache=False).logits[0, :-1]
        found: list[float] = torch.log_softmax(logits.float(), -1).gather(1, tokens[0, 1:, None])[:, 0].tolist()
        return found

    # --- reading prompts ---------------------------------------------------------------------------------------------------

    def _share_running(self, waiting: dict[Tokens, list[Decoding]]) -> None:
        """A prompt that stands in the row of one sequence under way becomes a prefix for those that join it."""
        for row, sequence in enumerate(self._live):
            read = sequence.prompt[:-1]
            if sequence.prefix is None and read in waiting and read not in self._shared:
                self._shared[read] = self._slots.prefix(row, len(read))

    def _read(self, prompts: Sequence[Tokens]) -> Iterator[tuple[Tokens, Prefix]]:
        """Keys and values of each. Padding stands on the right, where causal attention never looks."""
        device = self._model.device
        for batch in passes(prompts):
            tokens = torch.zeros((len(batch), len(batch[0])), dtype=torch.long, device=device)
            for row, prompt in enumerate(batch):
                tokens[row, : len(prompt)] = torch.tensor(prompt, device=device)
            positions = torch.arange(tokens.shape[1], device=device)[None].expand_as(tokens)
            reading = Reading()
            self._model.base_model(input_ids=tokens, position_ids=positions, use_cache=True, **{self._cache: reading})
            yield from ((prompt, reading.prefix(row, len(prompt))) for row, prompt in enumerate(batch))

    # --- one step ----------------------------------------------------------------------------------------------------------

    def _groups(self) -> list[Group]:
        rows: dict[int, list[int]] = {}
        for row, sequence in enumerate(self._live):
            if sequence.prefix:
                rows.setdefault(id(sequence.prefix), []).append(row)
        found = []
        for members in rows.values():
            prefix = self._live[members[0]].prefix
            assert prefix is not None
            whole = len(members) == len(self._live)
            found.append(Group(prefix, None if whole else torch.tensor(members, device=self._model.device)))
        return found

    def _release(self) -> list[Decoding]:
        done = [s for s in self._live if s.finished]
        for sequence in done:
            row, last = self._live.index(sequence), len(self._live) - 1
            if row != last:
                self._live[row] = self._live[last]
                self._slots.move(last, row, self._live[row].column)
            self._live.pop()
        return done

    def _take(self, logits: Tensor) -> None:
        """Add one sampled token to each sequence."""
        live = self._live
        allowed = [s.constraint.allowed() if s.constraint else None for s in live]
        draws = [s.uniforms[len(s.ids)] for s in live]
        tokens, logprobs = sample(self._masks.apply(logits, allowed), [s.temperature for s in live], [s.top_p for s in live], draws)
        for sequence, token, logprob, ids in zip(live, tokens, logprobs, allowed, strict=True):
            sequence.ids.append(token)
            sequence.logprobs.append(logprob)
            if sequence.constraint:
                sequence.allowed.append(ids)
                sequence.constraint.push(token)
            sequence.stopped = token in self._stops or (sequence.ends is not None and sequence.ends(sequence.ids))


def passes(prompts: Sequence[Tokens]) -> Iterator[list[Tokens]]:
    """Batches of similar length, longest first, of at most PASS_TOKENS with their padding."""
    batch: list[Tokens] = []
    for prompt in sorted(prompts, key=len, reverse=True):
        if batch and len(batch[0]) * (len(batch) + 1) > PASS_TOKENS:
            yield batch
            batch = []
        batch.append(prompt)
    if batch:
        yield batch
