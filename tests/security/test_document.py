"""docs/security.md names tests; each of them must be there."""

import ast
import re

import pytest
from conftest import ROOT

DOCUMENT = (ROOT / "docs/security.md").read_text()
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", DOCUMENT)))
ROWS = [line for line in DOCUMENT.splitlines() if re.match(r"\| [STRIDE](, [STRIDE])* \|", line)]


def test_the_document_names_tests():
    assert len(NAMED) > 30


@pytest.mark.parametrize("path, name", NAMED)
def test_each_named_test_is_there(path, name):
    tree = ast.parse((ROOT / path).read_text())
    assert name in {
        node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


@pytest.mark.parametrize("row", ROWS)
def test_each_threat_has_a_test_or_says_that_it_has_none(row):
    shown = row.strip("|").split("|")[-1]
    assert "::" in shown or "no test" in shown


def test_the_parts_that_are_listed_are_the_pinned_ones():
    locked = dict(
        re.findall(r"^([A-Za-z0-9._-]+)==([^ \\]+)", (ROOT / "requirements.lock").read_text(), re.M)
    )
    listed = re.findall(r"^\| `([\w.-]+)` ([\d.]+)", DOCUMENT, re.M)
    assert len(listed) > 10
    assert {name: locked.get(name) for name, _ in listed} == dict(listed)
