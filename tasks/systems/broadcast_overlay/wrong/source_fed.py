# expect: invalid: has a parent
def solve(price, bw, src, dst, parts, size, hourly):
    row = [-1] * len(price)
    for v in dst:
        row[int(v)] = src
    row[src] = int(dst[0])
    return {"parent": [row] * parts}
