# expect: invalid: parent: expected
def solve(price, bw, src, dst, parts, size, hourly):
    row = [-1] * len(price)
    for v in dst:
        row[int(v)] = src
    return {"parent": [row]}
