# expect: ok:
# at most: 30.0
# huge coordinates do not put points further apart: only directions count
def solve(n):
    return {"p": [[100.0 * i - 750.0, 1000.0, 4.0 * i * i - 500.0] for i in range(n)], "angle": 90.0}
