"""Search view of colouring.

Schur rules: a colour is wished for every number; it gets that colour if no sum forbids it, else the first allowed one; the first number without
any ends the colouring. Progressions: the colours of one period, repeated; the value has the share of
differences that have a progression somewhere as a tie-break.
"""

LENGTHS = {("schur", 4): 48, ("schur", 5): 170, ("schur", 6): 560, ("weak schur", 4): 70, ("weak schur", 5): 210}
PERIODS = {("5-ap", 2): 44, ("6-ap", 2): 226, ("4-ap", 3): 97}
TERMS = {"4-ap": 4, "5-ap": 5, "6-ap": 6}


class Objective:
    kind = "integers"
    low = 0

    def __init__(self, inputs):
        self.rule, self.k = inputs["rule"], int(inputs["k"])
        self.high = self.k - 1
        key = (self.rule, self.k)
        self.terms = TERMS.get(self.rule, 0)
        self.size = PERIODS.get(key, 50) if self.terms else LENGTHS.get(key, 100)

    def wished(self, z):
        return [min(max(int(colour), 0), self.high) for colour in z]

    def sums_free(self, z):
        """Colours of 1, 2, ... as far as some colour is allowed."""
        weak = self.rule == "weak schur"
        members, forbidden, out = [0] * self.k, [0] * self.k, []
        for x, wish in enumerate(self.wished(z), 1):
            colour = wish
            if forbidden[colour] >> x & 1:
                colour = next((c for c in range(self.k) if not forbidden[c] >> x & 1), -1)
                if colour < 0:
                    break
            forbidden[colour] |= (members[colour] if weak else members[colour] | 1 << x) << x
            members[colour] |= 1 << x
            out.append(colour)
        return out

    def repeated(self, z):
        """The period, `terms` times."""
        return self.wished(z) * self.terms

    def prefix(self, z):
        """Length of the longest valid prefix, and the number of differences that have a progression at all."""
        colours = self.repeated(z)
        end, conflicts = len(colours), 0
        for colour in range(self.k):
            mask = int("".join("1" if c == colour else "0" for c in reversed(colours)), 2)
            for step in range(1, self.size + 1):
                common = mask
                for behind in range(1, self.terms):
                    common &= mask >> behind * step
                if common:
                    conflicts += 1
                    end = min(end, (common & -common).bit_length() - 1 + (self.terms - 1) * step)
        return end, conflicts

    def value(self, z):
        if not self.terms:
            return -float(len(self.sums_free(z)))
        end, conflicts = self.prefix(z)
        return -end + conflicts / (self.k * self.size + 1)

    def answer(self, z):
        return {"c": self.repeated(z)[: self.prefix(z)[0]] if self.terms else self.sums_free(z)}
