# expect: error: AttributeError
class Kept:
    pass


def solve(n, round, **_):
    if round == 0:
        Kept.rows = [[1] * n]
        return {"ask": Kept.rows, "state": b""}
    return {"answer": Kept.rows}
