# expect: invalid: gets nothing
def solve(price, bw, src, dst, parts, size, hourly):
    return {"parent": [[-1] * len(price)] * parts}
