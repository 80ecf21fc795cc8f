# expect: ok:
def solve(**_):
    return {"ask": -1000, "state": b""}
