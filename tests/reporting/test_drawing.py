"""Constructions: geometry and constants by hand; answers that cannot be drawn are refused with a reason."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import all_tasks, find
from eft.reporting.drawing import SIDE, autocorrelation, circles, draw, drawable, overlap, points

SVG = "{http://www.w3.org/2000/svg}"


def shapes(figure, name):
    return list(ElementTree.fromstring(figure).iter(SVG + name))


def largest(figure):
    return float(re.search(r"largest ([-\d.e]+)", figure)[1])


def test_circles_in_the_square_by_hand():
    figure = circles({"x": [0.25, 0.5], "y": [0.25, 1.0], "r": [0.25, 0.0]})
    first, second = shapes(figure, "circle")
    assert [float(first.get(k)) for k in ("cx", "cy", "r")] == [SIDE / 4, SIDE * 3 / 4, SIDE / 4]  # y points up
    assert float(second.get("cy")) == 0.0
    assert float(shapes(figure, "rect")[0].get("height")) == SIDE


def test_circles_in_a_rectangle_of_perimeter_four():
    wall = shapes(circles({"w": 1.5, "x": [0.5], "y": [0.25], "r": [0.25]}), "rect")[0]
    assert float(wall.get("width")) == SIDE
    assert float(wall.get("height")) == pytest.approx(SIDE / 3, abs=1e-3)


def test_overlap_of_the_constant_half_is_one_half():
    assert largest(overlap(np.full(10, 0.5))) == 0.5


def test_overlap_of_a_box_in_the_middle():
    # h = 1 on [1/2, 3/2]; shifted by 1/2 it covers [1, 2], of which the complement has [3/2, 2]; no shift covers more
    assert largest(overlap(np.array([0.0, 1.0, 1.0, 0.0]))) == 0.5


def test_autocorrelation_of_a_constant_is_two():
    assert largest(autocorrelation(np.ones(50))) == pytest.approx(2.0)
    assert largest(autocorrelation(np.array([3.0]))) == pytest.approx(2.0)


def test_autocorrelation_agrees_with_a_plain_sum():
    a = np.array([1.0, 3.0, 2.0, 0.5])
    best = max(sum(a[i] * a[k - i] for i in range(4) if 0 <= k - i < 4) for k in range(7))
    assert largest(autocorrelation(a)) == pytest.approx(2 * 4 * best / a.sum() ** 2, rel=1e-6)


def test_points_fill_the_picture():
    dots = shapes(points(np.array([[2.0, 2.0], [3.0, 2.0], [2.0, 2.5]])), "circle")
    assert [(float(d.get("cx")), float(d.get("cy"))) for d in dots] == [(0.0, SIDE / 2), (SIDE, SIDE / 2), (0.0, 0.0)]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (None, "no mapping"),
        ({}, "x: missing"),
        ({"x": [0.1], "y": [0.1, 0.2], "r": [0.1]}, "1, 2, 1 numbers"),
        ({"x": [float("nan")], "y": [0.1], "r": [0.1]}, "nan"),
        ({"x": ["<b>"], "y": [0.1], "r": [0.1]}, "x"),
        ({"x": [0.1] * 5000, "y": [0.1] * 5000, "r": [0.1] * 5000}, "5000 entries"),
        ({"w": 3.0, "x": [0.1], "y": [0.1], "r": [0.1]}, "between 0 and 2"),
    ],
)
def test_circles_that_cannot_be_drawn(answer, reason):
    with pytest.raises(Reject, match=reason):
        draw(find("packing/circles_in_square/n=26"), answer)


@pytest.mark.parametrize("heights", [[0.0, 0.0], [1e308, 1e308], [1e-300, -1e-300], [], "abc", [1e200, -1e200, 1.0]])
def test_step_functions_that_cannot_be_drawn(heights):
    with pytest.raises(Reject):
        draw(find("inequalities/autocorr_first/n_max=100"), {"a": heights})


def test_the_suite_knows_what_it_can_draw():
    found = {task.family for task in all_tasks() if drawable(task)}
    assert {"packing/circles_in_square", "inequalities/erdos_overlap", "inequalities/autocorr_first", "points/heilbronn"} <= found
    assert "codes/maxdet" not in found


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True) | st.integers() | st.text() | st.booleans() | st.none(), max_size=6))
def test_no_answer_breaks_the_drawing(values):
    for name, shape in (("a", "f64[n]"), ("h", "f64[n]"), ("p", "f64[n,2]")):
        task = replace(find("packing/circles_in_square/n=26"), outputs={name: shape})
        answer = {name: [values[i : i + 2] for i in range(0, len(values), 2)] if name == "p" else values}
        try:
            figure = draw(task, answer)
        except Reject:
            continue
        ElementTree.fromstring(figure)
