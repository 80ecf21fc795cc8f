"""Search view of kissing: the genotype is a weight and a list of supports with a parity; each stands for vectors of entries +-1.

Weight 2 + z[0] mod 3. Vectors of weight w have squared length w, so two of them may agree in w/2 places at most: a support is taken, in
order, if it meets no other one in more. All signs on one support fit each other up to w = 4; those with an even or an odd number of minus
signs come with one entry of the list. To weight 4 the vectors +-2 e_i are added.
"""

from itertools import combinations, product

PICKS = {5: 20, 6: 12, 7: 14, 9: 40, 10: 64, 11: 76}  # length of the list: about what a good configuration needs


class Objective:
    kind = "integers"
    low = 0

    def __init__(self, inputs):
        d = self.d = int(inputs["d"])
        self.size = 1 + PICKS.get(d, 4 * d)
        self.supports = [[sum(1 << i for i in support) for support in combinations(range(d), weight)] for weight in (2, 3, 4)]
        self.high = 2 * max(len(row) for row in self.supports) - 1

    def chosen(self, z):
        """Weight and the supports, as bit masks with the parities taken, that the list builds."""
        kind = int(z[0]) % 3
        row, weight = self.supports[kind], 2 + kind
        taken = {}
        for pick in z[1:]:
            support = row[(int(pick) >> 1) % len(row)]
            if support in taken:
                taken[support].add(int(pick) & 1)
            elif all((support & other).bit_count() * 2 <= weight for other in taken):
                taken[support] = {int(pick) & 1}
        return weight, taken

    def value(self, z):
        weight, taken = self.chosen(z)
        return -float((sum(map(len, taken.values())) << (weight - 1)) + (2 * self.d if weight == 4 else 0))

    def answer(self, z):
        weight, taken = self.chosen(z)
        vectors = []
        for support, parities in taken.items():
            places = [i for i in range(self.d) if support >> i & 1]
            for signs in product((-1, 1), repeat=weight):
                if signs.count(-1) % 2 in parities:
                    vector = [0] * self.d
                    for i, sign in zip(places, signs, strict=True):
                        vector[i] = sign
                    vectors.append(vector)
        if weight == 4:
            vectors += [[sign if i == j else 0 for j in range(self.d)] for i in range(self.d) for sign in (-2, 2)]
        return {"v": vectors}
