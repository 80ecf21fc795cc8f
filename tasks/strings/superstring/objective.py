class Objective:
    """Permutation: order in which the words are joined, each overlapping the one before as far as it can.

    Words inside other words are left out. Value: length of the string.
    """

    kind = "permutation"

    def __init__(self, inputs):
        self.words = [bytes(word) for word in inputs["words"]]
        self.size, self.low, self.high = len(self.words), 0, len(self.words) - 1
        long = sorted(self.words, key=len)
        longest = len(long[-1])
        self.inner = {w for k, w in enumerate(long) if len(w) < longest and any(w in other for other in long[k + 1 :])}
        self.overlaps = {}

    def _overlap(self, a, b):
        for k in range(min(len(a), len(b)) - 1, 0, -1):
            if a.endswith(b[:k]):
                return k
        return 0

    def _run(self, z):
        words, overlaps, last, length = self.words, self.overlaps, None, 0
        joins = []
        for i in z:
            if words[i] in self.inner:
                continue
            if last is None:
                k = 0
            else:
                key = last * 1024 + i
                k = overlaps.get(key)
                if k is None:
                    k = overlaps[key] = self._overlap(words[last], words[i])
            joins.append((i, k))
            length += len(words[i]) - k
            last = i
        return length, joins

    def value(self, z):
        return self._run(z)[0]

    def answer(self, z):
        joins = self._run([int(v) for v in z])[1]
        return {"s": list(b"".join(self.words[i][k:] for i, k in joins))}
