# expect: invalid: offset
def solve(start, end, size):
    low, out = 0, []
    for s in size:
        low -= int(s)
        out.append(low)
    return {"offset": out}
