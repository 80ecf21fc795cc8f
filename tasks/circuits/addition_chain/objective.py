from heapq import heapify, heappop, heappush


class Objective:
    """Integers 0..8: how needed numbers (by a hash) are split into two smaller ones, which are then needed too, from the largest down.

    0: half and half (an even number; n-1 and 1 for an odd one); 1 and 8: a fifth or a third is taken and multiplied (where it divides);
    2: the largest other needed number, if at least a quarter, and the rest; 3-7: the last 1-5 bits and the rest. At most one new number
    above 31 is needed for each, so the chain stays short. Value: numbers that are needed, without 1.
    """

    kind = "integers"
    low, high = 0, 8

    def __init__(self, inputs):
        self.targets = [int(t) for t in inputs["targets"]]
        self.size = min(400, max(t.bit_length() for t in self.targets) + 20 * len(self.targets))

    def _run(self, z):
        size, steps = self.size, {}
        heap = [-t for t in self.targets]
        heapify(heap)
        while heap:
            n = -heappop(heap)
            while heap and -heap[0] == n:
                heappop(heap)
            if n == 1:
                continue
            rule = z[(n * 2654435761 >> 9) % size]  # by the number itself: a changed rule leaves the other numbers' rules alone
            a = n - 1 if n & 1 else n >> 1
            if rule == 2 and heap and -heap[0] * 4 >= n:  # a small one would have to be taken off very often
                a = -heap[0]
            elif 2 < rule < 8 and n >> rule - 2:
                a = n - (n & (1 << rule - 2) - 1)
                if a == n:
                    a = n >> 1
            elif rule == 8 and n % 3 == 0:
                a = n // 3
                steps[2 * a] = (a, a)
            elif rule == 1 and n % 5 == 0:
                a = n // 5
                steps[2 * a], steps[4 * a] = (a, a), (2 * a, 2 * a)
            b = n - a
            steps[n] = (a, b)
            heappush(heap, -a)
            if b != a and b not in steps:
                heappush(heap, -b)
        return steps

    def value(self, z):
        return len(self._run(z))

    def answer(self, z):
        steps = self._run([int(v) for v in z])
        place = {1: 0}
        for n in sorted(steps):
            place[n] = len(place)
        return {"steps": [[place[a], place[b]] for _, (a, b) in sorted(steps.items())]}
