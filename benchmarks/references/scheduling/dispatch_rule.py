"""Reference of scheduling/dispatch_rule: weights of the objective's terms, tuned on the recorded shops."""

from eft.evaluation.blocks import infix
from eft.evaluation.scorers.policies import SHOP, shop
from eft.evaluation.tasks import load_module, read_family
from policy_search import search

SOLVER = "weights of seven terms tuned on the recorded shops"


def solve(public, seconds):
    score = load_module(read_family("scheduling/dispatch_rule")[0], "score")
    shops = [score.shop_of(*(public[name][k] for name in ("jobs", "ops", "down"))) for k in range(2)]

    def cost(answer):
        policy = infix.policy(answer["expr"], SHOP)
        return sum(shop(policy, one) for one in shops)

    return search("scheduling/dispatch_rule", public, cost, seconds), None


def base(public):
    return {"expr": "-age"}
