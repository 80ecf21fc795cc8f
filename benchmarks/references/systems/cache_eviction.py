"""Practical reference of systems/cache_eviction: weights of the objective's terms, tuned on the training traces. (The score's own unit is
Belady's rule, or the best of eight rules where sizes differ.)"""

from eft.evaluation.blocks import infix
from eft.evaluation.scorers.policies import CACHE, cache
from policy_search import search

SOLVER = "weights of seven terms tuned on the training traces"


def solve(public, seconds):
    def cost(answer):
        policy = infix.policy(answer["expr"], CACHE)
        return -sum(cache(policy, row, public["sizes"], public["capacity"])[1] for row in public["train"])

    return search("systems/cache_eviction", public, cost, seconds), None


def base(public):
    return {"expr": "-age"}
