# expect: error: IndexError
def solve(round, demand, **_):
    return {"ask": int(demand[round]), "state": b""}
