# expect: invalid: is not there
def solve(stack, m):
    return {"move": [[0, 1]] * len(stack)}
