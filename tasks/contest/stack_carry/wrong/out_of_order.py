# expect: invalid: cannot leave
def solve(stack, m):
    n = len(stack)
    return {"move": [[v, -1] for v in range(1, n + 1)]}
