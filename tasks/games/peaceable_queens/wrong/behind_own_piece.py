# expect: invalid: queens attack each other
def solve(n):
    return {"w": [[0, 0], [1, 1]], "b": [[2, 2], [3, 5]]}
