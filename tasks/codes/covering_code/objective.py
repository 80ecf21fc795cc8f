"""Search view of covering_code: a list of words as numbers in base q (first letter lowest); equal ones count once.

Ternary words of more than 6 letters: the code is {x : [I B] x in S} with four rows, z = (columns of B, members of S), and covers all words
if the members of S and the columns of [I B] (with all factors) cover F_3^4 (Blokhuis and Lam, J. Combin. Theory A 36, 1984).
"""

SIZES = {(3, 4): 9, (3, 5): 27, (3, 6): 73, (3, 7): 7, (3, 8): 6, (2, 9): 62}  # good sizes of the list or of S
ROWS = 4


class Objective:
    kind = "integers"
    low = 0

    def __init__(self, inputs):
        self.q, self.n = int(inputs["q"]), int(inputs["n"])
        self.free = self.n - ROWS if self.q == 3 and self.n > 6 else 0  # columns of B
        self.length = self.n - self.free
        self.words = self.q**self.length
        self.high = self.words - 1
        self.size = self.free + SIZES.get((self.q, self.n), self.words // (self.n * (self.q - 1) + 1) + 1)
        self.balls = {}
        self.plain = [factor * self.q**i for i in range(self.length) for factor in range(1, self.q)]

    def add(self, a, b):
        """Sum of two words, letter by letter."""
        total, power = 0, 1
        while a or b:
            total += (a + b) % self.q * power
            a, b, power = a // self.q, b // self.q, power * self.q
        return total

    def ball(self, word, steps):
        """Bits of `word` and of its sums with `steps`."""
        bits = 1 << word
        for step in steps:
            bits |= 1 << self.add(word, step)
        return bits

    def plain_ball(self, word):
        if word not in self.balls:
            self.balls[word] = self.ball(word, self.plain)
        return self.balls[word]

    def parts(self, z):
        """Columns of B and the set of words or cosets."""
        z = [min(max(int(word), 0), self.high) for word in z]
        return z[: self.free], set(z[self.free :])

    def value(self, z):
        columns, chosen = self.parts(z)
        covered = 0
        for word in chosen:
            covered |= self.plain_ball(word)
            if columns:
                covered |= self.ball(word, columns) | self.ball(word, [self.add(c, c) for c in columns])
        return float((len(chosen) + self.words - covered.bit_count()) * self.q**self.free)

    def answer(self, z):
        columns, chosen = self.parts(z)
        rows = []
        for number in range(self.q**self.free):
            tail = self.letters(number, self.free)
            shift = 0
            for letter, column in zip(tail, columns, strict=True):
                for _ in range(-letter % self.q):
                    shift = self.add(shift, column)
            rows += [self.letters(self.add(word, shift), self.length) + tail for word in sorted(chosen)]
        return {"w": rows}

    def letters(self, word, count):
        return [word // self.q**i % self.q for i in range(count)]
