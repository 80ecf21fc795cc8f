# expect: invalid: with the way back, limit
def solve(xy, prize, limit):
    return {"tour": list(range(len(xy)))}
