# expect: invalid: offset
def solve(start, end, size):
    low, out = 0, []
    for s in size:
        out.append(float(low))
        low += int(s)
    return {"offset": out}
