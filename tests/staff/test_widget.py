"""The lines that `faqbot widget` prints."""

import os

from channels import widget_file


def test_the_lines_name_the_public_address_and_the_hash(faqbot):
    printed = faqbot(
        "widget", env={**os.environ, "FAQBOT_PUBLIC_URL": "https://chat.practice.example/"}
    ).stdout
    assert '<script type="module" src="https://chat.practice.example/chat/widget.js"></script>' in printed
    assert f"https://chat.practice.example/chat/{widget_file.versioned_name()}" in printed
    assert f'integrity="{widget_file.current().integrity}"' in printed
