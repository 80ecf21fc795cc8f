class Objective:
    """Integers: the colour of every edge in row order. Value: number of forbidden cliques.

    The last point is remembered: if at most four edges differ from it, only the cliques with these edges are counted again.
    """

    kind = "integers"

    def __init__(self, inputs):
        self.n, self.sizes = int(inputs["n"]), [int(v) for v in inputs["sizes"]]
        self.pairs = [(u, v) for u in range(self.n) for v in range(u + 1, self.n)]
        self.size, self.low, self.high = len(self.pairs), 0, len(self.sizes) - 1
        self.last = None

    def value(self, z):
        now = bytes(map(int, z))
        changed = self._changed(now)
        if changed is None:
            self.near = [[0] * self.n for _ in self.sizes]
            for (u, v), colour in zip(self.pairs, now, strict=True):
                self.near[colour][u] |= 1 << v
                self.near[colour][v] |= 1 << u
            everything = (1 << self.n) - 1
            self.total = sum(count(rows, everything, size) for rows, size in zip(self.near, self.sizes, strict=True))
        else:
            for k in changed:
                self.total -= self._turn(k, self.last[k], away=True) - self._turn(k, now[k], away=False)
        self.last = now
        return self.total

    def _changed(self, now):
        """Places of at most four edges that differ from the last point; None if there is none or if there are more."""
        if self.last is None:
            return None
        places, bits = [], int.from_bytes(self.last, "little") ^ int.from_bytes(now, "little")
        while bits:
            k = ((bits & -bits).bit_length() - 1) // 8
            bits &= ~(255 << 8 * k)
            places.append(k)
            if len(places) > 4:
                return None
        return places

    def _turn(self, k, colour, *, away):
        """Add or take away edge k in a colour; the number of forbidden cliques with it."""
        u, v = self.pairs[k]
        rows = self.near[colour]
        if away:
            rows[u] &= ~(1 << v)
            rows[v] &= ~(1 << u)
            return count(rows, rows[u] & rows[v], self.sizes[colour] - 2)
        cliques = count(rows, rows[u] & rows[v], self.sizes[colour] - 2)
        rows[u] |= 1 << v
        rows[v] |= 1 << u
        return cliques

    def answer(self, z):
        return {"col": [int(v) for v in z]}


def count(near, candidates, size):
    """Cliques of `size` >= 1 vertices among the candidates (a set of bits)."""
    if size > 3 and candidates.bit_count() > 12:
        members, edges = candidates, 0
        others = [0] * len(near)
        while members:
            low = members & -members
            members ^= low
            u = low.bit_length() - 1
            others[u] = candidates & ~near[u] & ~low
            edges += (near[u] & candidates).bit_count()
        if edges > 0.6 * candidates.bit_count() * (candidates.bit_count() - 1):
            return independent(others, candidates, {}) >> 64 * size & (1 << 64) - 1
    return listed(near, candidates, size)


def listed(near, candidates, size):
    """By the lowest vertex of each clique; fast where edges are rare."""
    if size == 1:
        return candidates.bit_count()
    total = 0
    while candidates.bit_count() >= size:
        low = candidates & -candidates
        candidates ^= low
        inside = near[low.bit_length() - 1] & candidates
        if size == 2:
            total += inside.bit_count()
        elif inside.bit_count() >= size - 1:
            total += listed(near, inside, size - 1)
    return total


def independent(near, left, known):
    """Independence polynomial at 2^64, by branching on a vertex of largest degree; fast where edges of the complement are rare."""
    if left in known:
        return known[left]
    top, chosen, rest, edges = 1, -1, left, 0
    while rest:
        low = rest & -rest
        rest ^= low
        degree = (near[low.bit_length() - 1] & left).bit_count()
        edges += degree
        if degree > top:
            top, chosen = degree, low.bit_length() - 1
    if chosen < 0:
        value = (1 + (2 << 64)) ** (edges // 2) * (1 + (1 << 64)) ** (left.bit_count() - edges)
    else:
        without = left & ~(1 << chosen)
        value = independent(near, without, known) + (independent(near, without & ~near[chosen], known) << 64)
    known[left] = value
    return value
