# expect: error: KeyError
SEEN = {}


def solve(M, round, reply, **_):
    if round == 0:
        SEEN["rows"] = [[0] * M]
        return {"ask": SEEN["rows"], "state": b""}
    return {"answer": SEEN["rows"][0]}
