# expect: invalid: do not lead to the source
def solve(price, bw, src, dst, parts, size, hourly):
    row = [-1] * len(price)
    relay = next(v for v in range(len(price)) if v != src and v not in [int(d) for d in dst])
    for v in dst:
        row[int(v)] = relay
    return {"parent": [row] * parts}
