"""The evaluation as a page: the figures, the confusion matrix, and how honest the confidence is."""

from __future__ import annotations

from typing import Dict, List, Sequence

import plotly.graph_objects as go

from staff import evaluating, scoring
from staff.page import Page
from staff.scoring import Outcome


def page(name: str, outcomes: Sequence[Outcome], before: Dict[str, float]) -> Page:
    """Return the page for one evaluation; `before` holds the figures of the last model."""
    made = Page(f"Evaluation: {name}")
    figures = [*scoring.figures(outcomes), *scoring.by_voice(outcomes)]
    made.table(
        ["Figure", "Now", "Last model", "Messages"],
        [
            (
                figure.name,
                evaluating.written(figure, figure.value),
                evaluating.written(figure, before[figure.name]) if figure.name in before else "-",
                figure.messages,
            )
            for figure in figures
        ],
    )
    made.heading("What was taken for what")
    made.plot(_confusion_matrix(outcomes), "Each row is what was expected, each column what was understood.")
    made.table(
        ["Expected", "Taken for", "Times", "For example"],
        [
            (expected, got, len(found), found[0].case.text)
            for expected, got, found in scoring.confusions(outcomes)
        ],
    )
    made.heading("Confidence")
    made.plot(
        _confidence(outcomes), "How confident the assistant was when it was right and when it was wrong."
    )
    if any(outcome.case.kind == "in_scope" for outcome in outcomes):
        made.plot(
            _coverage(outcomes),
            "If only messages above some confidence were answered: how many that is, and how many rightly.",
        )
    return made


def _confusion_matrix(outcomes: Sequence[Outcome]) -> go.Figure:
    counts = scoring.confusion_counts(outcomes)
    rows = sorted({expected for expected, _ in counts})
    columns = sorted({got for _, got in counts} | set(rows))
    grid: List[List[int]] = [[counts[row, column] for column in columns] for row in rows]
    labels = [[str(count) if count else "" for count in row] for row in grid]
    heat = go.Heatmap(
        z=grid, x=columns, y=rows, text=labels, texttemplate="%{text}", colorscale="Blues", showscale=False
    )
    figure = go.Figure(heat)
    figure.update_layout(height=max(400, 30 * len(rows) + 180))
    figure.update_yaxes(autorange="reversed", automargin=True)
    figure.update_xaxes(automargin=True)
    return figure


def _confidence(outcomes: Sequence[Outcome]) -> go.Figure:
    figure = go.Figure()
    for label, right, colour in (("right", True, "#1b7f5c"), ("wrong", False, "#c0392b")):
        values = [outcome.confidence for outcome in outcomes if outcome.right == right]
        figure.add_histogram(
            x=values, name=label, marker_color=colour, xbins={"start": 0, "end": 1, "size": 0.05}
        )
    figure.update_layout(barmode="stack", xaxis_title="confidence", yaxis_title="messages", height=360)
    return figure


def _coverage(outcomes: Sequence[Outcome]) -> go.Figure:
    share, accuracy = scoring.coverage(outcomes)
    figure = go.Figure(go.Scatter(x=share, y=accuracy, mode="lines", line={"color": "#1f5f8b"}))
    figure.update_layout(xaxis_title="share answered", yaxis_title="right among them", height=360)
    return figure
