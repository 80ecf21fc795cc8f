from __future__ import annotations

from eft.study.report import rounded


def test_ten_digits_wherever_a_number_stands() -> None:
    found = rounded({"a": [0.12345678901234, (12345678901.5, 3)], "b": None, "c": True, "d": 1e-300 / 3, "e": "0.12345678901234"})
    assert found == {"a": [0.123456789, [12345678900.0, 3]], "b": None, "c": True, "d": 3.333333333e-301, "e": "0.12345678901234"}


def test_sums_that_differ_in_their_last_bits_are_written_alike() -> None:
    assert 0.1 + 0.2 != 0.3
    assert rounded(0.1 + 0.2) == rounded(0.3)
