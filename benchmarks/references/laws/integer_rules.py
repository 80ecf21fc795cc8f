"""Reference of laws/integer_rules: the rule itself; the base is the most common value of the examples."""

SOLVER = "the rule itself"


def answers(public, secret):
    values = public["y"].tolist()
    return {"expr": secret["rule"]}, {"expr": str(max(values, key=values.count))}
