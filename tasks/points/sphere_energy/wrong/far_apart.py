# expect: ok:
# at most: 92.911655
# huge coordinates do not put points further apart: only directions count
def solve(n, s):
    return {"p": [[100.0 * i - 750.0, 1000.0, 4.0 * i * i - 500.0] for i in range(n)], "energy": 1.0}
