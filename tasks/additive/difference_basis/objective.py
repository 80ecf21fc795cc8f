"""Search view of difference_basis: multiples of a step, and wished elements near both ends, each taken if it adds a difference; then completion.

z = (step, distances from 0, distances from n). As long as a difference is missing, the largest missing one becomes an element (0 is there,
so that covers it).
"""


class Objective:
    kind = "integers"
    low = 1

    def __init__(self, inputs):
        self.n = int(inputs["n"])
        root = int(self.n**0.5)
        self.high = min(2 * root, self.n - 1)
        self.side = root // 2 + 1
        self.size = 1 + 2 * self.side
        self.wanted = (1 << self.n + 1) - 2  # bit d stands for the difference d

    def elements(self, z):
        """A basis, in the order in which its elements were found."""
        n, wanted = self.n, self.wanted
        z = [min(max(int(x), 1), n - 1) for x in z]
        basis, up, down, covered = [0, n], 1 | 1 << n, 1 | 1 << n, 1 << n  # bit x of `up` and bit n - x of `down`: x is an element
        for x in [*range(z[0], n, z[0]), *z[1 : 1 + self.side], *(n - x for x in z[1 + self.side :])]:
            reach = covered | (up >> x | down >> n - x) & wanted  # elements above x less x, x less elements below it
            if reach != covered:
                basis.append(x)
                covered = reach
                up |= 1 << x
                down |= 1 << n - x
        while missing := wanted & ~covered:
            x = missing.bit_length() - 1
            basis.append(x)
            covered |= up >> x | down >> n - x
            up |= 1 << x
            down |= 1 << n - x
        return basis

    def value(self, z):
        return float(len(self.elements(z)))

    def answer(self, z):
        return {"b": self.elements(z)}
