class Objective:
    """Integers: directions of a walk from vertex 0; one that would break the induced path is skipped.

    Value: minus the length (edges). Of a coil: of the longest one that closes on the way, where a vertex next to both ends is added.
    """

    kind = "integers"

    def __init__(self, inputs):
        self.d, self.coil = int(inputs["d"]), inputs["kind"] == "coil"
        self.size, self.low, self.high = 2 ** (self.d - 1), 0, self.d - 1
        self.bits = [1 << b for b in range(self.d)]

    def _walk(self, z):
        bits, coil = self.bits, self.coil
        touched = [0] * 2**self.d  # how many vertices of the path are next to a vertex
        touched[0] = self.d
        path, at, closed = [0], 0, [0, 1, 3, 2]
        for bit in bits:
            touched[bit] = 1
        for k in z:
            new = at ^ bits[k]
            if touched[new] > 1:
                continue
            at = new
            path.append(at)
            for bit in bits:
                touched[at ^ bit] += 1
            if coil and at.bit_count() == 2 and len(path) >= len(closed):
                doors = [at ^ bit for bit in bits if at & bit and touched[at ^ bit] == 2 and at ^ bit != path[1]]
                if doors:
                    closed = path + doors[:1]
        return closed if coil else path

    def value(self, z):
        return -len(self._walk(z)) if self.coil else 1 - len(self._walk(z))

    def answer(self, z):
        return {"v": self._walk([int(v) for v in z])}
