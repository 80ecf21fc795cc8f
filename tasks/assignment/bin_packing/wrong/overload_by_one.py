# expect: invalid: capacity
def solve(C, s):
    bins, load, spilt = [], [0], False
    for size in map(int, s):
        if load[-1] + size > C + (not spilt):
            load.append(0)
        load[-1] += size
        spilt = spilt or load[-1] > C
        bins.append(len(load) - 1)
    if not spilt:
        return {"bin": [0] * len(s)}
    return {"bin": bins}
