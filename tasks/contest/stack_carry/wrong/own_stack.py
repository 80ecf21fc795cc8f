# expect: invalid: expected another target
def solve(stack, m):
    return {"move": [[int(stack[0]), 0]] * len(stack)}
