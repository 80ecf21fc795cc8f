# expect: invalid|output|error:
def solve(n):
    return {"p": [[2**70 + i, i * i] for i in range(n)]}
