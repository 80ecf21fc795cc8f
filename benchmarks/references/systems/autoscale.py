"""Base of systems/autoscale (its reference is the hindsight plan, computed by the scorer itself)."""

from __future__ import annotations

SOLVER = "hindsight dynamic programme (a bound)"


def base(round, rounds, demand, running, booting, state):
    """Matches the last demand."""
    return {"ask": int(demand[-1]) - running - int(sum(booting)) if round else 0, "state": b""}


solve = base
