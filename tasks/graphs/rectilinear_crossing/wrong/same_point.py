# expect: invalid: are on a line
def solve(n):
    return {"p": [[0, 0], [0, 0]] + [[i, i * i] for i in range(1, n - 1)]}
