# profile: cheap
import math
import random


def solve(stack, m, seed=0, objective=None):
    rng = random.Random(seed)
    n, m = objective.size, int(m)
    # EVOLVE-BLOCK-START
    stack = [int(v) for v in stack]

    def play(noise):
        piles, moves, cost = [stack[t * n // m : (t + 1) * n // m] for t in range(m)], [], 0
        for v in range(1, n + 1):
            source = next(t for t in range(m) if v in piles[t])
            pile = piles[source]
            while pile[-1] != v:
                # the top run that one stack can take without hiding a smaller box, else all of it where least harm is done
                least = [(min(p, default=n + 1), t) for t, p in enumerate(piles) if t != source]
                at = len(pile) - 1
                roomy = [(low, t) for low, t in least if low > pile[at]]
                if roomy:
                    low, target = min(roomy) if rng.random() >= noise else rng.choice(roomy)
                    while pile[at - 1] != v and pile[at - 1] > pile[at] and pile[at - 1] < low:
                        at -= 1
                else:
                    target = max(least)[1]
                    while pile[at - 1] != v and pile[at - 1] > pile[at]:
                        at -= 1
                moves.append([pile[at], target])
                cost += len(pile) - at + 1
                piles[target] += pile[at:]
                del pile[at:]
            pile.pop()
            moves.append([v, -1])
        return cost, moves

    best = play(0.0)
    for _ in range(min(12, objective.left // 4)):
        best = min(best, play(0.05))
    # EVOLVE-BLOCK-END
    return {"move": best[1]}
