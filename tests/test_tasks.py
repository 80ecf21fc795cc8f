"""The listing of the suite."""

from __future__ import annotations

import json

import pytest

from eft.tasks import main
from eft.types import UserError


def test_json_is_one_array_with_the_agreed_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "--split", "heldout"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert set(rows[0]) == {"id", "domain", "family", "split", "direction", "baseline", "best_known"}
    assert {row["split"] for row in rows} == {"heldout"}
    (circles,) = [row for row in rows if row["id"] == "packing/circles_in_square/n=26"]
    assert circles["direction"] == "max"
    assert circles["baseline"] == pytest.approx(26 / 12)


def test_the_table_lists_every_task(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert main(["--json"]) == 0
    assert len(lines) == 1 + len(json.loads(capsys.readouterr().out))


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["--split"], "expected train or heldout"),
        (["--split", "dev"], "expected train or heldout"),
        (["x"], "unexpected x"),
        (["--jsn"], "unknown option"),
    ],
)
def test_mistakes(argv: list[str], message: str) -> None:
    with pytest.raises(UserError, match=message):
        main(argv)
