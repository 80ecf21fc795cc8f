# expect: invalid: with the way back, limit
# places in index order up to the first one that is too far
def solve(xy, prize, limit):
    tour, room = [0], int(limit)
    for v in range(1, len(xy)):
        a, b = xy[tour[-1]], xy[v]
        room -= int(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5 + 0.5)
        tour.append(v)
        if room < 0:
            return {"tour": tour}
