# expect: invalid: p
def solve(n):
    return {"p": [[float(i), float(i * i)] for i in range(n)]}
