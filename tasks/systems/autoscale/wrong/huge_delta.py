# expect: invalid: ask is 1000000, expected -1000..1000
def solve(**_):
    return {"ask": 1000000, "state": b""}
