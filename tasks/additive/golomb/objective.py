"""Search view of golomb: the genotype asks for k-1 gaps; each gap is enlarged until no difference repeats."""


class Objective:
    kind = "integers"
    low = 1

    def __init__(self, inputs):
        self.k = int(inputs["k"])
        self.size = self.k - 1
        self.high = 4 * self.k

    def marks(self, z):
        """Marks 0 = m_0 < m_1 < ... with distinct differences; all ones asks for the greedy (Mian-Chowla) ruler."""
        used, behind, mark, marks = 0, 1, 0, [0]  # bit d of `used`: difference d occurs; bit d of `behind`: there is a mark at mark - d
        for gap in z:
            gap = max(1, int(gap))
            while used & (behind << gap):
                gap += 1
            used |= behind << gap
            behind = behind << gap | 1
            mark += gap
            marks.append(mark)
        return marks

    def value(self, z):
        return float(self.marks(z)[-1])

    def answer(self, z):
        return {"m": self.marks(z)}
