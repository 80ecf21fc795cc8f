# expect: invalid:
# the distance must reach the longest length
def solve(d):
    return {"v": [[int(i == j) for j in range(d)] for i in range(d)] + [[2] + [0] * (d - 1)]}
