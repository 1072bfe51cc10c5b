# SPDX-License-Identifier: Apache-2.0
"""Two plain plots as SVG, the same bytes wherever they are made."""
from xml.sax.saxutils import escape

COLOURS = ("#0b6e99", "#c05621", "#2f855a", "#6b46c1", "#b83280", "#4a5568", "#975a16")
HEAD = ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" '
        'font-family="sans-serif" font-size="12"><rect width="100%%" height="100%%" fill="#fff"/>\n')


def text(x, y, words, anchor="start"):
    return '<text x="%.1f" y="%.1f" text-anchor="%s" fill="#222">%s</text>\n' % (
        x, y, anchor, escape(words))


def line(x1, y1, x2, y2, colour="#bbb"):
    return '<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="%s"/>\n' % (x1, y1, x2, y2, colour)


def roc(curves, title):
    """Curves: (name, points of false and true rate)."""
    side, left, top = 320, 60, 40
    out = HEAD % (620, 430, 620, 430) + text(left, 22, title)
    for step in range(6):
        at = step / 5
        out += line(left + at * side, top, left + at * side, top + side)
        out += line(left, top + at * side, left + side, top + at * side)
        out += text(left + at * side, top + side + 18, "%.1f" % at, "middle")
        out += text(left - 8, top + side - at * side + 4, "%.1f" % at, "end")
    out += text(left + side / 2, top + side + 38, "share of benign hosts with a verdict", "middle")
    out += text(left, top + side + 58, "vertical: share of attacks found")
    for number, (name, points) in enumerate(curves):
        colour = COLOURS[number % len(COLOURS)]
        path = " ".join("%.1f,%.1f" % (left + x * side, top + side - y * side) for x, y, _ in points)
        out += '<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/>\n' % (path, colour)
        out += line(400, 60 + 22 * number, 424, 60 + 22 * number, colour)
        out += text(430, 64 + 22 * number, name)
    return out + "</svg>\n"


def bars(rows, title, unit):
    """Rows: (name, value); bars to both sides of zero."""
    height = 22 * len(rows) + 60
    most = max([abs(value) for _, value in rows] + [1e-9])
    out = HEAD % (680, height, 680, height) + text(10, 22, title)
    zero, width = 420, 180
    out += line(zero, 34, zero, height - 16)
    for number, (name, value) in enumerate(rows):
        y = 40 + 22 * number
        length = abs(value) / most * width
        out += '<rect x="%.1f" y="%d" width="%.1f" height="14" fill="%s"/>\n' % (
            zero if value >= 0 else zero - length, y, length, COLOURS[0 if value >= 0 else 1])
        out += text(225, y + 11, name, "end")
        out += text(670, y + 11, unit % value, "end")
    return out + "</svg>\n"
