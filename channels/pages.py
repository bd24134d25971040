"""The pages: a practice's home page with the chat on it, the FAQ without JavaScript, and their files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List, Tuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from sanic import Blueprint, Request, response
from sanic.response import HTTPResponse

from channels import widget_file
from channels.blocks import Block, blocks, dialled
from faq import live
from faq.knowledge_base import KnowledgeBase
from faq.schema import Entry

_TEMPLATES = Path(__file__).with_name("templates")

# What a client reads first, in the order of the practice's own list; new entries follow by name.
_ORDER = (
    "what_is_clinical_massage",
    "clinical_vs_relaxation",
    "conditions_helped",
    "first_session",
    "will_it_hurt",
    "undressing",
    "session_length",
    "treatment_frequency",
    "contraindications",
    "prescription",
    "aftercare",
)

_environment = Environment(
    loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
_environment.filters["dialled"] = dialled

pages = Blueprint("pages")


@pages.get("/")
async def home(_: Request) -> HTTPResponse:
    """Show a plausible page of the practice with the chat on it."""
    knowledge = live.shared().current()
    sections = [
        ("What is clinical massage?", "clinical-massage", "what_is_clinical_massage"),
        ("What to expect", "what-to-expect", "first_session"),
        ("When to talk to your therapist first", "when-to-avoid", "contraindications"),
    ]
    shown = [
        (heading, anchor, _answer(knowledge, knowledge.entries[name]))
        for heading, anchor, name in sections
        if name in knowledge.entries
    ]
    return _page("home.html", knowledge, sections=shown)


@pages.get("/faq")
async def faq(_: Request) -> HTTPResponse:
    """Show every question and answer, each at an address of its own."""
    knowledge = live.shared().current()
    entries = [(name, entry, _answer(knowledge, entry)) for name, entry in _in_order(knowledge)]
    return _page("faq.html", knowledge, entries=entries, structured_data=_structured_data(knowledge))


@pages.get("/page.css")
async def style(_: Request) -> HTTPResponse:
    """Send the style sheet of the pages."""
    return await response.file(_TEMPLATES / "page.css", headers={"Cache-Control": "public, max-age=3600"})


@pages.get("/icon.svg")
async def icon(_: Request) -> HTTPResponse:
    """Send the practice's picture."""
    return await response.file(_TEMPLATES / "icon.svg", headers={"Cache-Control": "public, max-age=3600"})


@pages.get("/chat/<file:widget(?:-[0-9a-f]+)?\\.js>")
async def widget(request: Request, file: str) -> HTTPResponse:
    """Send the widget; under its version's name it may be kept for ever."""
    module = widget_file.current()
    is_this_version = file == widget_file.versioned_name()
    headers = {
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Cache-Control": f"public, max-age={31536000 if is_this_version else 300}"
        + (", immutable" if is_this_version else ""),
        "ETag": f'"{module.version}"',
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return response.empty(304, headers)
    body = module.source
    if "gzip" in request.headers.get("accept-encoding", ""):
        body = module.compressed
        headers["Content-Encoding"] = "gzip"
    return response.raw(body, headers=headers, content_type="text/javascript; charset=utf-8")


def _page(template: str, knowledge: KnowledgeBase, **values: Any) -> HTTPResponse:
    page = _environment.get_template(template).render(
        practice=knowledge.practice, widget_address=f"/chat/{widget_file.versioned_name()}", **values
    )
    return response.html(page, headers={"Cache-Control": "no-cache"})


def _in_order(knowledge: KnowledgeBase) -> List[Tuple[str, Entry]]:
    known = [name for name in _ORDER if name in knowledge.entries]
    return [(name, knowledge.entries[name]) for name in dict.fromkeys([*known, *knowledge.entries])]


def _answer(knowledge: KnowledgeBase, entry: Entry) -> List[Block]:
    return blocks(knowledge.fill(entry.answer), knowledge)


def _structured_data(knowledge: KnowledgeBase) -> Markup:
    questions: List[Dict[str, Any]] = [
        {
            "@type": "Question",
            "name": entry.question,
            "acceptedAnswer": {"@type": "Answer", "text": knowledge.fill(entry.answer).strip()},
        }
        for _, entry in _in_order(knowledge)
    ]
    data = {"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": questions}
    # In a script element only "<" could end it or begin a comment.
    return Markup(json.dumps(data).replace("<", "\\u003c"))
