"""Sets of allowed ids: short on the disk, the same when read again."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from eft.search import allowed, schema
from eft.types import Reply

SETS = st.lists(st.none() | st.lists(st.integers(0, 300), max_size=40, unique=True).map(lambda ids: tuple(sorted(ids))), max_size=12).map(
    tuple
)


@settings(deadline=None)
@given(SETS)
def test_what_is_packed_is_read_again(sets: tuple[tuple[int, ...] | None, ...]) -> None:
    assert allowed.unpack(json.loads(json.dumps(allowed.pack(sets)))) == sets


def test_each_set_is_written_once_as_runs() -> None:
    free = (*range(3, 18), *range(19, 4096))
    assert allowed.pack((free, (7,), None, free, (), (7, 9))) == {"of": [0, 1, None, 0, 2, 3], "sets": ["3-17,19-4095", "7", "", "7,9"]}


def test_any_order_survives() -> None:
    sets = ((5, 4, 4, 5, 6, 1),)
    assert allowed.unpack(allowed.pack(sets)) == sets


def test_equal_sets_are_read_as_one_object() -> None:
    first, second = allowed.unpack(allowed.pack(((1, 2, 3), (1, 2, 3))))
    assert first is second


def test_replies_of_earlier_files_are_read() -> None:
    reply = Reply("k", "text", token_ids=(4, 1), logprobs=(-0.5, 0.0), constrained=True, allowed=((1, 2, 4), None))
    data = json.loads(schema.reply_text(reply))
    assert schema.read_reply(json.dumps(data)) == reply
    assert schema.read_reply(json.dumps({**data, "allowed": [[1, 2, 4], None]})) == reply
    assert schema.read_reply(json.dumps({key: value for key, value in data.items() if key != "allowed"})).allowed == ()
    plain = Reply("k", "text")
    assert schema.read_reply(schema.reply_text(plain)) == plain


def test_a_constrained_reply_is_short() -> None:
    free = tuple(i for i in range(4096) if i % 1000)
    reply = Reply("k", "text", token_ids=tuple(range(28)), logprobs=(-0.5,) * 28, constrained=True, allowed=(free,) * 20 + ((9,),) * 8)
    assert len(schema.reply_text(reply)) < 1000
