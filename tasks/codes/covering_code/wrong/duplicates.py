# expect: ok: not covered
# at most: 73
# nine times the same word: 9 + 72
def solve(q, n):
    return {"w": [[0] * n] * 9}
