# profile: cheap
import json


def solve(M, O, round, rounds, state, reply, seed=0):  # noqa: E741
    # EVOLVE-BLOCK-START
    first = 0
    chunk = 4
    spare = 0
    limit = 20
    if round == 0:
        memory = {"found": [-1] * M, "next": [first + 1] * M, "base": -1, "asked": []}
    else:
        memory = json.loads(state)
        counts = [int(value) for value in reply]
        if memory["base"] < 0:
            memory["base"] = counts.pop(0)
        for (module, option), count in zip(memory["asked"], counts, strict=False):
            if count > memory["base"]:
                memory["found"][module] = option
            if count < memory["base"]:
                memory["found"][module] = first
    asked = []
    for module in range(M):
        if memory["found"][module] < 0:
            for option in range(memory["next"][module], min(O - spare, memory["next"][module] + chunk)):
                if len(asked) < limit:
                    asked.append((module, option))
                    memory["next"][module] = option + 1
    if round > 0 and not asked:
        return {"answer": [option if option >= 0 else O - 1 for option in memory["found"]]}
    memory["asked"] = asked
    rows = [] if round else [[first] * M]
    for module, option in asked:
        row = [first] * M
        row[module] = option
        rows.append(row)
    # EVOLVE-BLOCK-END
    return {"ask": rows, "state": json.dumps(memory).encode()}
