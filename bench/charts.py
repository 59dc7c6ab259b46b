"""Bar charts as plain SVG, readable on light and dark."""

from html import escape

STYLE = """<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328 } .small { font-size: 11px; fill: #59636e }
.bar { fill: #0969da } .spread { stroke: #1f2328; stroke-width: 1.5 } .goal { stroke: #bc4c00; stroke-width: 2 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .small { fill: #9198a1 } .bar { fill: #4493f8 } .spread { stroke: #e6edf3 } .goal { stroke: #ffa657 } }
</style>"""
LABELS, WIDTH, ROW = 380, 900, 30


def bars(title, rows, form):
    """Horizontal bars: rows of (label, middle, low, high, goal or None); the whisker is the spread, the upright line the goal."""
    most = max([value for row in rows for value in row[1:] if value] or [1])
    height = 44 + ROW * len(rows)

    def x(value):
        return LABELS + (WIDTH - LABELS - 90) * value / most

    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" role="img">',
             f"<title>{escape(title)}</title>", STYLE, f'<text x="8" y="22" font-weight="600">{escape(title)}</text>']
    for number, (label, middle, low, high, goal) in enumerate(rows):
        y = 36 + ROW * number
        lines += [f'<text x="{LABELS - 8}" y="{y + 15}" text-anchor="end">{escape(label)}</text>',
                  f'<rect class="bar" x="{LABELS}" y="{y}" width="{x(middle) - LABELS:.1f}" height="20" rx="2"/>',
                  f'<path class="spread" d="M{x(low):.1f} {y + 10}H{x(high):.1f}M{x(low):.1f} {y + 6}v8M{x(high):.1f} {y + 6}v8"/>']
        if goal:
            lines.append(f'<path class="goal" d="M{x(goal):.1f} {y - 3}v26"/>')
        lines.append(f'<text class="small" x="{max(x(high), x(goal or 0), x(middle)) + 6:.1f}" y="{y + 14}">{form(middle)}</text>')
    return "\n".join([*lines, "</svg>"]) + "\n"
