"""`faqbot widget`: the lines of HTML that put the chat on the practice's website."""

from __future__ import annotations

from channels import settings, widget_file


def embedding() -> str:
    """Return the HTML that loads the widget: the plain form, and the one that is pinned and checked."""
    chosen = settings.current()
    address = (chosen.public_url or f"http://{chosen.host}:{chosen.port}").rstrip("/")
    chat = f'<faq-chat><a href="{address}/faq">Questions and answers</a></faq-chat>'
    return f"""Always the newest widget:

<script type="module" src="{address}/chat/widget.js"></script>
{chat}

Only this very version, which the browser checks. Print and paste these lines anew after an update:

<script type="module" src="{address}/chat/{widget_file.versioned_name()}"
  integrity="{widget_file.current().integrity}" crossorigin="anonymous"></script>
{chat}"""
