# expect: invalid: share units
def solve(start, end, size):
    n = len(size)
    out = [10**6 * k for k in range(n)]
    i = next(k for k in range(1, n) if start[0] < end[k] and start[k] < end[0])
    out[i] = int(size[0]) - 1
    return {"offset": out}
