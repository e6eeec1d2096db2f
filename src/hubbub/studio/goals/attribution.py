"""Attribution: which channel gets which share of the conversions, by seven models. Pure, so that it can be checked.

A path is the channels that a visitor met, in order, how often it ended in a conversion and how often in none.
Rules by place: first, last, linear, time decay (Google: a half-life), position based (Google, Matomo: 40/20/40).
By removal: a Markov chain of the first order, solved exactly (Anderl et al. 2016, Int. J. of Research in Marketing).
By Shapley value over the conversion *rate* of those who met no channel outside a set. With the *number* of their
conversions instead, Shapley gives every channel of a path the same, which is linear under another name.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import factorial, isfinite
from pathlib import Path as File

from hubbub.base.errors import Invalid

Credits = dict[str, float]

START, CONVERSION, NULL = 0, 1, 2
MOST_FOR_SHAPLEY = 12  # 2^12 sets


@dataclass(frozen=True, slots=True)
class Path:
    """What visitors met in this order; how many of them converted, and how many did not."""

    channels: tuple[str, ...]
    conversions: float
    nulls: float = 0.0


@dataclass(frozen=True, slots=True)
class Chain:
    """A solved Markov chain: how likely a visitor converts, and by how much less without each channel."""

    probability: float
    removal: Credits


def first(paths: Iterable[Path]) -> Credits:
    """All to the first touch."""
    return _by_place(paths, lambda n: [1.0] + [0.0] * (n - 1))


def last(paths: Iterable[Path]) -> Credits:
    """All to the last touch."""
    return _by_place(paths, lambda n: [0.0] * (n - 1) + [1.0])


def linear(paths: Iterable[Path]) -> Credits:
    """The same to each touch."""
    return _by_place(paths, lambda n: [1.0] * n)


def decay(paths: Iterable[Path], half_life: float = 1.0) -> Credits:
    """Half as much for each `half_life` steps before the conversion."""
    return _by_place(paths, lambda n: [2 ** (-(n - 1 - place) / half_life) for place in range(n)])


def position(paths: Iterable[Path], end: float = 0.4) -> Credits:
    """40 % to the first, 40 % to the last, the rest shared by those between; halves for two."""

    def weights(n: int) -> list[float]:
        if n <= 2:
            return [1.0] * n
        return [end, *[(1 - 2 * end) / (n - 2)] * (n - 2), end]

    return _by_place(paths, weights)


def _by_place(paths: Iterable[Path], weights: Callable[[int], list[float]]) -> Credits:
    credits: Credits = {}
    for path in paths:
        shares = weights(len(path.channels)) if path.channels else []
        for channel, share in zip(path.channels, shares, strict=True):
            credits[channel] = credits.get(channel, 0.0) + path.conversions * share / sum(shares)
    return credits


def markov(paths: Sequence[Path]) -> Credits:
    """The conversions, shared by removal effects."""
    effects = chain(paths).removal
    return _shared(effects, _total(paths))


def chain(paths: Sequence[Path]) -> Chain:
    """Each channel's removal effect 1 - P(without it) / P, where who would have come to it is lost."""
    channels = _channels(paths)
    places = {channel: place + 3 for place, channel in enumerate(channels)}
    steps: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for path in paths:
        route = [START, *(places[channel] for channel in path.channels)]
        for here, there in pairwise(route):
            steps[here][there] += path.conversions + path.nulls
        if path.channels:
            steps[route[-1]][CONVERSION] += path.conversions
            steps[route[-1]][NULL] += path.nulls
    whole = _conversion(steps, len(channels), None)
    removal = {
        channel: 1 - _conversion(steps, len(channels), places[channel]) / whole if whole else 0.0
        for channel in channels
    }
    return Chain(whole, removal)


def _conversion(steps: dict[int, dict[int, float]], count: int, without: int | None) -> float:
    """P(conversion) from the start: x = Qx + b over the start and all channels, solved exactly."""
    states = [START, *(place for place in range(3, count + 3) if place != without)]
    rows: list[list[float]] = []
    for here in states:
        out = sum(steps[here].values()) or 1.0
        row = [(1.0 if here == there else 0.0) - steps[here].get(there, 0.0) / out for there in states]
        rows.append([*row, steps[here].get(CONVERSION, 0.0) / out])
    return solve(rows)[0]


def solve(rows: list[list[float]]) -> list[float]:
    """x of Ax = b, given as rows of A with b at their end: Gauss with partial pivoting."""
    size = len(rows)
    for at in range(size):
        best = max(range(at, size), key=lambda row: abs(rows[row][at]))
        rows[at], rows[best] = rows[best], rows[at]
        for row in range(at + 1, size):
            factor = rows[row][at] / rows[at][at]
            for column in range(at, size + 1):
                rows[row][column] -= factor * rows[at][column]
    found = [0.0] * size
    for at in reversed(range(size)):
        known = sum(rows[at][column] * found[column] for column in range(at + 1, size))
        found[at] = (rows[at][size] - known) / rows[at][at]
    return found


def shapley(paths: Sequence[Path]) -> Credits:
    """The conversions, shared by Shapley values of the conversion rate."""
    return _shared(shapley_values(_channels(paths), rate_within(paths)), _total(paths))


def rate_within(paths: Sequence[Path]) -> Callable[[frozenset[str]], float]:
    """Of the visitors who met no channel outside a set: the share that converted; 0 where there are none."""

    def rate(channels: frozenset[str]) -> float:
        met = [path for path in paths if path.channels and channels.issuperset(path.channels)]
        people = sum(path.conversions + path.nulls for path in met)
        return sum(path.conversions for path in met) / people if people else 0.0

    return rate


def count_within(paths: Sequence[Path]) -> Callable[[frozenset[str]], float]:
    """The conversions of visitors who met no channel outside a set: with it Shapley is linear, and says no more."""
    return lambda channels: sum(path.conversions for path in paths if channels.issuperset(path.channels))


def shapley_values(channels: Sequence[str], value: Callable[[frozenset[str]], float]) -> Credits:
    """What each adds, averaged over all orders of coming in: |S|! (n-|S|-1)! / n! (v(S+c) - v(S)) over all S."""
    count = len(channels)
    known = {frozenset(some): value(frozenset(some)) for size in range(count + 1)
             for some in combinations(channels, size)}
    values: Credits = {}
    for channel in channels:
        values[channel] = sum(
            factorial(len(some)) * factorial(count - len(some) - 1) / factorial(count)
            * (known[some | {channel}] - known[some])
            for some in known if channel not in some
        )
    return values


def _shared(values: Credits, total: float) -> Credits:
    whole = sum(values.values())
    return {channel: value / whole * total if whole else 0.0 for channel, value in values.items()}


def _total(paths: Iterable[Path]) -> float:
    return sum(path.conversions for path in paths if path.channels)


def _channels(paths: Iterable[Path]) -> list[str]:
    return sorted({channel for path in paths for channel in path.channels})


MODELS: dict[str, Callable[[Sequence[Path]], Credits]] = {
    "first": first, "last": last, "linear": linear, "decay": decay, "position": position, "markov": markov,
    "shapley": shapley,
}


def credits_by_model(paths: Sequence[Path]) -> dict[str, Credits]:
    """Every model's credits; Shapley is left out where its sets would be too many."""
    many = len(_channels(paths)) > MOST_FOR_SHAPLEY
    return {name: model(paths) for name, model in MODELS.items() if not (many and name == "shapley")}


def read(file: str) -> list[Path]:
    """The paths of a CSV file with the columns path (`A > B`), conversions and, if known, nulls. Raises `Invalid`."""
    try:
        with File(file).open(newline="", encoding="utf-8-sig") as text:
            return [_path(number, row) for number, row in enumerate(csv.DictReader(text), 2)]
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise Invalid(f"{file} cannot be read: {problem}") from None


def _path(number: int, row: dict[str, str]) -> Path:
    channels = tuple(name for part in (row.get("path") or "").split(">") if (name := part.strip()))
    try:
        conversions, nulls = float(row["conversions"]), float(row.get("nulls") or 0)
    except (KeyError, TypeError, ValueError):
        raise Invalid(f"Line {number}: the columns are path, conversions and nulls, the last two numbers.") from None
    if not isfinite(conversions + nulls) or conversions < 0 or nulls < 0:
        raise Invalid(f"Line {number}: conversions and nulls cannot be below zero.")
    if not channels:
        raise Invalid(f"Line {number}: the path is empty.")
    return Path(channels, conversions, nulls)


def run(file: str) -> str:
    """The credits of the file's paths by every model, as a table; what `hubbub attribute` prints."""
    paths = read(file)
    if not paths:
        raise Invalid(f"{file} has no paths.")
    models = credits_by_model(paths)
    solved = chain(paths)
    wide = max(len("channel"), *(len(channel) for channel in _channels(paths)))
    lines = ["  ".join(["channel".ljust(wide), *(f"{name:>10}" for name in models), f"{'removal':>10}"])]
    for channel in _channels(paths):
        figures = [f"{credits.get(channel, 0.0):10.4f}" for credits in models.values()]
        lines.append("  ".join([channel.ljust(wide), *figures, f"{solved.removal[channel]:10.6f}"]))
    conversions, nulls = sum(path.conversions for path in paths), sum(path.nulls for path in paths)
    lines.append(f"{conversions:g} conversions, {nulls:g} without; Markov P(conversion) = {solved.probability:.10f}")
    if not nulls:
        lines.append("No paths without a conversion were given: Markov and Shapley need them to say much.")
    return "\n".join(lines)
