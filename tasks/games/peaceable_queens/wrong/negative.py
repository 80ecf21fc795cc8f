# expect: invalid: expected 0..
def solve(n):
    return {"w": [[0, 0]], "b": [[1, -1]]}
