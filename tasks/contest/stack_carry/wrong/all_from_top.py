# expect: invalid: cannot leave
def solve(stack, m):
    n = len(stack)
    return {"move": [[int(v), -1] for v in reversed(stack)]}
