"""The pages without JavaScript: the FAQ, the home page, and the headers of everything served."""

import json
import re

import pytest
import requests

from faq import live

SERVED = ["/", "/faq", "/page.css", "/icon.svg", "/chat/widget.js", "/chat/config", "/healthz", "/nothing"]


def get(server, path):
    return requests.get(f"{server}{path}", timeout=30)


def test_every_question_has_an_address_and_its_answer(server):
    page = get(server, "/faq").text
    entries = live.shared().current().entries
    for name, entry in entries.items():
        assert f'<section id="{name}"' in page
        assert entry.question in page
        first = re.split(r"\n", entry.answer)[0].replace('"', "&#34;").replace("'", "&#39;")
        assert f"<p>{first}</p>" in page
    assert page.count("<section id=") == len(entries)


def test_search_engines_find_all_questions(server):
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', get(server, "/faq").text, re.S)
    page = json.loads(data[1])
    assert (page["@context"], page["@type"]) == ("https://schema.org", "FAQPage")
    questions = {item["name"] for item in page["mainEntity"]}
    assert questions == {entry.question for entry in live.shared().current().entries.values()}
    assert all(item["acceptedAnswer"]["text"] for item in page["mainEntity"])


def test_the_home_page_shows_the_practice_and_its_chat(server):
    page = get(server, "/").text
    assert "Clinical Massage Practice" in page
    assert '<a href="tel:01632960123">' in page
    assert re.search(r'<script type="module" src="/chat/widget-[0-9a-f]{12}\.js">', page)
    assert '<faq-chat><a href="/faq">' in page


@pytest.mark.parametrize("path", SERVED)
def test_security_headers_are_on_everything(server, path):
    headers = get(server, path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Server" not in headers


@pytest.mark.parametrize("path", ["/", "/faq"])
def test_no_page_has_inline_script_or_style(server, path):
    page = get(server, path).text
    assert not re.search(r"<style|\sstyle=|\son\w+=", page)
    assert all("src=" in tag or "ld+json" in tag for tag in re.findall(r"<script[^>]*>", page))
