"""Reference of systems/request_router: the best, on the training traces, of weights tuned for each kind on other traces (policy_search.py, 1.6 s)
and of plain rules; the base is any server."""

from eft.evaluation.blocks import infix
from eft.evaluation.scorers.policies import ROUTER, routing
from eft.evaluation.tasks import load_module, read_family

SOLVER = "the best of tuned and plain rules on the training traces"
RULES = [
    "0.2713*queue + -0.1141*mine + 453.6796*queue/speed + 1724.9186*mine/speed + -10.0000*(size - cached)/speed + 0.0147*cached + -1.0000*u",
    "0.4526*queue + 0.9805*mine + 837.5052*queue/speed + 844.9002*mine/speed + 10.0000*(size - cached)/speed + -0.0200*cached + -0.9803*u",
    "0.9991*queue + 1.1821*mine + -741.2823*queue/speed + -545.6445*mine/speed + 6.5715*(size - cached)/speed + -0.0062*cached + -0.0194*u",
    "-0.9912*queue + 0.8168*mine + 1000.0000*queue/speed + -288.7562*mine/speed + -10.0000*(size - cached)/speed + -0.0187*cached + -0.6589*u",
    "queue",
    "mine + u",
    "queue + mine",
    "(100*(queue + 2*mine) - cached + size)/speed",
    "queue + 2*mine - cached/20",
]


def solve(public, seconds):
    score = load_module(read_family("systems/request_router")[0], "score")
    traces = [score.requests_of(rows, public, k) for k, rows in enumerate(public["train"])]
    return {"expr": min(RULES, key=lambda rule: sum(routing(infix.policy(rule, ROUTER), one) for one in traces))}, None


def base(public):
    return {"expr": "u"}
