"""Computes the same statistics by the product and by its peers: what `benches/methods` starts."""

import argparse
import json
import os
import sys
import tempfile
import time
import warnings
from dataclasses import dataclass, field

import numpy

import ours
from compare import Difference, near, same

warnings.filterwarnings("ignore")

import esda  # noqa: E402 - after the line above: it warns of things that make no difference here
import pymannkendall  # noqa: E402
from libpysal.weights import WSP  # noqa: E402
from scipy import ndimage, sparse  # noqa: E402
from sklearn.cluster import DBSCAN  # noqa: E402

# How often ours is computed; the best counts, as the peer's only time does to its advantage when it is long.
ROUNDS = 7
# Series whose trend a peer computes: a hundred thousand would take it minutes.
SERIES = 300
HEAD = ["work", "must", "ours ms", "peer", "peer ms", "ratio", "equal"]


@dataclass
class Row:
    """What one statistic took."""

    work: str
    must: str
    ours_ms: float
    peers: list = field(default_factory=list)

    def lines(self):
        """One line for each peer; one without where there is none."""
        first = [self.work, self.must, f"{self.ours_ms:.1f}"]
        lines = [[name, f"{ms:.1f}", f"{ms / self.ours_ms:.2g}x" if ms < 10 * self.ours_ms else
                  f"{ms / self.ours_ms:.0f}x", equal] for name, ms, equal in self.peers]
        return [[*first, *line] for line in lines or [["none installs", "", "", ""]]]


class Program:
    """The release program, given numbers in files."""

    def __init__(self, path, folder):
        self.path, self.folder = path, folder

    def compute(self, numbers, method, **options):
        """Returns the best time in milliseconds and what came of it."""
        given, out = (os.path.join(self.folder, name) for name in ("given", "found"))
        numpy.asarray(numbers, "<f8").tofile(given)
        rounds = options.pop("rounds", ROUNDS)
        words = [self.path, "bench", "method", "--input", given, "--out", out, "--rounds", str(rounds), method]
        for name, value in options.items():
            name = f"--{name.replace('_', '-')}"
            words += [name] if value is True else [name, str(value)]
        seconds = json.loads(ours.run(words))["seconds"]
        return min(seconds) * 1e3, numpy.fromfile(out, "<f8")


def timed(compute):
    began = time.perf_counter()
    found = compute()
    return (time.perf_counter() - began) * 1e3, found


def border_mask(chance, rows, columns):
    """A band as ragged as a border on a raster: observed cells are true."""
    walk = numpy.cumsum(chance.normal(0, 1.5, rows))
    middle, width = columns / 2 + walk - walk.mean(), columns * 0.4
    return numpy.abs(numpy.arange(columns)[None] - middle[:, None]) < width


def window(values):
    """Sums over three by three cells."""
    return ndimage.convolve(values, numpy.ones((3, 3)), mode="constant")


def gi_star(program, chance):
    mask = numpy.ones((200, 400), dtype=bool)
    counts = chance.poisson(0.4 + 2 * (chance.random(mask.shape) < 0.02), mask.shape).astype(float)
    work = "Gi* of 80,000 squares, with classes by FDR"
    took, z = program.compute(counts, "gi-star", columns=400)
    row = Row(work, "10 ms, 100x esda", took)
    index = numpy.arange(mask.size).reshape(mask.shape)
    pairs = []
    for north in (-1, 0, 1):
        for east in (-1, 0, 1):
            if north or east:
                rows, columns = slice(max(north, 0), 200 + min(north, 0)), slice(max(east, 0), 400 + min(east, 0))
                moved = index[slice(max(-north, 0), 200 + min(-north, 0)), slice(max(-east, 0), 400 + min(-east, 0))]
                pairs.append((index[rows, columns].ravel(), moved.ravel()))
    i, j = (numpy.concatenate(side) for side in zip(*pairs, strict=True))
    weights = WSP(sparse.csr_matrix((numpy.ones(len(i)), (i, j)), shape=(mask.size, mask.size))).to_W(silence_warnings=True)
    for permutations, name in ((0, "esda"), (99, "esda, 99 permutations")):
        ms, found = timed(lambda p=permutations: esda.G_Local(
            counts.ravel(), weights, transform="B", star=True, permutations=p, seed=1))
        near(work, name, z, found.Zs, 1e-9)
        row.peers.append((name, ms, "z to 1e-9"))
    ms, theirs = timed(lambda: scores_by_scipy(counts[None], mask)[0])
    near(work, "scipy", z, theirs[mask], 1e-9)
    row.peers.append(("scipy, z alone", ms, "z to 1e-9"))
    return row


def scores_by_scipy(steps, mask):
    """Gi* of each cell in each step, over its window in this step and the one before, against all of them."""
    inside = numpy.where(mask, steps, 0.0)
    mean, n = steps[:, mask].mean(), steps[:, mask].size
    deviation = steps[:, mask].std()
    cells = window(mask.astype(float))
    scores, before, w = numpy.empty_like(inside), 0, cells
    for t, step in enumerate(inside):
        sums = window(step)
        scores[t] = (sums + before - w * mean) / (deviation * numpy.sqrt((n * w - w**2) / (n - 1)))
        before, w = sums, 2 * cells
    return scores


def emerging(program, chance):
    mask = border_mask(chance, 250, 400)
    steps = chance.poisson(0.5, (36, *mask.shape)).astype(float)
    work = f"emerging hot spots, {mask.sum():,} squares by 36 steps"
    took, trends = program.compute(numpy.where(mask, steps, numpy.nan), "emerging", columns=400, steps=36)
    row = Row(work, "300 ms for 80,000", took)
    ms, scores = timed(lambda: scores_by_scipy(steps, mask))
    some = chance.choice(mask.sum(), SERIES, replace=False)
    each, theirs = timed(lambda: [pymannkendall.original_test(series).z for series in scores[:, mask].T[some]])
    near(work, "pymannkendall", trends[some], theirs, 1e-9)
    ms += each / SERIES * mask.sum()
    row.peers.append((f"scipy with pymannkendall (from {SERIES} series)", ms, "z of trends to 1e-9"))
    return row


def clusters(program, chance, count=1_000_000):
    # Points on whole metres along a line of 1,800 km, so that both sides see the same distances.
    along = chance.uniform(0, 1.8e6, count)
    centres = chance.uniform(0, 1.8e6, 4_000)
    near_some = chance.random(count) < 0.5
    along[near_some] = chance.choice(centres, near_some.sum()) + chance.normal(0, 400, near_some.sum())
    points = numpy.rint(numpy.column_stack([along, 2e4 * numpy.sin(along / 5e4) + chance.normal(0, 3_000, count)]))
    return [clusters_of(program, points, *settings) for settings in ((300, 25), (500, 50))]


def clusters_of(program, points, eps, least):
    work = f"DBSCAN of {len(points):,} points, {least} within {eps} m"
    took, found = program.compute(points, "dbscan", eps_m=eps, min_points=least)
    labels, core = found[::2].astype(int), found[1::2] > 0
    row = Row(work, "600 ms, 40x", took)
    ms, theirs = timed(lambda: DBSCAN(eps=eps, min_samples=least, algorithm="kd_tree").fit(points))
    name = "scikit-learn"
    same(work, name, [Asked("core points")], [set(numpy.flatnonzero(core))], [set(theirs.core_sample_indices_)])
    same(work, name, [Asked("points that lie apart")], [set(numpy.flatnonzero(labels < 0))],
         [set(numpy.flatnonzero(theirs.labels_ < 0))])
    pairs = set(zip(labels[core].tolist(), theirs.labels_[core].tolist(), strict=True))
    same(work, name, [Asked("clusters of core points")], [len(pairs)], [len(set(theirs.labels_[core]))])
    same(work, name, [Asked("clusters")], [labels.max() + 1], [theirs.labels_.max() + 1])
    row.peers.append((name, ms, f"core points of {labels.max() + 1:,} clusters"))
    return row


@dataclass
class Asked:
    """What a comparison is of."""

    path: str


def density(program, chance):
    mask = border_mask(chance, 1_000, 700)
    weights = chance.poisson(0.02, mask.shape).astype(float)
    sigma = 5.0
    work = "KDE of 1,000 by 700 cells, kernel of 5 cells"
    took, found = program.compute(numpy.where(mask, weights, numpy.nan), "kde", columns=700, bandwidth_m=sigma * 1e3)
    row = Row(work, "8 ms", took)

    def by_scipy(values):
        return ndimage.gaussian_filter(numpy.where(mask, values, 0.0), sigma, mode="constant", truncate=4)

    mass = by_scipy(1.0)
    ms, theirs = timed(lambda: by_scipy(weights) / numpy.maximum(mass, 1e-9))
    near(work, "scipy", found, theirs[mask], 1e-5)
    row.peers.append(("scipy, its mass made before as ours", ms, "density to 1e-5"))
    return row


def scans(program, chance):
    """No peer installs: SaTScan is no package of PyPI or Debian. Its published example is a test of the product."""
    rows = []
    for places, steps, prospective, must in ((44, 36, True, "150 ms"), (44, 36, False, "1,500 ms"),
                                             (900, 156, True, "60,000 ms")):
        at = chance.uniform(0, 3e5, (places, 2))
        counts = chance.poisson(chance.gamma(2, 1, (places, 1)), (places, steps))
        planted = numpy.argsort(numpy.hypot(*(at - at[0]).T))[:4]
        counts[planted, -3:] += chance.poisson(8, (4, 3))
        kind = "prospective" if prospective else "retrospective"
        options = {"prospective": True} if prospective else {}
        took, found = program.compute(numpy.column_stack([at, counts]), "scan", steps=steps,
                                      rounds=3 if places < 100 else 1, **options)
        observed, expected, _, p = found
        # What was planted is found, by the numbers and not by chance.
        work = f"{kind} scan, {places} places by {steps} steps, 999 draws"
        if not (observed > expected and p == 0.001):
            raise Difference(f"{work}: the planted cluster was not found: {found}")
        rows.append(Row(work, must, took))
    return rows


def written(rows):
    lines = [HEAD, ["---", "---", "--:", "---", "--:", "--:", "---"], *(line for row in rows for line in row.lines())]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main():
    parser = argparse.ArgumentParser(prog="benches/methods", description=__doc__)
    parser.add_argument("program", help="the release program, such as target/release/mekong-watch")
    parser.add_argument("--seed", type=int, default=1, help="of the inputs")
    arguments = parser.parse_args()
    rows, refused = [], []
    with tempfile.TemporaryDirectory(prefix="mekong-watch-bench.") as folder:
        program = Program(arguments.program, folder)
        for method in (gi_star, emerging, clusters, density, scans):
            try:
                found = method(program, numpy.random.default_rng(arguments.seed))
                rows += found if isinstance(found, list) else [found]
                print(f"{method.__name__} is measured", file=sys.stderr, flush=True)
            except Difference as difference:
                refused.append(difference)
                print(f"refused: {difference}", file=sys.stderr, flush=True)
    print(written(rows))
    if refused:
        sys.exit(f"{len(refused)} rows were refused")


if __name__ == "__main__":
    main()
