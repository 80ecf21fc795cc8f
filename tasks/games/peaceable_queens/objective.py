class Objective:
    """Integers: squares n·row + column for white queens, in order; one is left out where it makes the smaller army smaller.

    Black takes every square that no white queen attacks. Value: minus the smaller army, minus a thousandth of both.
    """

    kind = "integers"

    def __init__(self, inputs):
        self.n = n = int(inputs["n"])
        self.size, self.low, self.high = n * n // 4, 0, n * n - 1
        squares = [(r, c) for r in range(n) for c in range(n)]
        self.attacks = [
            sum(1 << (n * b + d) for b, d in squares if b == r or d == c or b - d == r - c or b + d == r + c) for r, c in squares
        ]

    def _run(self, z):
        attacks, white, free, count, black = self.attacks, 0, (1 << self.n * self.n) - 1, 0, self.n * self.n
        for square in z:
            if white >> square & 1:
                continue
            new = free & ~attacks[square]
            left = new.bit_count()
            if left > count or left == black:
                white |= 1 << square
                free, black, count = new, left, count + 1
        return white, free, count, black

    def value(self, z):
        _, _, count, black = self._run(z)
        return -min(count, black) - 0.001 * (count + black)

    def answer(self, z):
        white, free, _, _ = self._run([int(v) for v in z])
        return {
            name: [[i // self.n, i % self.n] for i in range(self.n * self.n) if board >> i & 1]
            for name, board in (("w", white), ("b", free))
        }
