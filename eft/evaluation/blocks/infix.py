"""The small infix languages in which answers state laws and policies: text in, postfix nodes out, or `Reject` with the first fault.

    expression = term {("+" | "-") term}
    term       = factor {("*" | "/" | "//" | "%") factor}          as the language allows
    factor     = {"-" | "+"} (number | name | function "(" expression {"," expression} ")" | "(" expression ")")

Nothing is ever evaluated by Python: a text is a list of numbers, known names and known functions, or it is refused. A node is a
number, a name, an operator or a call; the sign of a number belongs to it, a sign before anything else is a node, brackets are none.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.scorers.regression import OPERATORS

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Policy = tuple[Integers, Floats]

MOST_CHARACTERS = 600
MOST_NODES = 64
MOST_OPEN = 40  # brackets and signs that are open at once: the parser's own recursion
MOST_DIGITS = 40  # characters of one number
TOKEN = re.compile(
    r"[ \t\n]*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<sign>//|[-+*/%(),]))", re.ASCII
)
BLANKS = re.compile(r"[ \t\n]*")
SIGNS = {"+": "add", "-": "sub", "*": "mul", "/": "div", "//": "floordiv", "%": "mod"}


@dataclass(frozen=True, slots=True)
class Language:
    """functions: name -> number of operands. signs: the binary operators of SIGNS that it has. whole: numbers are integers."""

    functions: Mapping[str, int]
    signs: frozenset[str] = frozenset("+-*/")
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """kind: `number` (value), `name` (index into the names) or `call` (name: a function, or add sub mul div floordiv mod neg)."""

    kind: str
    name: str = ""
    index: int = 0
    value: float | int = 0


LAW = Language({**dict.fromkeys(("sin", "cos", "tan", "exp", "log", "sqrt", "abs", "tanh"), 1), "pow": 2, "min": 2, "max": 2})
POLICY = Language({**dict.fromkeys(("abs", "sqrt", "log1p", "exp"), 1), **dict.fromkeys(("min", "max", "lt"), 2), "if": 3})
WHOLE = Language(
    {"abs": 1, **dict.fromkeys(("min", "max", "gcd", "lt", "eq"), 2), "if": 3}, frozenset(("+", "-", "*", "//", "%")), whole=True
)
POLICY_OPERATORS = (
    "variable", "constant", "neg", "abs", "sqrt", "log1p", "exp", "add", "sub", "mul", "div", "min", "max", "lt", "if",
)  # fmt: skip # an operator's number is its place, as in csrc/eft/policies.hpp


def parse(
    text: str, names: Sequence[str], language: Language, *, characters: int = MOST_CHARACTERS, nodes: int = MOST_NODES, key: str = "expr"
) -> list[Node]:
    """Nodes of `text` in postfix order; Reject (its sentence begins with `key`) for anything outside the language or its limits."""
    if not isinstance(text, str):
        raise Reject(f"{key}: expected text, got {type(text).__name__}")
    if len(text) > characters:
        raise Reject(f"{key}: {len(text)} characters, at most {characters} allowed")
    return _Parser(text, names, language, nodes, key).whole()


def law(
    text: str, names: Sequence[str], *, nodes: int = 60, characters: int = MOST_CHARACTERS, key: str = "expr"
) -> tuple[Integers, Floats]:
    """(ops, constants) of a real expression with the functions of LAW, as `scorers.regression` takes them."""
    return _table(parse(text, names, LAW, nodes=nodes, characters=characters, key=key), OPERATORS)


def policy(text: str, names: Sequence[str], *, nodes: int = MOST_NODES) -> Policy:
    """(ops, constants) of a policy expression, as `scorers.policies` takes them."""
    return _table(parse(text, names, POLICY, nodes=nodes), POLICY_OPERATORS)


def evaluate_whole(nodes: Sequence[Node], x: Sequence[int]) -> int:
    """Exact value of an expression of the language WHOLE: `//` and `%` by 0 are 0, `lt` and `eq` are 0 or 1, `if(c, a, b)` is a for c > 0."""
    stack: list[int] = []
    for node in nodes:
        if node.kind == "number":
            stack.append(int(node.value))
        elif node.kind == "name":
            stack.append(x[node.index])
        elif node.name in ("neg", "abs"):
            stack.append(-stack.pop() if node.name == "neg" else abs(stack.pop()))
        elif node.name == "if":
            other, first, condition = stack.pop(), stack.pop(), stack.pop()
            stack.append(first if condition > 0 else other)
        else:
            b, a = stack.pop(), stack.pop()
            stack.append(_whole_of_two(node.name, a, b))
    return stack[0]


def _whole_of_two(name: str, a: int, b: int) -> int:
    match name:
        case "add":
            return a + b
        case "sub":
            return a - b
        case "mul":
            return a * b
        case "floordiv":
            return a // b if b else 0
        case "mod":
            return a % b if b else 0
        case "min":
            return min(a, b)
        case "max":
            return max(a, b)
        case "gcd":
            return math.gcd(a, b)
        case "lt":
            return int(a < b)
        case _:
            return int(a == b)


def _table(nodes: Sequence[Node], operators: Sequence[str]) -> tuple[Integers, Floats]:
    ops: list[tuple[int, int]] = []
    constants: list[float] = []
    for node in nodes:
        if node.kind == "number":
            ops.append((operators.index("constant"), len(constants)))
            constants.append(float(node.value))
        elif node.kind == "name":
            ops.append((operators.index("variable"), node.index))
        else:
            ops.append((operators.index(node.name), 0))
    return np.array(ops, dtype=np.int64), np.array(constants, dtype=np.float64)


class _Parser:
    """Recursive descent over the tokens of one text."""

    def __init__(self, text: str, names: Sequence[str], language: Language, most: int, key: str) -> None:
        self.names = {name: index for index, name in enumerate(names)}
        self.language, self.most, self.key = language, most, key
        self.out: list[Node] = []
        self.open = 0
        self.tokens = self.split(text)
        self.at = 0

    def fault(self, words: str) -> Reject:
        return Reject(f"{self.key}: {words}")

    def split(self, text: str) -> list[tuple[str, str]]:
        found, at = [], 0
        end = len(text.rstrip(" \t\n"))
        while at < end:
            match = TOKEN.match(text, at)
            if match is None or match.lastgroup is None:
                blank = BLANKS.match(text, at)
                where = blank.end() if blank else at
                raise self.fault(f"character {where + 1}, {text[where]!r}, does not belong to the language")
            found.append((match.lastgroup, match[match.lastgroup]))
            at = match.end()
        return found

    def whole(self) -> list[Node]:
        if not self.tokens:
            raise self.fault("empty")
        self.expression()
        if self.at < len(self.tokens):
            raise self.fault(f"{self.tokens[self.at][1][:30]!r} after the end of the expression")
        return self.out

    def take(self, *signs: str) -> str:
        """The next token if it is one of the signs, else an empty text."""
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "sign" and self.tokens[self.at][1] in signs:
            self.at += 1
            return self.tokens[self.at - 1][1]
        return ""

    def expect(self, sign: str) -> None:
        if not self.take(sign):
            raise self.fault(f"{sign!r} expected{self.here()}")

    def here(self) -> str:
        return f" before {self.tokens[self.at][1][:30]!r}" if self.at < len(self.tokens) else " at the end"

    def emit(self, node: Node) -> None:
        self.out.append(node)
        if len(self.out) > self.most:
            raise self.fault(f"more than {self.most} nodes")

    def expression(self) -> None:
        self.open += 1
        if self.open > MOST_OPEN:
            raise self.fault(f"nested more than {MOST_OPEN} deep")
        self.term()
        while sign := self.take("+", "-"):
            self.term()
            self.emit(Node("call", SIGNS[sign]))
        self.open -= 1

    def term(self) -> None:
        signs = self.language.signs - {"+", "-"}
        self.factor()
        while sign := self.take(*signs):
            self.factor()
            self.emit(Node("call", SIGNS[sign]))

    def factor(self) -> None:
        minus = False
        signed = False
        while sign := self.take("-", "+"):
            if signed:
                raise self.fault("two signs in a row")
            minus, signed = sign == "-", True
        if self.at == len(self.tokens):
            raise self.fault("ends where a number, a name or a bracket is expected")
        kind, word = self.tokens[self.at]
        if kind == "number":
            self.at += 1
            value = self.number(word)
            self.emit(Node("number", value=-value if minus else value))
            return
        if kind == "name":
            self.at += 1
            self.named(word)
        elif self.take("("):
            self.expression()
            self.expect(")")
        else:
            raise self.fault(f"{word!r} where a number, a name or a bracket is expected")
        if minus:
            self.emit(Node("call", "neg"))

    def number(self, word: str) -> float | int:
        if len(word) > MOST_DIGITS:
            raise self.fault(f"a number of {len(word)} characters, at most {MOST_DIGITS} allowed")
        if self.language.whole:
            if not word.isdigit() or int(word) >= 2**63:
                raise self.fault(f"number {word}: expected an integer below 2^63")
            return int(word)
        value = float(word)
        if not math.isfinite(value):
            raise self.fault(f"number {word} is not finite")
        return value

    def named(self, word: str) -> None:
        arity = self.language.functions.get(word)
        if arity is None:
            if word not in self.names:
                known = ", ".join([*self.names, *self.language.functions])
                raise self.fault(f"unknown name {word[:30]}; there is: {known}")
            self.emit(Node("name", word, self.names[word]))
            return
        self.expect("(")
        for k in range(arity):
            if k:
                self.expect(",")
            self.expression()
        self.expect(")")
        self.emit(Node("call", word))
