# expect: invalid: ask[0, 0] is 5, expected 0..4
def solve(O, M, **_):
    return {"ask": [[O] * M], "state": b""}
