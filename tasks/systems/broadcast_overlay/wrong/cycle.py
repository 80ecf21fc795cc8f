# expect: invalid: do not lead to the source
def solve(price, bw, src, dst, parts, size, hourly):
    row = [-1] * len(price)
    for v in dst:
        row[int(v)] = src
    row[int(dst[0])], row[int(dst[1])] = int(dst[1]), int(dst[0])
    return {"parent": [row] * parts}
