# expect: invalid: tour
def solve(xy=None, d=None):
    n = len(d if xy is None else xy)
    return {"tour": [float(i) for i in range(n)]}
