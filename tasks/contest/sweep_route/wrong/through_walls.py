# expect: invalid: goes through a wall
def solve(N, right, down, d):
    return {"move": ("R" * (N - 1) + "D" + "L" * (N - 1) + "D") * (N // 2 - 1) + "R" * (N - 1) + "D" + "L" * (N - 1) + "U" * (N - 1)}
