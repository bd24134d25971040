"""The report on conversations as a page with plots."""

from __future__ import annotations

from typing import Mapping, Sequence

import plotly.graph_objects as go

from staff.page import Page
from staff.summary import Summary, Unanswered


def page(title: str, found: Summary, groups: Sequence[Unanswered]) -> Page:
    """Return the page of a report."""
    made = Page(f"What clients asked: {title[0].lower()}{title[1:]}")
    made.paragraph(f"{found.messages:,} messages.")
    if not found.messages:
        return made
    made.plot(_days(found), "Messages a day, by channel.")
    made.heading("What came of them")
    made.plot(_bars(found.outcomes), "Messages by what came of them.")
    made.table(["Outcome", "Messages"], found.outcomes.most_common())
    if found.escalated:
        made.heading("Sent to their therapist, by group")
        made.plot(_bars(found.escalated), "Escalations by group of condition.")
    made.heading("Answers")
    made.table(
        ["Entry", "Answered", "Helpful", "Not helpful"],
        [(name, count, *found.helpful.get(name, [0, 0])) for name, count in found.answered.most_common()],
    )
    made.heading("Unanswered")
    if groups:
        made.table(
            ["Times", "Suggestion", "Asked as"],
            [(group.messages, group.suggestion, " / ".join(group.texts)) for group in groups],
        )
    else:
        made.table(["The entry that came nearest", "Messages"], found.closest.most_common())
    return made


def _days(found: Summary) -> go.Figure:
    days = sorted({day for day, _ in found.days})
    figure = go.Figure()
    for channel in sorted({channel for _, channel in found.days}):
        figure.add_bar(x=days, y=[found.days[day, channel] for day in days], name=channel)
    figure.update_layout(barmode="stack", height=360, yaxis_title="messages", showlegend=True)
    figure.update_xaxes(type="category")
    return figure


def _bars(counts: Mapping[str, int]) -> go.Figure:
    ordered = sorted(counts.items(), key=lambda item: item[1])
    figure = go.Figure(go.Bar(x=[n for _, n in ordered], y=[name for name, _ in ordered], orientation="h"))
    figure.update_layout(height=120 + 28 * len(ordered))
    figure.update_yaxes(automargin=True)
    return figure
