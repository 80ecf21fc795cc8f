# expect: invalid: do not lead to the source
def solve(price, bw, src, dst, parts, size, hourly):
    row = [-1] * len(price)
    for v in dst:
        row[int(v)] = int(v)
    return {"parent": [row] * parts}
