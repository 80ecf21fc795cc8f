"""Search view of grid_avoid: the genotype is a list of 3n cells (cell x n + y); each is taken, in order, if no forbidden pattern arises."""

from math import gcd


class Objective:
    kind = "integers"
    low = 0

    def __init__(self, inputs):
        n = self.n = int(inputs["n"])
        self.size, self.high = 3 * n, n * n - 1
        self.line = inputs["rule"] == "line"
        self.places = [(cell // n) * 2 * n + cell % n for cell in range(n * n)]  # differences of places tell differences of cells
        self.sort = [0] * (4 * n * n + 2 * n)  # of a difference of places (negative ones wrap): its direction or its squared length
        for dx in range(1 - n, n):
            for dy in range(1 - n, n):
                step = max(gcd(dx, dy), 1)
                u, v = (dx // step, dy // step) if (dx, dy) > (0, 0) else (-dx // step, -dy // step)
                self.sort[dx * 2 * n + dy] = u * 2 * n + v if self.line else dx * dx + dy * dy

    def chosen(self, z):
        """Cells that are taken, in order."""
        sort, places, line = self.sort, self.places, self.line
        cells, taken, used = [], [], {}  # used: for every taken place the distances at which it has neighbours
        for cell in z:
            cell = min(max(int(cell), 0), self.high)
            place = places[cell]
            if place in used:
                continue
            seen = set()
            for other in taken:
                found = sort[place - other]
                if found in seen or (not line and found in used[other]):
                    break
                seen.add(found)
            else:
                if not line:
                    for other in taken:
                        used[other].add(sort[place - other])
                used[place] = seen
                taken.append(place)
                cells.append(cell)
        return cells

    def value(self, z):
        return -float(len(self.chosen(z)))

    def answer(self, z):
        return {"p": [[cell // self.n, cell % self.n] for cell in self.chosen(z)]}
