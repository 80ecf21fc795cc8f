class Objective:
    """Integers, in pairs: place and length of a part of the string that becomes a rule, where that makes the grammar smaller.

    The length is 2 plus the number modulo 24. The part is first written with the rules so far; then all its copies in the current
    string (from the left, without overlap) are replaced by the new rule's name. Value: letters and names on all right sides.
    """

    kind = "integers"

    def __init__(self, inputs):
        self.alphabet = int(inputs["alphabet"])
        self.text = "".join(chr(int(v)) for v in inputs["s"])
        self.size, self.low, self.high = 60, 0, len(self.text) - 1

    def _run(self, z):
        text, rules = self.text, []
        for k in range(0, len(z), 2):
            part = self.text[z[k] : z[k] + 2 + z[k + 1] % 24]
            for j, rule in enumerate(rules):
                part = part.replace(rule, chr(self.alphabet + j))
            copies = text.count(part)
            if (copies - 1) * (len(part) - 1) > 1:  # copies · (length − 1) saved, length paid
                text = text.replace(part, chr(self.alphabet + len(rules)))
                rules.append(part)
        return [*rules, text]

    def value(self, z):
        return sum(map(len, self._run(z)))

    def answer(self, z):
        return {"rules": [[ord(symbol) for symbol in rule] for rule in self._run([int(v) for v in z])]}
