# expect: invalid: gets nothing
def solve(price, bw, src, dst, parts, size, hourly):
    row = [-1] * len(price)
    for v in dst[1:]:
        row[int(v)] = src
    return {"parent": [row] * parts}
