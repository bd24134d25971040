"""`faqbot report`: what clients asked, in the terminal and as a page."""

from __future__ import annotations

import time
from pathlib import Path
from typing import List, Mapping, Optional, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from channels import settings
from faq import live
from staff import conversations, report_page, summary
from staff.summary import Summary, Unanswered

GROUPS_SHOWN = 15
WORDINGS_SHOWN = 3

NO_TEXT = (
    "What clients wrote is not shown, since the practice does not keep it. To keep it for the retention "
    "period, set FAQBOT_KEEP_TEXT=true."
)


def report(console: Console, days: int, html: Optional[Path]) -> None:
    """Print the report of the last `days` days, and write it as a page to `html` if given."""
    chosen = settings.current()
    entries = live.shared().current().entries
    shown_days = min(days, chosen.retention_days) if chosen.retention_days else days
    kept = conversations.read(time.time() - shown_days * 86_400)
    found = summary.summarise(kept, entries, chosen.keep_text)
    groups = summary.unanswered(found)
    title = f"The last {shown_days} days"
    _show(console, title, found, groups, chosen.keep_text)
    if html:
        report_page.page(title, found, groups).save(html)
        console.print(f"\nWritten: {html}", highlight=False, soft_wrap=True)


def _show(console: Console, title: str, found: Summary, groups: Sequence[Unanswered], has_text: bool) -> None:
    if not found.messages:
        console.print("No conversation is kept.")
        return
    console.print(f"{title}: {found.messages:,} messages\n", style="bold", highlight=False)
    _table(console, "Messages a day", _by_day(found))
    _table(console, "What came of them", dict(found.outcomes.most_common()), found.messages)
    _table(console, "Escalated, by group", dict(found.escalated.most_common()))
    _table(console, "Answers, by entry", dict(found.answered.most_common()))
    if found.helpful:
        rated = {f"{name}: yes {yes}, no {no}": yes + no for name, (yes, no) in sorted(found.helpful.items())}
        _table(console, "Helpful?", rated)
    if not has_text:
        _table(console, "Unanswered, by the entry that came nearest", dict(found.closest.most_common()))
        console.print(NO_TEXT)
    if groups:
        console.print("Unanswered, gathered by likeness", style="bold")
    for group in groups[:GROUPS_SHOWN]:
        console.print(f"{group.messages:>6,}  {group.suggestion}", highlight=False)
        for text in group.texts[:WORDINGS_SHOWN]:
            console.print(Padding(text, (0, 0, 0, 8)), style="dim", highlight=False, markup=False)
    if len(groups) > GROUPS_SHOWN:
        console.print(f"... and {len(groups) - GROUPS_SHOWN} rarer ones; --html shows them all.")


def _by_day(found: Summary) -> Mapping[str, int]:
    channels = sorted({channel for _, channel in found.days})
    counts = {
        day: {channel: found.days[day, channel] for channel in channels} for day, _ in sorted(found.days)
    }
    return {
        f"{day}  ({', '.join(f'{channel} {n}' for channel, n in row.items())})": sum(row.values())
        for day, row in counts.items()
    }


def _table(console: Console, title: str, counts: Mapping[str, int], of: int = 0) -> None:
    if not counts:
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column("", min_width=40, overflow="fold")
    table.add_column("", justify="right")
    table.add_column("", justify="right")
    for name, count in counts.items():
        share: List[str] = [f"{count / of:.1%}"] if of else []
        table.add_row(f"  {name}", f"{count:,}", *share)
    console.print(title, style="bold")
    console.print(table)
    console.print()
