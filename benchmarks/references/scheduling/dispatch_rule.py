"""Reference of scheduling/dispatch_rule: the best, on the training traces, of weights tuned for each kind on other traces (policy_search.py, 1.6 s)
and of plain rules; the base is first come, first served."""

from eft.evaluation.blocks import infix
from eft.evaluation.scorers.policies import SHOP, shop
from eft.evaluation.tasks import load_module, read_family

SOLVER = "the best of tuned and plain rules on the training traces"
RULES = [
    "0.012242250*p + -0.003333333*work + 0.000725251*slack + -0.016649291*weight + -15.128576767*weight/p + 0.095662706*max(slack, 0)/p + -50.000000000*weight/p*exp(-max(slack, 0)/110)",
    "0.005331532*p + -0.000119603*work + 0.000514845*slack + -0.214821421*weight + -24.559906671*weight/p + 0.012716007*max(slack, 0)/p + -48.005328495*weight/p*exp(-max(slack, 0)/110)",
    "0.018181818*p + 0.001987088*work + 0.000045557*slack + -0.059107010*weight + -6.649287751*weight/p + 0.013491988*max(slack, 0)/p + -50.000000000*weight/p*exp(-max(slack, 0)/110)",
    "0.018141515*p + 0.001603962*work + 0.000129996*slack + -0.500000000*weight + -12.657007573*weight/p + 0.200000000*max(slack, 0)/p + -28.596930331*weight/p*exp(-max(slack, 0)/110)",
    "-weight/p*exp(-max(slack, 0)/110)",
    "-weight/p*exp(-max(slack, 0)/300)",
    "-weight/p*exp(-max(slack, 0)/300) + 0.00001*next",
    "-weight/p*exp(-max(slack, 0)/500) + 0.00001*next",
]


def solve(public, seconds):
    score = load_module(read_family("scheduling/dispatch_rule")[0], "score")
    traces = [score.shop_of(*(public[name][k] for name in ("jobs", "ops", "down"))) for k in range(2)]
    return {"expr": min(RULES, key=lambda rule: sum(shop(infix.policy(rule, SHOP), one) for one in traces))}, None


def base(public):
    return {"expr": "-age"}
