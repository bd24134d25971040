"""A real browser for these tests: Debian's chromium, driven without a screen."""

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The test of another site needs a page of localhost to reach 127.0.0.1.
    "--disable-features=LocalNetworkAccessChecks",
]
AXE = "axe-core@4.10.3"

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 780}


# For this folder alone: while playwright runs, no test of another folder could start an event loop.
@pytest.fixture(scope="package")
def browser():
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def new_page(browser):
    """Open a page as one client has it; whatever goes wrong in its scripts fails the test."""
    contexts, errors = [], []

    def open_page(address, viewport=DESKTOP, **options):
        contexts.append(browser.new_context(viewport=viewport, **options))
        page = contexts[-1].new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors


@pytest.fixture(scope="session")
def axe():
    """The source of axe-core, fetched once from its npm package."""
    folder = ROOT / ".build" / "axe"
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        folder.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--silent", "--no-save", "--no-audit", "--prefix", str(folder), AXE]
        subprocess.run(command, check=True, timeout=300)
    return script.read_text(encoding="utf-8")


class Chat:
    """The widget on a page, as a client sees it."""

    def __init__(self, page):
        self.page = page
        self.log = page.get_by_role("log")
        self.box = page.get_by_role("textbox", name="Your question")

    def open(self):
        self.page.get_by_role("button", name="Ask a question").click()
        self.log.get_by_text("I am the automated assistant").wait_for()
        return self

    def ask(self, text):
        self.box.fill(text)
        self.box.press("Enter")

    def wait_for(self, text):
        self.log.get_by_text(text).last.wait_for()

    def messages(self, kind="client"):
        return self.log.locator(f".message.{kind}").all_inner_texts()
