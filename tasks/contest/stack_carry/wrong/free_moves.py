# expect: invalid: cannot leave
def solve(stack, m):
    n = len(stack)
    return {"stack": list(range(n, 0, -1)), "cost": 0, "move": [[v, -1] for v in range(1, n + 1)]}
