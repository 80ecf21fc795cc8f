"""Figures: pixels by hand, well-formed XML, bounded size."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eft.reporting.figures import MAX_POINTS, Axes, Level, Line, corners, curves, saved, thinned, tick_text, ticks

SVG = "{http://www.w3.org/2000/svg}"
values = st.floats(-1e12, 1e12)


def draw(lines, **other):
    return curves(lines, title="A figure", x_label="x", y_label="y", **other)


def test_pixels_by_hand():
    axes = Axes((0.0, 0.0), (10.0, 2.0), width=188, height=158)  # 100 by 100 pixels between the margins
    assert [axes.x(v) for v in (0, 5, 10)] == [72, 122, 172]
    assert [axes.y(v) for v in (0, 1, 2)] == [114, 64, 14]
    assert axes.y(9) == 14  # outside: on the edge
    log = Axes((1.0, 0.0), (100.0, 1.0), width=188, log_x=True)
    assert [log.x(v) for v in (1, 10, 100)] == [72, 122, 172]


def test_a_curve_a_level_and_dots_are_drawn():
    figure = draw([Line("a", [(1, 0.0), (2, 1.0)])], dots=[[(1, 0.5), (2, -9.0)]], levels=[Level("reference 2", 2.0)])
    root = ElementTree.fromstring(figure)
    assert root.find(f"{SVG}title").text == "A figure"
    assert len(root.findall(f"{SVG}circle")) == 2
    assert "reference 2" in [t.text for t in root.iter(f"{SVG}text")]


def test_one_line_has_no_legend_and_several_have_one():
    one = draw([Line("alone", [(0, 0), (1, 1)])])
    two = draw([Line("base", [(0, 0), (1, 1)]), Line("tuned", [(0, 1), (1, 2)], low=[0.5, 1.5], high=[1.5, 2.5])])
    assert "alone" not in one
    assert "base" in two
    assert "tuned" in two
    assert two.count('class="band') == 1


def test_steps_hold_until_the_next_point():
    assert corners([(1, 0.0), (2, 0.0), (3, 1.0), (4, 1.0)]) == [(1, 0.0), (3, 0.0), (3, 1.0), (4, 1.0)]
    assert corners([]) == []


def test_thinning_keeps_the_end():
    few = thinned([(i, i) for i in range(100_000)])
    assert len(few) <= MAX_POINTS
    assert few[0] == (0, 0)
    assert few[-1] == (99_999, 99_999)


def test_ticks_are_round():
    assert ticks(0.0, 10.0) == [0, 2, 4, 6, 8, 10]
    assert ticks(2.13, 2.66) == [2.2, 2.4, 2.6]
    assert ticks(-0.012, 0.021) == [-0.01, 0.0, 0.01, 0.02]
    assert ticks(1.0, 1.0) == [1.0]
    assert [tick_text(t, [0.1, 0.2, 0.3]) for t in (0.1, 0.3)] == ["0.1", "0.3"]


def test_nothing_to_draw_says_so():
    assert "nothing to draw" in draw([Line("a", [])])


@given(st.lists(st.lists(st.tuples(st.integers(0, 1000), values), min_size=1, max_size=8), min_size=1, max_size=8), st.text(max_size=20))
def test_any_finite_figure_is_well_formed(rows, name):
    lines = [Line(name, sorted(points), step=i % 2 == 0) for i, points in enumerate(rows)]
    figure = draw(lines, dots=rows, levels=[Level(name, rows[0][0][1])])
    for word in ("nan", "inf"):
        assert word not in "".join(p.get("d", "") for p in ElementTree.fromstring(figure).iter(f"{SVG}path"))
    ElementTree.fromstring(saved(figure))


@pytest.mark.parametrize("spread", [0.0, 1e-15, 1e-300, 1e300])
def test_extreme_ranges(spread):
    ElementTree.fromstring(draw([Line("a", [(1, 1.0), (2, 1.0 + spread), (3, -spread)])]))
