# expect: ok:
# at most: 0
def solve(n):
    return {"n": 100, "w": [[i, j] for i in range(n) for j in range(n)], "b": []}
