"""Search in rounds, for training on what a policy samples: P parents with G attempts each are planned on one state of the archives,

answered and judged (a group is judged while the next is generated); trees and archives see a round only once it is committed.

Planning depends on the committed log and the round's number alone. Round r takes its groups from the searches in turn, so with more
searches than parents every search has its turn. A killed round is taken up as it was planned: replies that had arrived are not asked
for again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eft.search.archives._protocol import Archive
from eft.search.attempts import Parsed, clean, failed, judged, parse, request, seed_attempt
from eft.search.judge import Judge
from eft.search.live import Live, Work
from eft.search.plan import Planner, Prompting, Search
from eft.search.schema import prompt_id
from eft.search.store import Store
from eft.types import Attempt, Backend, InfrastructureError, Message, Outcome, Reply, Space, Task, UserError

ROUND = "round"  # key of Attempt.extra and kind of the event that says a round is complete
_Replies = dict[int, Reply]  # by the id() of the work


@dataclass(frozen=True, slots=True)
class Rollout:
    """One reply of a round and what came of it. A decision and the edit after it are two rollouts of one attempt (turn 0 and 1).

    prompt: id of `messages`; rollouts with one prompt form a group. parent: verdict on the program that was to be changed.
    """

    task: Task
    search: str
    messages: tuple[Message, ...]
    prompt: str
    turn: int
    reply: Reply
    attempt: Attempt
    parent: Outcome | None


@dataclass(frozen=True, slots=True)
class Round:
    """Everything of one round, in a fixed order. seconds: wall time of its generation and its judging (they overlap)."""

    number: int
    rollouts: tuple[Rollout, ...]
    sources: Mapping[str, str]  # child program id -> source
    generate_s: float = 0.0
    judge_s: float = 0.0

    @property
    def attempts(self) -> list[Attempt]:
        """Each attempt once, in the order of the rollouts."""
        return list({rollout.attempt.id: rollout.attempt for rollout in self.rollouts}.values())


@dataclass
class _Clock:
    generate_s: float = 0.0
    judge_s: float = 0.0


class Rounds:
    """The searches of a training run. Use inside one event loop; `open` first."""

    def __init__(
        self,
        store: Store,
        backend: Backend,
        judge: Judge,
        archive: Archive,
        searches: Sequence[Search],
        *,
        prompting: Prompting,
        parents: int,
        space: Callable[[Task], Space | None] = lambda task: None,
    ) -> None:
        """parents: groups per round; the group size is the archive's."""
        self._store, self._backend, self._judge, self._parents, self._prompting = store, backend, judge, parents, prompting
        self._group = archive.group_size
        self.lives = []
        for search in searches:
            store.add_search(search.name, search.task.id, search.seed, search.initial)
            live = Live(Planner(search, prompting, store, space), archive, "free", parents * archive.group_size, None)
            live.replay(store, judge.remember)
            self.lives.append(live)
        self._by_name = {live.search.name: live for live in self.lives}
        self.done = len(store.events(ROUND))

    async def open(self) -> None:
        """Judge the seed programs that have no verdict yet. UserError if one of them is not valid."""
        for live in self.lives:
            if live.tree.root is None and not live.dead:
                outcome, cached = await self._judge.outcome(live, 0, live.search.initial)
                attempt = seed_attempt(live.search, outcome, cached)
                await asyncio.wrap_future(self._store.append(attempt, live.search.initial))
                live.apply(attempt, live.search.initial)
                self._judge.remember(attempt)
            if live.dead:
                raise UserError(f"{live.search.task.id}: {live.dead}; a search needs a valid initial program")

    async def collect(self, number: int) -> Round:
        """Plan, ask, judge. Nothing is committed but the model's replies. Raises InfrastructureError."""
        clock, sources = _Clock(), dict[str, str]()
        groups = self._plan(number)
        known = await self._intend([work for works in groups for work in works])  # of all, so that the groups' calls begin together
        found = await asyncio.gather(*(self._run(works, known, number, clock, sources) for works in groups))
        rollouts = tuple(rollout for group in found for rollout in group)
        if rollouts and all(rollout.reply.finish == "error" for rollout in rollouts):
            raise InfrastructureError(f"backend {self._backend.model}: {rollouts[0].reply.error} (for every request of a round)")
        return Round(number, rollouts, sources, clock.generate_s, clock.judge_s)

    async def land(self, round_: Round, facts: Mapping[str, Any]) -> None:
        """Write the round's attempts and that it is complete, in one transaction."""
        pairs = [(attempt, round_.sources.get(attempt.child or "")) for attempt in round_.attempts]
        await asyncio.wrap_future(self._store.land(pairs, ROUND, {ROUND: round_.number, **facts}))
        self.done = round_.number + 1

    def apply(self, round_: Round) -> None:
        """Let trees and archives see a round that has landed."""
        for attempt in round_.attempts:
            self._by_name[attempt.search].apply(attempt, round_.sources.get(attempt.child or ""))
            self._judge.remember(attempt)

    def read(self, number: int) -> Round:
        """A committed round as it was, from the store."""
        rollouts = []
        for live in self.lives:
            attempts = sorted(self._store.round(live.search.name, number), key=lambda attempt: attempt.index)
            rollouts += [rollout for attempt in attempts for rollout in self._reread(live, attempt)]
        order = {name: rank for rank, name in enumerate(self._names(number))}
        return Round(number, tuple(sorted(rollouts, key=lambda r: (order[r.search], r.attempt.index, r.turn))), {})

    def _reread(self, live: Live, attempt: Attempt) -> Iterator[Rollout]:
        for turn in (0, 1):
            call = self._store.call(live.search.name, attempt.index, turn)
            if call is not None and call.reply is not None:
                yield self._rollout(live, self._store.prompt(call.prompt), turn, call.reply, attempt)

    # --- one round -------------------------------------------------------------------------------------------------------

    def _names(self, number: int) -> list[str]:
        """The searches whose turn it is, each once, in order."""
        places = range(number * self._parents, (number + 1) * self._parents)
        return list(dict.fromkeys(self.lives[place % len(self.lives)].search.name for place in places))

    def _plan(self, number: int) -> list[list[Work]]:
        """The groups of a round. A search plans all of its groups at once, so that an archive can spread them."""
        groups: list[list[Work]] = []
        for name in self._names(number):
            live = self._by_name[name]
            places = range(number * self._parents, (number + 1) * self._parents)
            count = self._group * sum(self.lives[place % len(self.lives)] is live for place in places)
            works = sorted((live.take() for _ in range(count)), key=lambda work: work.plan.index)
            groups += [works[start : start + self._group] for start in range(0, count, self._group)]
        return groups

    async def _run(self, works: Sequence[Work], known: _Replies, number: int, clock: _Clock, sources: dict[str, str]) -> list[Rollout]:
        """One group: replies, second turns, verdicts."""
        first = await self._ask(works, known, clock)
        followed: list[tuple[Work, Reply, Parsed]] = []
        second: list[tuple[Work, int]] = []
        turns: list[list[tuple[Work, Reply]]] = []
        for work, reply in first:
            parsed = parse(work, reply, self._store)
            turns.append([(work, reply)])
            if isinstance(parsed, Work):
                second.append((parsed, len(turns) - 1))
                followed.append((work, reply, Parsed()))
            else:
                followed.append((work, reply, parsed))
        edits = [work for work, _ in second]
        answered = await self._ask(edits, await self._intend(edits), clock)
        for (work, reply), (_, place) in zip(answered, second, strict=True):
            again = parse(work, reply, self._store)
            assert not isinstance(again, Work)  # a second turn is an edit
            turns[place].append((work, reply))
            followed[place] = (work, reply, again)
        attempts = await asyncio.gather(*(self._attempt(*each, number, clock, sources) for each in followed))
        return [
            self._rollout(work.live, work.messages, work.turn, reply, attempt)
            for attempt, taken in zip(attempts, turns, strict=True)
            for work, reply in taken
        ]

    async def _intend(self, works: Sequence[Work]) -> _Replies:
        """Write down what will be asked. Returns what an earlier session received: it is not asked again."""
        known = {id(work): reply for work in works if (reply := work.live.answer(work)) is not None}
        asked = [work for work in works if id(work) not in known]
        notes = [self._store.intend(w.live.search.name, w.plan.index, w.turn, w.messages, w.plan.plain()) for w in asked]
        await asyncio.gather(*map(asyncio.wrap_future, notes))
        return known

    async def _ask(self, works: Sequence[Work], known: _Replies, clock: _Clock) -> list[tuple[Work, Reply]]:
        """Call and raw answer, as in the engine."""
        replies = {id(work): known[id(work)] for work in works if id(work) in known}
        if asked := [work for work in works if id(work) not in replies]:
            begin = time.monotonic()
            answers = await self._backend.generate([request(work, self._prompting) for work in asked])
            clock.generate_s = max(clock.generate_s, time.monotonic() - begin)
            for work, reply in zip(asked, map(clean, answers), strict=True):
                await asyncio.wrap_future(self._store.answer(work.live.search.name, work.plan.index, work.turn, reply))
                replies[id(work)] = reply
        for work in works:
            reply = replies[id(work)]
            work.started = work.started or time.time()
            work.generate_s += reply.seconds
            work.tokens_in += reply.tokens_in
            work.tokens_out += reply.tokens_out
            work.cost_usd += reply.cost_usd
        return [(work, replies[id(work)]) for work in works]

    async def _attempt(self, work: Work, reply: Reply, parsed: Parsed, number: int, clock: _Clock, sources: dict[str, str]) -> Attempt:
        if parsed.failure:
            attempt = failed(work, reply, parsed, self._backend.model)
        else:
            begin = time.monotonic()
            outcome, cached = await self._judge.outcome(work.live, work.plan.index, parsed.source)
            clock.judge_s = max(clock.judge_s, time.monotonic() - begin)
            attempt = judged(work, reply, parsed, outcome, cached, self._backend.model)
            assert attempt.child is not None
            sources[attempt.child] = parsed.source
        return replace(attempt, extra={**attempt.extra, ROUND: number})

    def _rollout(self, live: Live, messages: tuple[Message, ...], turn: int, reply: Reply, attempt: Attempt) -> Rollout:
        """A decision is measured against the program it was made on, whichever was changed in the end."""
        decision = turn == 0 and "directive" in attempt.extra
        base = attempt.extra.get("tip", attempt.parent) if decision else attempt.parent
        task, name = live.search.task, live.search.name
        return Rollout(task, name, messages, prompt_id(messages), turn, reply, attempt, self._outcome(live, base))

    def _outcome(self, live: Live, program: str | None) -> Outcome | None:
        node = live.tree.get(program)
        found = None if node is None else self._store.attempt(live.search.name, node.index)
        return None if found is None else found.outcome
