"""The table: a line a work, the product's figures, each peer's median and how many times ours it is."""

from dataclasses import dataclass, field

PEERS = ["PostGIS as loaded", "PostGIS tuned", "DuckDB", "SQLite R*Tree", "geopandas"]
HEAD = ["work", "asked", "must", "p50 ms", "p99 ms", "engine p50", *PEERS]


@dataclass
class Row:
    """What one work took: ours over HTTP, ours in the engine, and each peer's median, in milliseconds.

    `must` is what was set out to be reached with ten million reports.
    """

    work: str
    asked: int
    must: str = ""
    p50_ms: float | None = None
    p99_ms: float | None = None
    engine_p50_ms: float | None = None
    peers: dict = field(default_factory=dict)
    note: str = ""

    def cells(self):
        return [self.work, f"{self.asked:,}", self.must, ms(self.p50_ms), ms(self.p99_ms), ms(self.engine_p50_ms),
                *(self._peer(name) for name in PEERS)]

    def _peer(self, name):
        theirs = self.peers.get(name)
        if theirs is None:
            return ""
        ours = self.p50_ms or self.engine_p50_ms
        ratio = theirs / ours
        return f"{ms(theirs)} ({ratio:.1f}x)" if ratio >= 1 else f"{ms(theirs)} ({ratio:.2g}x)"


def ms(value):
    if value is None:
        return ""
    return f"{value:.3f}" if value < 10 else f"{value:.1f}" if value < 1_000 else f"{value:.0f}"


def plain(rows):
    """The table for a terminal."""
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEAD))]
    text = ["  ".join(cell.ljust(width) if i == 0 else cell.rjust(width)
                      for i, (cell, width) in enumerate(zip(line, widths, strict=True))).rstrip() for line in lines]
    return "\n".join([*text, *notes(rows)])


def markdown(rows):
    """The table for `docs/performance.md`."""
    lines = [HEAD, ["---", *["--:"] * (len(HEAD) - 1)], *(row.cells() for row in rows)]
    text = [f"| {' | '.join(line)} |" for line in lines]
    return "\n".join([*text, "", *(f"- {note}" for note in notes(rows))])


def notes(rows):
    return [f"{row.work}: {row.note}" for row in rows if row.note]
