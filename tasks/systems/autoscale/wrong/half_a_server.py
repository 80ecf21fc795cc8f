# expect: invalid: ask: expected an integer
def solve(**_):
    return {"ask": 0.5, "state": b""}
