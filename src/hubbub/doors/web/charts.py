"""Charts as SVG made here: no script, colours by class, words beside them as words.

The picture stretches and holds no text, so that it is as sharp on a phone as on a wall; every page puts the
same figures into a table beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from hubbub.base.words import ENGLISH, Words, said

COLOURS = 6  # --chart-1 to --chart-6
NOT_MEASURED = said("not measured")


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart; `value` is None when it was not measured, which is never the same as 0."""

    label: str
    value: float | None
    shown: str
    colour: int = 1


def bars(title: str, rows: Sequence[Bar], words: Words = ENGLISH) -> Markup:
    """Rows one under another, each with its words, its figure and a bar as long as its share of the longest."""
    longest = max((row.value for row in rows if row.value is not None), default=0.0)
    return Markup('<figure class="chart"><figcaption class="chart__title">{}</figcaption>'
                  '<ul class="chart__rows">{}</ul></figure>').format(
        words(title), Markup("").join(_bar(row, longest, words) for row in rows))


def _bar(row: Bar, longest: float, words: Words) -> Markup:
    shown = words(NOT_MEASURED) if row.value is None else row.shown
    width = 100 * (row.value or 0) / longest if longest > 0 else 0.0
    # What is there at all shows as something, however small beside the longest.
    fill = Markup('<rect class="chart__fill chart__fill--{}" width="{:.2f}" height="1"/>').format(
        _colour(row.colour), max(width, 0.7)) if row.value and row.value > 0 else Markup("")
    return Markup(
        '<li class="chart__row"><span class="chart__label">{}</span> <span class="chart__figure">{}</span>'
        '<svg class="chart__bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        "{}</svg></li>").format(words(row.label), shown, fill)


def line(title: str, points: Sequence[tuple[str, float]], unit: str, words: Words = ENGLISH) -> Markup:
    """A line through points in the order of time; its words say the sum, the highest and where it stood."""
    values = [value for _, value in points]
    title, unit = words(title), words(unit)
    if not points or max(values) <= 0:
        return Markup('<figure class="chart"><figcaption class="chart__title">{}</figcaption>'
                      '<p class="chart__none">{}</p></figure>').format(
            title, words("No {unit} in this time.", unit=unit))
    top, (when, most) = max(values), max(points, key=lambda point: point[1])
    first, last = points[0][0], points[-1][0]
    said_of = words("{sum} {unit} from {first} to {last}, most on {day}: {most}.", sum=words.number(sum(values)),
                    unit=unit, first=first, last=last, day=when, most=words.number(most))
    path = _path(values, top)
    return Markup(
        '<figure class="chart"><figcaption class="chart__title">{}</figcaption>'
        '<svg class="chart__line" viewBox="0 0 100 40" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<path class="chart__area chart__fill--1" d="{} V40 H0 Z"/>'
        '<path class="chart__stroke chart__stroke--1" d="{}"/></svg>'
        '<p class="chart__ends"><span>{}</span> <span>{}</span> <span>{}</span></p></figure>').format(
        title, said_of, path, path, first, words("most: {most}", most=words.number(top)), last)


def _path(values: Sequence[float], top: float) -> str:
    if len(values) == 1:
        values = [values[0], values[0]]
    step = 100 / (len(values) - 1)
    # Room above, so that the highest point's stroke is not cut off.
    return "M" + " L".join(f"{place * step:.2f} {40 - 37 * value / top:.2f}" for place, value in enumerate(values))


def _colour(number: int) -> int:
    return (number - 1) % COLOURS + 1
