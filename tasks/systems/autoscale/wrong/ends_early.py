# expect: invalid: the run ended after # of # intervals
def solve(round, **_):
    return {"ask": -1000, "state": b""} if round < 2 else {"answer": 0}
