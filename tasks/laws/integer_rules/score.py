"""Integer functions of two numbers from examples: wrong answers on hidden inputs, then the size of the expression."""

from __future__ import annotations

from functools import cache

import numpy as np

from eft.evaluation.blocks import infix
from eft.evaluation.blocks.answers import text
from eft.evaluation.blocks.stream import I64, Stream
from eft.evaluation.blocks.verdict import Verdict, accept

NAMES = ("x0", "x1")
EXAMPLES, HIDDEN, NODES = 300, 500, 40
SMALL, LARGE = 999, 9999  # half of the hidden inputs are as the examples, half larger
RULES = (
    "({a}*x0 + {b}*x1 + {c}) % {m}",
    "x0//{a} + x1//{b} + (x0 + x1)//{c}",
    "x0%{a} + x0//{a}%{a} + x1%{b}",
    "if(lt(x0%{a}, {h}), {b}*x0 + x1, {c}*x1 - x0)",
    "gcd(x0, {g})*x1 + x0%{a}",
    "max({a}*x0 - x1, {b}*x1)%{m}",
)


def draw_rule(stream: Stream, kind: int) -> str:
    """Rule of this kind with numbers of the stream."""
    a, b, c, m, half, g = (int(stream.randint(*ends)[0]) for ends in ((7, 40), (3, 40), (2, 40), (50, 900), (1, 4), (1, 4)))
    return RULES[kind].format(a=a, b=b, c=c, m=m, h=max(1, a * half // 5), g=(12, 30, 36, 48)[g - 1])


@cache
def fixed_rule(number: int) -> str:
    return draw_rule(Stream(number, "laws/integer_rules fixed rule"), number % len(RULES))


def draw_inputs(stream: Stream, high: int, n: int) -> I64:
    return stream.randint(0, high, 2 * n).reshape(n, 2)


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Rule number params["rule"], or one drawn from the seed, of one kind or (params["sum"]) the sum of two kinds; examples from the seed."""
    stream = Stream(seed or 0, "laws/integer_rules")
    if "rule" in params:
        rule = fixed_rule(params["rule"])
    else:
        kinds = stream.choice(len(RULES), 2 if params["sum"] else 1).tolist()
        rule = " + ".join(draw_rule(stream, kind) for kind in kinds)
    nodes = infix.parse(rule, NAMES, infix.WHOLE, nodes=NODES)
    x = draw_inputs(stream, SMALL, EXAMPLES)
    hidden = draw_inputs(stream, SMALL, HIDDEN // 2).tolist() + draw_inputs(stream, LARGE, HIDDEN // 2).tolist()
    y = [infix.evaluate_whole(nodes, row) for row in x.tolist()]
    wanted = [infix.evaluate_whole(nodes, row) for row in hidden]
    return {"x": x, "y": np.array(y, dtype=np.int64)}, {"rule": rule, "hidden": hidden, "wanted": wanted}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """1000 * share of wrong values on 500 hidden inputs + nodes of the expression."""
    nodes = infix.parse(text(answer, "expr", infix.MOST_CHARACTERS), NAMES, infix.WHOLE, nodes=NODES)
    wrong = sum(infix.evaluate_whole(nodes, row) != y for row, y in zip(secret["hidden"], secret["wanted"], strict=True))
    return accept(1000 * wrong / HIDDEN + len(nodes), certificate={"wrong": wrong, "nodes": len(nodes)})
