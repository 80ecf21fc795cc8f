"""Reference values of circuits/boolean: `python benchmarks/references/circuits/boolean.py [seconds]`.

Full and half adders for the counts, array multipliers, Shannon expansion with shared cofactors for the S-boxes; each is then walked
neutrally (Cartesian genetic programming: one or two changed genes, accepted if not worse) with unused gates for free.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from numba import njit

from eft.evaluation.tasks import load_module, read_family

XOR, AND, OR = 6, 8, 14


class Circuit:
    def __init__(self, k):
        self.k, self.gates, self.known = k, [], {}

    def gate(self, kind, a, b):
        if (kind, a, b) not in self.known:
            self.gates.append([kind, a, b])
            self.known[kind, a, b] = self.k + len(self.gates) - 1
        return self.known[kind, a, b]

    def half(self, a, b):
        return self.gate(XOR, a, b), self.gate(AND, a, b)

    def full(self, a, b, c):
        ab, bc = self.gate(XOR, a, b), self.gate(XOR, b, c)
        total = self.gate(XOR, ab, c)
        return total, self.gate(XOR, self.gate(OR, ab, bc), total)  # 5 gates: OR of the differences is carry xor sum

    def add(self, columns):
        """Outputs of the sum of wires in columns of weight 1, 2, 4, ..."""
        out, i = [], 0
        while i < len(columns):
            column = columns[i]
            while len(column) > 1:
                parts = [column.pop(0) for _ in range(min(3, len(column)))]
                total, carry = self.full(*parts) if len(parts) == 3 else self.half(*parts)
                column.append(total)
                if i + 1 == len(columns):
                    columns.append([])
                columns[i + 1].append(carry)
            out.append(column[0])
            i += 1
        return out


def construction(params, public):
    k, tables = public["k"], public["tables"]
    circuit = Circuit(k)
    if params["function"] in ("popcount", "majority"):
        out = circuit.add([list(range(k))])
        return circuit.gates, out if params["function"] == "popcount" else out[-1:]
    if params["function"] == "multiplier":
        n = k // 2
        columns = [[circuit.gate(AND, i, n + s - i) for i in range(n) if 0 <= s - i < n] for s in range(k - 1)]
        return circuit.gates, circuit.add(columns)[:k]

    def build(table, level):  # level: number of inputs the table depends on
        if level == 1:
            return {(0, 0): circuit.gate(0, 0, 0), (1, 1): circuit.gate(15, 0, 0), (1, 0): circuit.gate(3, 0, 0)}.get(table, 0)
        half = len(table) // 2
        low, high, x = table[:half], table[half:], level - 1
        if low == high:
            return build(low, level - 1)
        difference = build(tuple(a ^ b for a, b in zip(low, high, strict=True)), level - 1)
        return circuit.gate(XOR, build(low, level - 1), circuit.gate(AND, x, difference))

    return circuit.gates, [build(tuple(row), k) for row in tables.tolist()]


@njit(cache=True)
def walk(k, tables, genes, kinds, steps, seed):
    """Genes: rows (type, a, b) of the gates, then (wire, 0, 0) of the outputs. Words of 64 bits, two of them for k = 7."""
    np.random.seed(seed)
    outputs, words = tables.shape
    g = len(genes) - outputs
    full = np.uint64(0xFFFFFFFFFFFFFFFF) if k >= 6 else np.uint64((np.uint64(1) << np.uint64(1 << k)) - np.uint64(1))
    wires, used = np.zeros((k + g, words), np.uint64), np.zeros(k + g, np.bool_)
    wires[:k] = kinds
    best, kept, old = 1 << 30, genes.copy(), genes.copy()
    for step in range(steps):
        old[:] = genes
        if step:
            for _ in range(1 + np.random.randint(3)):
                row = np.random.randint(g + outputs)
                if row >= g:
                    if np.random.random() < 0.2:
                        genes[row, 0] = np.random.randint(k + g)
                else:
                    field = np.random.randint(3)
                    genes[row, field] = np.random.randint(16 if field == 0 else k + row)
        used[:] = False
        for o in range(outputs):
            used[genes[g + o, 0]] = True
        size = 0
        for i in range(g - 1, -1, -1):
            if used[k + i]:
                size += 1
                used[genes[i, 1]] = used[genes[i, 2]] = True
        for i in range(g):
            if used[k + i]:
                kind = genes[i, 0]
                for w in range(words):
                    a, b, v = wires[genes[i, 1], w], wires[genes[i, 2], w], np.uint64(0)
                    if kind & 1:
                        v |= ~(a | b)
                    if kind & 2:
                        v |= b & ~a
                    if kind & 4:
                        v |= a & ~b
                    if kind & 8:
                        v |= a & b
                    wires[k + i, w] = v & full
        wrong = False
        for o in range(outputs):
            for w in range(words):
                if wires[genes[g + o, 0], w] != tables[o, w]:
                    wrong = True
        if not wrong and size <= best:
            best = size
            kept[:] = genes
        else:
            genes[:] = old
    return best, kept


def main(seconds: float) -> None:
    for task in read_family("circuits/boolean"):
        score = load_module(task, "score")
        public, _ = score.instance(task.params, None)
        k, tables, spare = public["k"], public["tables"], 12
        gates, out = construction(task.params, public)
        first = score.score(public, {}, {"gate": gates, "out": out}).value
        words = max(1, (1 << k) // 64)
        word = np.array(
            [[sum(int(v) << x for x, v in enumerate(row[64 * w : 64 * w + 64])) for w in range(words)] for row in tables], np.uint64
        )
        inputs = [[x >> i & 1 for x in range(1 << k)] for i in range(k)]
        kinds = np.array(
            [[sum(v << x for x, v in enumerate(row[64 * w : 64 * w + 64])) for w in range(words)] for row in inputs], np.uint64
        )
        start, seed = time.process_time(), 0
        genes = np.array([*gates, *[[0, 0, 0]] * spare, *[[w, 0, 0] for w in out]], dtype=np.int64)
        best = first
        while time.process_time() - start < seconds:
            value, genes = walk(k, word, genes, kinds, 200_000, seed)
            order, seed = np.arange(len(genes) - len(out)), seed + 1
            answer = {"gate": genes[: len(order)], "out": genes[len(order) :, 0]}
            check = score.score(public, {}, answer)
            assert check.value == len(order), "the circuit must be right"
            best = min(best, value)
        wrong = int(tables.sum())
        print(task.id, int(best), "construction", first, "runs", seed, "base", 1 + k * wrong, flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 5.0)
