"""Accessible in every state, and unharmed by the page around it: WCAG 2.2 AA in a real browser."""

import pytest
from playwright.sync_api import expect

from browser.conftest import DESKTOP, PHONE, Chat

pytestmark = pytest.mark.slow

QUESTION = "how long is a session"
ANSWER = "Sessions commonly last 30, 45 or 60 minutes"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

WIDGET = '<script type="module" src="/chat/widget.js"></script><faq-chat></faq-chat>'

HOSTILE_STYLE = """<style>
  body * { all: unset !important; display: none !important; color: red !important; }
  body * { font-size: 3px !important; }
  faq-chat { opacity: 0 !important; position: absolute; left: -9999px; transform: scale(0.1) !important; }
  button, textarea, div, p { display: none !important; pointer-events: none !important; }
</style>"""

STRICT_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


def violations(page, axe):
    page.evaluate(f"() => {{ {axe} }}")
    found = page.evaluate(
        "rules => axe.run(document, { runOnly: rules }).then((result) => result.violations)", RULES
    )
    return [(fault["id"], node["html"]) for fault in found for node in fault["nodes"]]


def page_with(new_page, server, body, headers=None, attributes="", **options):
    """Open a page of the server's own origin that holds `body`."""

    page = new_page("about:blank", **options)
    document = f'<!doctype html><html lang="en" {attributes}><title>A page</title><body>{body}</body></html>'
    page.route(
        f"{server}/a-page",
        lambda route: route.fulfill(body=document, content_type="text/html", headers=headers or {}),
    )
    page.goto(f"{server}/a-page")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_state_has_a_violation(new_page, server, axe, scheme, viewport):
    page = new_page(server, viewport, color_scheme=scheme)
    found = {"closed": violations(page, axe)}
    chat = Chat(page).open()
    found["greeting"] = violations(page, axe)
    chat.ask(QUESTION)
    chat.wait_for("Was this helpful?")
    found["answer"] = violations(page, axe)
    chat.ask("I have deep vein thrombosis")
    chat.wait_for("Please talk to your therapist first")
    found["escalation"] = violations(page, axe)
    chat.ask("I am having a heart attack")
    chat.wait_for("Get help now")
    found["emergency"] = violations(page, axe)
    chat.ask("a" * 1001)
    expect(page.get_by_role("alert")).to_contain_text("too long")
    found["too long"] = violations(page, axe)
    page.context.set_offline(True)
    chat.ask(QUESTION)
    chat.wait_for("No connection")
    found["offline"] = violations(page, axe)
    assert found == dict.fromkeys(found, [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_faq_page_has_no_violation(new_page, server, axe, scheme):
    assert violations(new_page(f"{server}/faq", color_scheme=scheme), axe) == []


@pytest.mark.parametrize("color", ["#ffdd00", "#6b21a8", "#888888", "white", "black"])
def test_any_colour_of_the_practice_stays_legible(new_page, server, axe, color):
    widget = WIDGET.replace("<faq-chat>", f'<faq-chat color="{color}">')
    page = page_with(new_page, server, f"<main><h1>A page</h1></main>{widget}")
    chat = Chat(page).open()
    chat.ask(QUESTION)
    chat.wait_for(ANSWER)
    assert violations(page, axe) == []


def test_replies_are_announced_politely(new_page, server):
    chat = Chat(new_page(server)).open()
    expect(chat.log).to_have_role("log")
    assert chat.log.evaluate("log => log.ariaLive") in (None, "polite")
    assert chat.page.get_by_role("dialog", name="Clinical Massage Practice").is_visible()


def test_the_page_around_cannot_break_it(new_page, server):
    page = page_with(new_page, server, HOSTILE_STYLE + WIDGET.replace("<faq-chat>", "<faq-chat open>"))
    chat = Chat(page)
    chat.wait_for("I am the automated assistant")
    chat.ask(QUESTION)
    chat.wait_for(ANSWER)
    answer = chat.log.locator(".answer p").first
    styles = answer.evaluate("p => [getComputedStyle(p).fontSize, getComputedStyle(p).color]")
    assert styles == ["16px", "rgb(22, 38, 42)"]
    assert page.get_by_role("dialog").bounding_box()["width"] == 400


def test_it_does_not_touch_the_page_around(new_page, server):
    page = page_with(new_page, server, f"<p>Words of the practice</p>{WIDGET}")
    before = page.evaluate("[...Object.keys(window), document.body.children.length].join()")
    Chat(page).open()
    assert page.evaluate("[...Object.keys(window), document.body.children.length].join()") == before
    assert page.evaluate("document.styleSheets.length") == 0


def test_a_strict_policy_is_kept(new_page, server):
    complaints = []
    page = page_with(new_page, server, WIDGET, {"Content-Security-Policy": STRICT_POLICY})
    page.on("console", lambda message: complaints.append(message.text))
    chat = Chat(page).open()
    chat.ask(QUESTION)
    chat.wait_for(ANSWER)
    assert complaints == []


def test_our_own_pages_keep_their_policy(new_page, server):
    page = new_page("about:blank")
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    for path in ("/", "/faq"):
        page.goto(f"{server}{path}")
    Chat(page).open()
    assert complaints == []


def test_a_right_to_left_page_mirrors_it(new_page, server):
    page = page_with(new_page, server, WIDGET, attributes='dir="rtl"')
    chat = Chat(page).open()
    assert page.get_by_role("dialog").bounding_box()["x"] == 16
    chat.ask(QUESTION)
    chat.wait_for("Was this helpful?")
    # English on it keeps its question marks at the end.
    for words in (chat.log.get_by_text("Was this helpful?"), chat.log.get_by_role("button").last):
        assert words.evaluate("words => getComputedStyle(words).unicodeBidi") == "plaintext"


@pytest.mark.parametrize("size", [(320, 640), (320, 256)], ids=["320 wide", "400 % zoom"])
def test_a_small_screen_loses_nothing(new_page, server, size):
    page = new_page(server, {"width": size[0], "height": size[1]})
    chat = Chat(page).open()
    chat.ask(QUESTION)
    chat.wait_for(ANSWER)
    panel = page.get_by_role("dialog")
    assert panel.evaluate("panel => panel.scrollWidth <= panel.clientWidth")
    assert chat.log.evaluate("log => log.scrollWidth <= log.clientWidth")
    for name in ("Send", "Talk to a person", "Clear conversation", "Close chat"):
        control = page.get_by_role("button", name=name)
        control.scroll_into_view_if_needed()
        expect(control).to_be_in_viewport()
        control.click(trial=True)


def test_targets_are_large_enough_for_a_thumb(new_page, server):
    chat = Chat(new_page(server, PHONE)).open()
    chat.ask(QUESTION)
    chat.log.get_by_role("button", name="Yes").wait_for()
    for control in chat.page.get_by_role("dialog").get_by_role("button").all():
        box = control.bounding_box()
        assert min(box["width"], box["height"]) >= 44


def test_nothing_moves_for_those_who_want_it_still(new_page, server):
    chat = Chat(new_page(server, reduced_motion="reduce")).open()
    chat.page.context.set_offline(True)
    chat.ask(QUESTION)
    assert chat.page.evaluate("document.querySelector('faq-chat').getAnimations({ subtree: true })") == []


def test_forced_colours_keep_edges_visible(new_page, server):
    chat = Chat(new_page(server, forced_colors="active")).open()
    chat.ask(QUESTION)
    chat.wait_for(ANSWER)
    edge = chat.log.locator(".answer").evaluate("box => getComputedStyle(box).borderTopColor")
    assert edge == chat.log.evaluate("log => getComputedStyle(log).color")


def test_inline_it_is_part_of_the_page(new_page, server):
    widget = WIDGET.replace("<faq-chat>", '<faq-chat inline heading="Ask the practice" theme="dark">')
    page = page_with(new_page, server, widget)
    chat = Chat(page)
    chat.wait_for("I am the automated assistant")
    expect(page.get_by_role("region", name="Ask the practice")).to_be_visible()
    expect(page.get_by_role("button", name="Ask a question")).to_be_hidden()
    expect(page.get_by_role("button", name="Close chat")).to_be_hidden()


def test_its_words_can_be_translated(new_page, server):
    table = '<script type="application/json">{"launcher": "Frage stellen", "send": "Senden"}</script>'
    page = page_with(new_page, server, WIDGET.replace("</faq-chat>", f"{table}</faq-chat>"))
    page.get_by_role("button", name="Frage stellen").click()
    expect(page.get_by_role("button", name="Senden")).to_be_visible()


def test_a_site_that_is_not_allowed_gets_no_chat_and_its_client_a_sentence(new_page, server):
    elsewhere = server.replace("127.0.0.1", "localhost")
    page = new_page("about:blank")
    document = WIDGET.replace('src="', f'src="{server}')
    page.route(f"{elsewhere}/", lambda route: route.fulfill(body=document, content_type="text/html"))
    page.goto(f"{elsewhere}/")
    page.get_by_role("button", name="Ask a question").click()
    expect(page.get_by_role("log")).to_contain_text("The assistant cannot be reached just now")
