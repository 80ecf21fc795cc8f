"""Markup: what is text stays text, whatever it says."""

from __future__ import annotations

import base64
import hashlib
import re

from hypothesis import given
from hypothesis import strategies as st

from eft.reporting.html import MAX_CODE_CHARS, Html, code, cut, element, line, number, page, percent, settings, table, text

hostile = st.text(st.sampled_from("<>&\"'=/ !-abscriptonload;:\x00\x1b\u202e\n`{}\\")) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        '" onload="x',
        "</pre></style><img src=x onerror=y>",
        "<!--",
        "]]>",
        "&lt;b&gt;",
        "javascript:x",
        "\ud800",
    ]
)


@given(hostile, hostile)
def test_text_and_attributes_are_never_markup(seen, one, other):
    found = seen(element("p", one, element("b", other), id=one, title=Html(other)))
    assert found.tags == ["p", "b"]
    assert [name for name, _ in found.attributes] == ["id", "title"]
    assert found.open == []
    if not any(ord(c) < 32 or c in "\u202e\ud800" for c in one + other):
        assert found.text == one + other
        assert dict(found.attributes) == {"id": one, "title": other}


@given(hostile)
def test_a_page_has_only_our_elements(seen, words):
    parts = (code(words), table((words,), [(words,)]), settings({words: words}))
    found = seen(page(words, *parts))
    plain = seen(page("x", *(code("x"), table(("x",), [("x",)]), settings({"x": "x"}))))
    assert found.tags == plain.tags
    assert [n for n, _ in found.attributes] == [n for n, _ in plain.attributes]


def test_control_and_direction_characters_are_visible():
    assert text("a\x1b[31mb\u202ec\td\ne") == "a\\x1b[31mb\\u202ec\td\ne"


def test_style_is_allowed_by_its_hash_and_nothing_else_is():
    markup = page("t")
    style = re.search(r"<style>(.*?)</style>", markup, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', markup)[1]
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not re.search(r"url\(|@import|https?:", style)


def test_lines_and_programs_are_cut():
    assert line("a \n  b") == "a b"
    assert line("x" * 10, 5) == "xxxx…"
    assert cut("a\nb") == ("a\nb", "")
    kept, note = cut("x" * (MAX_CODE_CHARS + 5))
    assert len(kept) == MAX_CODE_CHARS
    assert "60,000 of 60,005" in note
    assert cut("\n" * 5000)[0].count("\n") == 1999


def test_numbers():
    assert (number(None), number(-0.0), number(2.6359830849, 6), percent(1, 3), percent(0, 0)) == ("–", "0", "2.63598", "33.3 %", "–")


def test_number_columns_are_marked():
    markup = table(("name", "score"), [("a", "1")])
    assert '<td class="text">a</td><td class="number">1</td>' in markup
