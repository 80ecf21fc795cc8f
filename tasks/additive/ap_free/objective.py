"""Search view of ap_free: the genotype is a list of numbers that are taken first, each if it closes no progression; then 1, 2, ... in order."""


class Objective:
    kind = "integers"
    low = 1

    def __init__(self, inputs):
        self.n = self.high = int(inputs["N"])
        self.size = max(8, int(1.2 * self.n**0.62))

    def members(self, z):
        """The set, in the order in which it was found."""
        n = self.n
        chosen, blocked = [], 1  # bit x of `blocked`: x closes a progression or is taken; 0 is no member
        down, double, half_even, half_odd = 0, 0, 0, 0  # bits n - a, 2 a; a / 2 of even and (a - 1) / 2 of odd members

        def add(x):
            nonlocal blocked, down, double, half_even, half_odd
            blocked |= 1 << x | double >> x  # 2 a - x
            blocked |= down >> n - 2 * x if 2 * x <= n else down << 2 * x - n  # 2 x - a
            blocked |= half_odd << (x + 1) // 2 if x % 2 else half_even << x // 2  # (x + a) / 2
            chosen.append(x)
            down |= 1 << n - x
            double |= 1 << 2 * x
            if x % 2:
                half_odd |= 1 << x // 2
            else:
                half_even |= 1 << x // 2

        for x in z:
            x = min(max(int(x), 1), n)
            if not blocked >> x & 1:
                add(x)
        every = (1 << n + 1) - 1
        while free := every & ~blocked:
            add((free & -free).bit_length() - 1)
        return chosen

    def value(self, z):
        return -float(len(self.members(z)))

    def answer(self, z):
        return {"a": self.members(z)}
