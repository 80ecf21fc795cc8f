# expect: invalid: appears twice
def solve(n):
    return {"w": [[0, 0]] * 20, "b": [[1, 2]] * 20}
