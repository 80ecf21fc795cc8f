# expect: invalid: queens attack each other
def solve(n):
    return {"w": [[0, 0]], "b": [[0, 0]]}
