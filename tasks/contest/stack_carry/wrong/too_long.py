# expect: invalid: entries, expected
def solve(stack, m):
    return {"move": [[int(stack[0]), 1 + k % 2] for k in range(10 * len(stack) + 1)]}
