# expect: invalid: ask[0]: 9 items, at most 8 allowed
def solve(n, k, **_):
    return {"ask": [[int(i <= k) for i in range(n)]], "state": b""}
