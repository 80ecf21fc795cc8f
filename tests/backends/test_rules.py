"""The offline teacher on an invented family of each kind: long chains stay valid, all outcomes occur, nothing but the request matters."""

from __future__ import annotations

import asyncio
import dataclasses
import math
import random
import re
import warnings
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from eft.backends._rules import fragments
from eft.backends.rules import Rules
from eft.text.blocks import region
from eft.text.edit import EditError, apply, parse
from eft.text.prompt import Context, Node, read, render
from eft.types import Direction, Limits, Message, Reply, Request, Scale, Space, Task

SKELETON = """\
import math
import random


def solve(n, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    x = {point}
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = {point}
        new = objective(y)
        if new < value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
"""
SIZE, CALLS, SEEDS = 16, 60, 3
KINDS = ("vector", "integers", "bits", "permutation")


class Exhausted(BaseException):
    """Stands for the sandbox's end of budget."""


class Objective:
    """An emulation of what the sandbox passes: counted, typed strictly, standardised around random points."""

    low: float
    high: float

    def __init__(self, kind: str, wish: Callable[[list[float]], float], calls: int = CALLS) -> None:
        self.kind, self.size, self.left, self.wish = kind, SIZE, calls, wish
        self.low, self.high = (0.0, 1.0) if kind == "vector" else (2, 9) if kind == "integers" else (0, 1)
        self.best_value = math.inf

    def __call__(self, z: list[float]) -> float:
        if self.left <= 0:
            raise Exhausted
        self.left -= 1
        assert len(z) == SIZE
        if self.kind == "permutation":
            assert sorted(z) == list(range(SIZE))
        elif self.kind != "vector":
            assert all(type(v) is int and self.low <= v <= self.high for v in z)
        else:
            assert all(math.isfinite(v) for v in z)
        value = self.wish(z)
        self.best_value = min(self.best_value, value)
        return value

    def answer(self, z: list[float]) -> list[float]:
        return z


def invented(kind: str) -> Callable[[list[float]], float]:
    """A family nobody has heard of: match a secret sequence of slopes, scaled to a spread of about 1 over random points."""
    rng = random.Random(kind)
    secret = random_point(kind, rng)

    def raw(z: list[float]) -> float:
        return sum(((z[k] - z[k - 1]) - (secret[k] - secret[k - 1])) ** 2 + 0.3 * abs(z[k] - secret[k]) for k in range(SIZE))

    values = sorted(raw(random_point(kind, rng)) for _ in range(60))
    centre, spread = values[30], (values[45] - values[15]) / 1.35
    return lambda z: (raw(z) - centre) / spread


def random_point(kind: str, rng: random.Random) -> list[float]:
    if kind == "permutation":
        return list(rng.sample(range(SIZE), SIZE))
    return [rng.random() if kind == "vector" else rng.randint(2, 9) if kind == "integers" else rng.randrange(2) for _ in range(SIZE)]


def scores(source: str, kind: str, wish: Callable[[list[float]], float], calls: int = CALLS) -> list[float]:
    names: dict[str, Callable[..., object]] = {}
    exec(compile(source, "candidate", "exec"), names)
    found = []
    for seed in range(SEEDS):
        objective = Objective(kind, wish, calls)
        with suppress(Exhausted), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # optimisers warn of starting points outside the box
            names["solve"](n=SIZE, seed=seed, objective=objective)
        found.append(objective.best_value)
    return found


def task(family: str = "invented") -> Task:
    return Task(
        id=f"made/{family}/n=16", domain="made", family=family, params={"n": 16}, split="train", direction=Direction.MIN, unit="units",
        scale=Scale.GAP, representation="S", statement=f"About {family}.", inputs={"n": "int"}, outputs={"z": "f64[n]"}, kind="fixed",
        limits=Limits(1.0, 3.0, calls=CALLS), cheap_calls=CALLS, resolution=1e-9, baseline=None, best_known=None, far_bound=None, folder=Path(),
    )  # fmt: skip


def seed_program(kind: str) -> str:
    return SKELETON.format(point=fragments.FRESH[kind])


def ask(key: str, source: str, space_kind: str | None, style: str = "compact", rules: Rules | None = None, **more: object) -> Reply:
    space = None if space_kind is None else Space(space_kind, SIZE)
    context = Context(task(), source, space=space, **more)  # type: ignore[arg-type]
    return (rules or Rules()).answer(Request(key, render(context, style)))


@pytest.fixture(scope="module", params=KINDS)
def chain(request: pytest.FixtureRequest) -> tuple[str, list[str], Counter[str]]:
    """(kind, programs, outcomes) of 80 steps: parents are the best, the last or any program so far, sometimes with a donor."""
    kind = request.param
    wish, rng = invented(kind), random.Random(0)
    pool = [(scores(seed_program(kind), kind, wish), seed_program(kind))]
    outcomes: Counter[str] = Counter()
    for step in range(80):
        draw = rng.random()
        parent_scores, parent = min(pool, key=lambda p: sum(p[0])) if draw < 0.45 else pool[-1] if draw < 0.6 else rng.choice(pool)
        donors = (rng.choice(pool)[1],) if rng.random() < 0.3 else ()
        reply = ask(f"{kind}/{step}", parent, kind, ("compact", "full")[step % 2], donors=donors)
        try:
            applied = apply(parse(reply.text), parent)
        except EditError as error:
            outcomes[f"edit: {error}"] += 1
            continue
        assert not applied.tolerant
        try:
            child_scores = scores(applied.source, kind, wish)
        except Exception as error:
            outcomes[f"run: {error!r}"] += 1
            continue
        gain = sum(parent_scores) - sum(child_scores)
        outcomes["improved" if gain > 0.02 * SEEDS else "regressed" if gain < -0.02 * SEEDS else "unchanged"] += 1
        pool.append((child_scores, applied.source))
    return kind, [source for _, source in pool], outcomes


def test_a_chain_stays_valid_and_holds_all_three_outcomes(chain: tuple[str, list[str], Counter[str]]) -> None:
    _, programs, outcomes = chain
    assert len(programs) >= 1 + 0.95 * 80, outcomes
    assert min(outcomes["improved"], outcomes["unchanged"], outcomes["regressed"]) >= 3, outcomes
    assert len(set(programs)) > 60
    assert max(source.count("\n") for source in programs) <= 46


def test_the_teacher_can_improve_what_it_does_not_know(chain: tuple[str, list[str], Counter[str]]) -> None:
    kind, programs, _ = chain
    wish = invented(kind)
    first, best = sum(scores(programs[0], kind, wish)), min(sum(scores(source, kind, wish)) for source in programs)
    assert best < first - 0.3 * SEEDS


def test_the_vocabulary_is_closed(chain: tuple[str, list[str], Counter[str]]) -> None:
    kind, programs, _ = chain
    table = table_lines(kind)
    for source in programs:
        for line in region(source).split("\n"):
            assert any(pattern.fullmatch(line.strip()) for pattern in table), line


def table_lines(kind: str) -> list[re.Pattern[str]]:
    """Every line of the table and of the skeleton as a pattern: the slow twin of `slots`."""
    lines: set[str] = {line.strip() for line in seed_program(kind).split("\n")} | {"for _ in range(k):", "if rng.random() < <CHANCE>:"}

    def collect(value: object) -> None:
        if isinstance(value, str):
            filled = value.replace("{fresh}", fragments.FRESH[kind]).replace("{kick}", fragments.KICK[kind])
            lines.update(line.strip() for line in filled.split("\n"))
        elif isinstance(value, tuple | dict):
            for item in value.values() if isinstance(value, dict) else value:
                collect(item)

    for name in filter(str.isupper, vars(fragments)):
        if name != "CHOICES":
            collect(getattr(fragments, name))
    choices = {name: "(?:" + "|".join(map(re.escape, values)) + ")" for name, values in fragments.CHOICES.items()}
    return [re.compile(re.sub("<([A-Z]+)>", lambda found: choices[found[1]], re.escape(line))) for line in sorted(lines)]


def test_replies_depend_on_the_request_only(chain: tuple[str, list[str], Counter[str]]) -> None:
    kind, programs, _ = chain
    first, again, other = (ask(key, programs[-1], kind) for key in ("a", "a", "b"))
    assert first.text == again.text != other.text
    messages = render(Context(task(), programs[-1], space=Space(kind, SIZE)), "compact")
    assert Rules().answer(Request("a", messages, seed=1)).text != first.text


@pytest.mark.parametrize("style", ["full", "compact"])
def test_the_task_itself_makes_no_difference(style: str) -> None:
    def text(family: str) -> str:
        messages = render(Context(task(family), seed_program("bits"), space=Space("bits", 16)), style)
        return Rules().answer(Request("k", messages)).text

    assert text("invented") == text("circles_in_square") == text("golomb")


def test_crossover_takes_lines_of_the_donor() -> None:
    donor = seed_program("vector").replace("if new < value:", "if new <= value:").replace("x = [rng", "x = [0.5] * size\n    x = [rng", 1)
    donor = donor.replace("        new = objective(y)\n", "        y[3] = 0.123\n        new = objective(y)\n")
    replies = [ask(str(key), seed_program("vector"), "vector", donors=(donor,)).text for key in range(60)]
    taken = [text for text in replies if text.startswith("Take ")]
    assert any("y[3] = 0.123" in text for text in taken)
    assert any("+    if new <= value:" in text or "if new <= value:" in text for text in taken)
    assert not any("0.123" in ask(str(key), seed_program("vector"), "vector").text for key in range(60))


def polished(source: str, steps: int, kind: str = "vector") -> list[str]:
    """A chain of edits by the teacher with optimisers; the programs that end a move in one."""
    found, rng = [source], random.Random(7)
    for step in range(steps):
        parent = rng.choice(found[-6:])
        found.append(apply(parse(ask(str(step), parent, kind, rules=Rules(optimisers=True)).text), parent).source)
    return [child for child in found if "minimize" in child]


def test_library_optimisers_are_written_only_when_asked_for_and_only_for_vectors(chain: tuple[str, list[str], Counter[str]]) -> None:
    kind, programs, _ = chain
    assert not any("minimize" in source for source in programs)
    assert bool(polished(seed_program(kind), 40, kind)) is (kind == "vector")


def test_library_optimisers_on_a_family_nobody_has_heard_of() -> None:
    """Programs with an optimiser run, import it exactly where they use it, keep to the table, and gain by it."""
    wish, found = invented("vector"), polished(seed_program("vector"), 60)
    assert len(found) >= 20
    table = table_lines("vector")
    for source in found:
        assert ("minimize(objective" in source) is ("from scipy.optimize import minimize" in source)
        assert all(any(pattern.fullmatch(line.strip()) for pattern in table) for line in region(source).split("\n"))
    assert len({method for method in METHODS for source in found if f'method="{method}"' in source}) >= 3
    calls = 20 * (SIZE + 1)  # twenty gradients by finite differences
    best = min(sum(scores(source, "vector", wish, calls)) for source in found[::4])
    random_search = sum(scores(seed_program("vector"), "vector", wish, calls))
    assert best < random_search - 0.5 * SEEDS


METHODS = ("SLSQP", "L-BFGS-B", "Powell", "Nelder-Mead")

PLAIN = """\
# EVOLVE-BLOCK-START
def solve(n):
    points = []
    step = 0.5
    for i in range(n):
        for j in range(3):
            points.append(((i + 0.5) * step, j * 1.5))
    if len(points) > n:
        points = points[:n]
    total = sum(a for a, b in points)
    return {"x": [a / total for a, b in points], "y": [b for a, b in points]}
# EVOLVE-BLOCK-END
"""


@pytest.mark.parametrize("style", ["full", "compact"])
def test_any_python_program_can_be_edited(style: str) -> None:
    source, ran, rng = PLAIN, 0, random.Random(3)
    sources = [PLAIN]
    for step in range(60):
        source = rng.choice(sources)
        child = apply(parse(ask(str(step), source, None, style).text), source).source
        names: dict[str, Callable[[int], object]] = {}
        try:
            exec(compile(child, "candidate", "exec"), names)
            names["solve"](5)
            ran += 1
            sources.append(child)
        except Exception:  # a blind edit may break what it does not understand
            continue
    assert ran >= 40
    assert len(set(sources)) > 30


@pytest.mark.parametrize(
    "source",
    [
        seed_program("vector").replace("        new = objective(y)\n", "        new = objective(y)  # score\n\n        # accept?\n"),
        seed_program("vector").replace("while objective.left > 0:", "while True:"),
        seed_program("vector").replace("    x =", "\n\n    x =", 1),
        seed_program("vector").replace("while objective.left > 0:", "for _ in range(objective.left):"),
        "# EVOLVE-BLOCK-START\nimport numpy as np\nA = np.eye(3)\ndef f(x):\n    return A @ x * 2\n# EVOLVE-BLOCK-END",
        "# EVOLVE-BLOCK-START\nx = 'é' + str(3 + 4)\n# EVOLVE-BLOCK-END",
    ],
)
def test_strange_programs_still_get_edits_that_apply(source: str) -> None:
    for key in range(30):
        reply = ask(str(key), source, "vector", "full")
        if reply.finish != "error":
            assert apply(parse(reply.text), source).source != source


def test_what_cannot_be_changed_is_an_error_reply() -> None:
    for source in ("# EVOLVE-BLOCK-START\n# EVOLVE-BLOCK-END", "def (:", ""):
        reply = ask("k", source, "vector", "full")
        assert (reply.finish, reply.text) == ("error", "")
    assert Rules().answer(Request("k", (Message("user", "hello"),))).finish == "error"


def lineage(*shown: str) -> tuple[Node, ...]:
    return tuple(Node(f"g{k}", mark, "c") for k, mark in enumerate(shown))


@pytest.mark.parametrize("style", ["full", "compact"])
def test_decisions_lean_on_the_mark(style: str) -> None:
    def share(mark: str) -> float:
        texts = [ask(str(k), PLAIN, None, style, kind="directive", lineage=lineage("=", "+", mark)).text for k in range(300)]
        assert {text.split()[0] for text in texts} == {"STAY", "BACKTRACK"}
        assert any(text == "BACKTRACK g0" for text in texts) is (style == "full")
        return sum(text != "STAY" for text in texts) / len(texts)

    assert 0.05 < share("+") < 0.2 < share("-") < 0.4 < share("--") < 0.6


def test_an_edit_request_may_be_answered_by_going_back() -> None:
    def texts(**more: object) -> list[str]:
        return [ask(str(k), PLAIN, None, "full", lineage=lineage("=", "-"), **more).text for k in range(300)]

    assert 3 <= sum(text.startswith("BACKTRACK") for text in texts(allow_backtrack=True)) <= 40
    assert not any(text.startswith("BACKTRACK") for text in texts())


def test_replies_come_in_request_order() -> None:
    requests = [Request(str(k), render(Context(task(), seed_program("bits"), space=Space("bits", 16)), "compact")) for k in range(5)]
    replies = asyncio.run(Rules().build().generate(requests))
    assert [reply.key for reply in replies] == [request.key for request in requests]
    assert [dataclasses.replace(reply, seconds=0.0) for reply in replies] == [
        dataclasses.replace(Rules().answer(request), seconds=0.0) for request in requests
    ]
    assert read(requests[0].messages).space == Space("bits", 16)


C = """\
#include <stdint.h>

// EVOLVE-BLOCK-START
void scan(const uint32_t *x, uint32_t *out, int64_t n) {
    uint32_t sum = 0;
    int64_t i = 0;
    // by 4
    for (; i < n; ++i) {
        sum += x[i];
        out[i] = sum;
    }
    return;
}
// EVOLVE-BLOCK-END
"""


def test_programs_in_c_are_changed_by_lines() -> None:
    """Every kind of change occurs, each reply applies, and nothing but whole numbers and whole statements is touched."""
    kernel = dataclasses.replace(task(), representation="K")
    phrases = Counter[str]()
    for seed in range(60):
        reply = Rules().answer(Request("k", render(Context(kernel, C)), seed))
        applied = apply(parse(reply.text), C, ".c")
        phrases[applied.change] += 1
        before, after = C.split("\n"), applied.source.split("\n")
        assert after[:4] == before[:4]
        assert "    // by 4" in after
        assert "    return;" in after
        assert applied.source.count("{") == applied.source.count("}") == 2
    assert set(phrases) == {"Change a constant.", "Remove a line.", "Do it twice.", "Reorder lines."}
