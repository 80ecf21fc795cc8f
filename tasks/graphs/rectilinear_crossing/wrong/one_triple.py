# expect: invalid: points 3, 5, 8 are on a line
# a convex curve, then one point moved onto the line through two others
def solve(n):
    p = [[i, i * i] for i in range(n)]
    p[8] = [7, 9 + 4 * 8]
    return {"p": p}
