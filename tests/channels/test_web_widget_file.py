"""The widget's file: one module, small, cacheable, with a hash that pages can check."""

import base64
import gzip
import hashlib

import requests

from channels import widget_file

BUDGET = 15 * 1024


def get(server, path="/chat/widget.js", **headers):
    return requests.get(f"{server}{path}", headers=headers, timeout=30)


def test_it_keeps_within_its_budget():
    assert len(widget_file.current().compressed) <= BUDGET


def test_it_is_one_module_without_markup_or_eval():
    source = widget_file.current().source.decode()
    assert "import " not in source.replace("import.meta", "")
    for forbidden in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
    ):
        assert forbidden not in source


def test_it_comes_compressed_and_can_be_checked(server):
    answer = get(server)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    digest = base64.b64encode(hashlib.sha384(answer.content).digest()).decode()
    assert widget_file.current().integrity == f"sha384-{digest}"
    assert gzip.decompress(widget_file.current().compressed) == answer.content
    assert get(server, **{"Accept-Encoding": "identity"}).content == answer.content


def test_its_versioned_name_is_kept_for_ever_and_its_plain_name_is_not(server):
    versioned = get(server, f"/chat/{widget_file.versioned_name()}")
    assert "immutable" in versioned.headers["Cache-Control"]
    plain = get(server)
    assert plain.headers["Cache-Control"] == "public, max-age=300"
    assert get(server, **{"If-None-Match": plain.headers["ETag"]}).status_code == 304


def test_any_site_may_load_it(server):
    answer = get(server, Origin="https://www.practice.example")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_an_earlier_version_still_loads_as_the_current_one(server):
    answer = get(server, "/chat/widget-000000000000.js")
    assert answer.content == widget_file.current().source
    assert "immutable" not in answer.headers["Cache-Control"]
