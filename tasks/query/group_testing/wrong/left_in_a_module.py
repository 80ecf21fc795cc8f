# expect: error: AttributeError
import json


def solve(n, round, **_):
    if round == 0:
        json.left = 1
        return {"ask": [[1] * n], "state": b""}
    return {"answer": [json.left]}
