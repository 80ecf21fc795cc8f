# expect: ok:
# at most: 495
# every four points of a convex curve cross
def solve(n):
    return {"p": [[i, i * i] for i in range(n)], "crossings": 0}
