from __future__ import annotations

import math

import pytest

from eft.evaluation.blocks.turing import steps_to_halt
from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("games/busy_machine")[0], "score")
RECORDS = {  # standard notation of the record machines: state rows, symbol by symbol
    (2, 2): "1RB1LB 1LA1RZ",
    (3, 2): "1RB1RZ 1LB0RC 1LC1LA",
    (4, 2): "1RB1LB 1LA0LC 1RZ1LD 1RD0RA",
    (5, 2): "1RB1LC 1RC1RB 1RD0LE 1LA1LD 1RZ0LA",
    (2, 3): "1RB2LB1RZ 2LA2RB1LB",
}


def table_of(text: str) -> list[list[list[int]]]:
    return [
        [[int(row[k]), int(row[k + 1] == "R"), -1 if row[k + 2] == "Z" else ord(row[k + 2]) - 65] for k in range(0, len(row), 3)]
        for row in text.split()
    ]


def test_record_machines_reach_the_proved_values() -> None:
    for task in read_family("games/busy_machine"):
        key = (task.params["states"], task.params["symbols"])
        got = score.score({"states": key[0], "symbols": key[1]}, {}, {"table": table_of(RECORDS[key])})
        assert got.value == task.best_known.value == task.far_bound
    steps = [steps_to_halt(table_of(text), 50_000_000, 200_000) for text in RECORDS.values()]
    assert steps == [6, 21, 107, 47_176_870, 38]


def test_faults() -> None:
    public = {"states": 2, "symbols": 2}
    good = table_of(RECORDS[2, 2])
    for bad in ([2, 1, 0], [0, 2, 0], [0, 1, -2], [0, 1.0, 0]):
        with_bad = [[bad, good[0][1]], good[1]]
        with pytest.raises(Reject, match="table"):
            score.score(public, {}, {"table": with_bad})
    for bad in ([0, -1, 0], [-1, 1, 0]):
        assert "table[0, 0]" in score.score(public, {}, {"table": [[bad, good[0][1]], good[1]]}).reason
    with pytest.raises(Reject, match="table"):
        score.score(public, {}, {"table": good[:1]})
    assert score.score(public, {}, {"table": [[[1, 1, -1]] * 2] * 2}).value == 0.0
    assert score.score(public, {}, {"table": good}).value == math.nextafter(math.log10(6), 0)
