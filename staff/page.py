"""A report as one HTML file that needs nothing else: headings, tables and plots."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import List, Sequence

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  color: #1c2b33; background: #fff; }
h1, h2 { line-height: 1.2; }
table { border-collapse: collapse; margin: 1rem 0; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #cfd8dc; text-align: left;
  vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
figure { margin: 1.5rem 0; }
figcaption { color: #455a64; }
"""


class Page:
    """An HTML page that grows from top to bottom."""

    def __init__(self, title: str) -> None:
        """Begin a page with `title` as its heading."""
        self._title = escape(title)
        self._parts: List[str] = []
        self._has_plots = False

    def heading(self, text: str) -> None:
        """Begin a section."""
        self._parts.append(f"<h2>{escape(text)}</h2>")

    def paragraph(self, text: str) -> None:
        """Add a paragraph."""
        self._parts.append(f"<p>{escape(text)}</p>")

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Add a table; numbers are set to the right."""
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
        body = "".join(f"<tr>{''.join(_cell(value) for value in row)}</tr>" for row in rows)
        self._parts.append(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")

    def plot(self, figure: go.Figure, caption: str) -> None:
        """Add a plot with a caption that says what it shows, for those who cannot see it too."""
        self._has_plots = True
        figure.update_layout(template="plotly_white", margin={"l": 20, "r": 20, "t": 20, "b": 20})
        drawn = figure.to_html(full_html=False, include_plotlyjs=False, config={"displaylogo": False})
        self._parts.append(
            f'<figure role="group" aria-label="{escape(caption)}">{drawn}'
            f"<figcaption>{escape(caption)}</figcaption></figure>"
        )

    def save(self, path: Path) -> None:
        """Write the page to `path`."""
        script = f"<script>{get_plotlyjs()}</script>" if self._has_plots else ""
        path.write_text(
            f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{self._title}</title>'
            f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style>{script}</head>'
            f"<body><h1>{self._title}</h1>{''.join(self._parts)}</body></html>\n",
            encoding="utf-8",
        )


def _cell(value: object) -> str:
    if isinstance(value, (int, float)):
        return f'<td class="number">{value}</td>'
    return f"<td>{escape(str(value))}</td>"
