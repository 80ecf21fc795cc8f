# expect: invalid: boxes are left
def solve(stack, m):
    return {"move": [[int(stack[0]), 1 + k % 2] for k in range(len(stack))]}
