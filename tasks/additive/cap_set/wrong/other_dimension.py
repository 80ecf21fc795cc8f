# expect: invalid: v
def solve(n):
    return {"v": [[i >> k & 1 for k in range(n + 1)] for i in range(2 ** (n + 1))], "n": n + 1}
