"""Fills, serves, asks, compares, prints: what `benches/run` starts once the peers are installed."""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager

import numpy

import compare
import ours
import table
from compare import Difference, same
from held import Held
from peers import postgis, sjoin
from peers.duck import Duck
from peers.rtree import RTree
from questions import Maker, Question, Tile
from table import Row

# Questions of each work, and how many of them a peer answers that takes long for each.
ASKED, ASKED_SLOWLY = 200, 60
# Questions whose ids are compared, not only their counts.
SAMPLE = 10
# Reports up to which a question is taken into that sample: more than one page of a list, and not a hundred.
FEW = 20_000
# Answers that a peer gives before it is measured: its caches are warm and its plans made.
WARM = 10
POLYGONS = 40
DISTRICT_POINTS = 1_000_000
COUNTS = {
    "box": "count, box of 0.2 degrees, 90 days, 2 categories",
    "everywhere": "count, the whole border, same filter",
    "circle": "count, circle of 5 km, same filter",
    "crossing": "count, crossing + 5 km, same filter",
    "polygon": "count, polygon of 2,000 vertices, same filter",
    "bare polygon": "count, polygon of 2,000 vertices, no filter",
    "grouped": "the 44 target districts grouped, any months",
}
FIRST_DENSITY, NEXT_DENSITY = "density tile z6-z12, the first of a question", "density tile z6-z12, a further one"
FIRST_HOTSPOT, NEXT_HOTSPOT = "hotspot tile z6-z12, the first of a question", "hotspot tile z6-z12, a further one"
CACHED, FULL = "cached tile of at most 8 kB, 64 clients", "tile of about 10,000 points"
TOGETHER, LIST = "count, box, 8 clients at once", "first 1,000 rows as GeoJSON"
WHOLE_LIST = "first 1,000 rows as GeoJSON, with every word"
THREADS, DISTRICTS = "all counts in the engine, two threads", "district of 1M points"
# What ten million reports must reach: p50 in milliseconds over HTTP unless said.
MUST = {
    COUNTS["box"]: "0.3, p99 2; 6x DuckDB, 30x PostGIS tuned", COUNTS["everywhere"]: "2",
    COUNTS["circle"]: "0.3", COUNTS["crossing"]: "0.3", COUNTS["polygon"]: "1", COUNTS["bare polygon"]: "1",
    COUNTS["grouped"]: "0.3", TOGETHER: "p99 5", LIST: "2", NEXT_DENSITY: "0.5", NEXT_HOTSPOT: "0.5", FULL: "1.5",
    CACHED: "40,000/s", THREADS: "1.8x one thread", DISTRICTS: "15x geopandas, engine",
}
LARGEST_CACHED_TILE = 8_192


class Bench:
    """One run: the server, its peers, the questions, and the rows that came of them."""

    def __init__(self, server, held, peers, seed):
        self.server, self.held, self.peers = server, held, peers
        self.seed, self.rows, self.refused = seed, [], []
        # What was told of each count over HTTP: the engine must say the same.
        self.told = {}

    @contextmanager
    def row(self, work, asked):
        """Adds a row when its answers are the same everywhere; keeps the difference otherwise."""
        row = Row(work, asked, MUST.get(work, ""))
        try:
            yield row
            self.rows.append(row)
        except Difference as difference:
            say(f"refused: {difference}")
            self.refused.append(difference)

    def compared(self, row, work, questions, answers):
        """Asks every peer that can be asked, compares, and puts down its median: of two ways to ask, the faster."""
        for peer in self.peers:
            if peer.can(work):
                theirs, median_ms = timed(peer, work, questions)
                same(row.work, peer.name, questions, answers, theirs)
                row.peers[peer.name] = min(median_ms, row.peers.get(peer.name, median_ms))

    def counts(self, work, questions):
        with self.row(COUNTS[work], len(questions)) as row:
            measured, answers = self.server.ask(questions)
            over_http(row, measured["first"])
            self.told[work] = [compare.told(work, answer) for answer in answers]
            self.compared(row, work, questions, self.told[work])
            if work != "grouped":
                few = [q for q, answer in zip(questions, answers, strict=True) if answer["matched"] <= FEW]
                self.sampled_ids(row, work, few or questions[:2])

    def sampled_ids(self, row, work, questions):
        """Compares the very reports behind some of the counts."""
        tuned = next(peer for peer in self.peers if peer.name == "PostGIS tuned")
        sample = questions[:SAMPLE]
        same(row.work, "PostGIS tuned, by id", sample, [self.server.ids(question) for question in sample],
             [tuned.ids(work, question) for question in sample])

    def lists(self, title, questions, note):
        with self.row(title, len(questions)) as row:
            measured, answers = self.server.ask(questions)
            over_http(row, measured["first"])
            row.note = f"{note}; at most {kilobytes(measured)}"
            self.compared(row, "list", questions, [answer["ids_sha256"] for answer in answers])

    def tiles(self, work, title, questions):
        """Tiles of reports; what they show adds up to what a peer counts in them."""
        with self.row(title, len(questions)) as row:
            measured, answers = self.server.ask(questions)
            over_http(row, measured["first"])
            row.note = f"at most {kilobytes(measured)}"
            shown = [compare.on_tile(self.server.tile(*asked)) for asked in zip(questions, answers, strict=True)]
            self.compared(row, work, questions, shown)
            return list(zip(questions, answers, strict=True))

    def hotspot_tiles(self, title, questions):
        """Tiles of hotspots; what they show is what `/hotspots` says. No peer computes Gi*."""
        with self.row(title, len(questions)) as row:
            measured, answers = self.server.ask(questions)
            over_http(row, measured["first"])
            row.note = f"at most {kilobytes(measured)}; compared with the same squares of /api/v1/hotspots"
            sheets = {}
            for question, answer in zip(questions, answers, strict=True):
                query = question.path.split("?")[1]
                if query not in sheets:
                    cells = json.loads(self.server.get(f"/api/v1/hotspots?{query}"))["cells"]
                    sheets[query] = {cell["id"]: (cell["count"], cell["class"]) for cell in cells}
                features = self.server.tile(question, answer)
                on_tile = {f["id"]: (f["count"], f["class"]) for f in features}
                same(row.work, "/hotspots", [question], [on_tile], [{i: sheets[query].get(i) for i in on_tile}])

    def cached_tiles(self, asked):
        """Small tiles asked again and again by many clients at once."""
        small = [question for question, answer in asked if 0 < answer["bytes"] <= LARGEST_CACHED_TILE][:16]
        with self.row(CACHED, len(small)) as row:
            measured, _ = self.server.ask(small, repeat=1_000, clients=64)
            over_http(row, measured["again"])
            row.note = f"{measured['again']['per_second']:,.0f} answers/s"

    def together(self, questions):
        with self.row(TOGETHER, len(questions)) as row:
            measured, answers = self.server.ask(questions, clients=8)
            over_http(row, measured["first"])
            row.note = f"{measured['first']['per_second']:,.0f} answers/s"
            fast = next(peer for peer in self.peers if peer.name == "SQLite R*Tree")
            same(row.work, fast.name, questions, [answer["matched"] for answer in answers],
                 [fast.ask("box", question) for question in questions])


def over_http(row, times):
    row.p50_ms, row.p99_ms = times["p50_ms"], times["p99_ms"]


def kilobytes(measured):
    return f"{measured['most_bytes'] / 1e3:,.0f} kB"


def timed(peer, work, questions):
    """Has a peer answer; returns its answers and its median in milliseconds."""
    chosen = questions[:peer.least] if peer.least else questions
    for question in chosen[:WARM]:
        peer.ask(work, question)
    answers, times = [], []
    for question in chosen:
        began = time.perf_counter()
        answers.append(peer.ask(work, question))
        times.append((time.perf_counter() - began) * 1e3)
    if work == "list":
        answers = [compare.listed(answer) for answer in answers]
    return answers, statistics.median(times)


def crowded_tiles(points, near=10_000, most=60):
    """The tiles of zoom 7 to 13 in which about so many points lie."""
    lon, lat = points[:, 0] / 1e7, numpy.radians(points[:, 1] / 1e7)
    east, south = (lon + 180) / 360, (1 - numpy.arcsinh(numpy.tan(lat)) / numpy.pi) / 2
    found = []
    for z in range(7, 14):
        keys, counts = numpy.unique((east * 2**z).astype(int) * 2**z + (south * 2**z).astype(int), return_counts=True)
        found += [(abs(count - near), Tile(z, key // 2**z, key % 2**z))
                  for key, count in zip(keys.tolist(), counts.tolist(), strict=True) if 0.7 * near <= count <= 1.3 * near]
    found.sort(key=lambda pair: pair[0])
    return [tile for _, tile in found[:most]]


def ask_everything(bench, maker, saved):
    """Asks every work of the table; returns the counts for the engine."""
    counts = {
        "box": maker.boxes(ASKED), "everywhere": maker.everywhere(ASKED), "circle": maker.circles(ASKED),
        "crossing": maker.crossing_circles(ASKED), "polygon": maker.polygons(ASKED, saved),
        "bare polygon": maker.bare_polygons(saved), "grouped": maker.grouped(ASKED),
    }
    # What the first questions warm is not what is measured.
    bench.server.ask(maker.boxes(20, "warm"))
    for work, questions in counts.items():
        bench.counts(work, questions)
    bench.together(maker.boxes(8 * ASKED, "together"))
    core, whole = maker.lists(ASKED_SLOWLY, "core"), maker.lists(ASKED_SLOWLY, "all")
    bench.lists(LIST, core, "ours with the eleven core fields, peers with six")
    bench.lists(WHOLE_LIST, whole, "ours with every field, peers with six")
    firsts, others = maker.tiles("reports", 8, 4)
    bench.tiles("density tile", FIRST_DENSITY, firsts)
    asked = bench.tiles("density tile", NEXT_DENSITY, others)
    if asked:
        bench.cached_tiles(asked)
    full = [Question(f"/api/v1/tiles/reports/{t.z}/{t.x}/{t.y}", tile=t) for t in crowded_tiles(bench.held.points)]
    if full:
        bench.tiles("full tile", FULL, full)
    firsts, others = maker.tiles("hotspots", 8, 4, cell_m=5_000)
    bench.hotspot_tiles(FIRST_HOTSPOT, firsts)
    bench.hotspot_tiles(NEXT_HOTSPOT, others)
    return counts


def ask_engine(bench, program, database, folder, counts):
    """The same counts without HTTP, by one thread and by two."""
    groups, answers = ours.engine(program, database, folder, counts)
    rows = {row.work: row for row in bench.rows}
    with bench.row(THREADS, len(answers)) as row:
        for work, questions in counts.items():
            told = [compare.told(work, answer) for answer in answers if answer["group"] == work]
            same(COUNTS[work], "the engine", questions, bench.told[work], told)
            if COUNTS[work] in rows:
                rows[COUNTS[work]].engine_p50_ms = groups[work]["one"]["p50_ms"]
        one, two = (sum(group[threads]["answers"] / group[threads]["per_second"] for group in groups.values())
                    for threads in ("one", "two"))
        row.note = f"{one / two:.2f} times the answers of one thread"


def ask_districts(bench, program, folder):
    """The district of a million points, ours and geopandas'."""
    points = sjoin.points_near(bench.held.points, DISTRICT_POINTS, bench.seed)
    with bench.row(DISTRICTS, len(points)) as row:
        found, figures = ours.districts(program, points, folder)
        theirs, seconds = sjoin.districts_of(points)
        row.engine_p50_ms, row.peers["geopandas"] = figures["again_s"] * 1e3, seconds * 1e3
        row.note = f"the tables are made in {figures['built_s']:.1f} s before"
        # On a shared edge the product takes the lower code of the two.
        least = [min(codes, default="") for codes in theirs]
        wrong = [i for i, (a, b) in enumerate(zip(found, least, strict=True)) if a != b]
        if wrong:
            i = wrong[0]
            raise Difference(f"{row.work}: {len(wrong)} differ, such as {points[i]}: {found[i]!r}, {least[i]!r}")


def measure(arguments, folder):
    began = time.monotonic()
    path = arguments.database or os.path.join(folder, "bench.db")
    database = f"sqlite://{path}"
    if not arguments.database:
        ours.run([arguments.program, "bench", "fill", "--reports", str(arguments.reports),
                  "--seed", str(arguments.seed), "--database", database])
    held = Held(path, folder)
    maker = Maker(arguments.seed, held.days, held.categories)
    say(f"{held.count:,} reports, {len(held.points):,} with a point, {since(began)}")
    say("martin is no peer yet: neither Debian nor PyPI has it")
    with ours.served(arguments.program, database, folder) as server, postgis.cluster() as url:
        say(f"the server was ready after {server.ready_s:.1f} s and holds {server.resident_mib():.0f} MiB")
        saved = [server.save(ring) for ring in maker.rings(POLYGONS)]
        postgis.load(url, held, saved)
        peers = [postgis.PostGis(url, "loaded", least=ASKED_SLOWLY), postgis.PostGis(url, "tuned"),
                 postgis.PostGis(url, "tuned", "piece"), Duck(held), RTree(held)]
        say(f"the peers are loaded, {since(began)}")
        bench = Bench(server, held, peers, arguments.seed)
        counts = ask_everything(bench, maker, saved)
        say(f"the server holds {server.resident_mib():.0f} MiB")
    ask_engine(bench, arguments.program, database, folder, counts)
    ask_districts(bench, arguments.program, folder)
    say(f"measured, {since(began)}")
    return bench


def since(began):
    return f"{time.monotonic() - began:.0f} s after the start"


def say(text):
    print(text, file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(prog="benches/run", description=__doc__)
    parser.add_argument("program", help="the release program, such as target/release/mekong-watch")
    parser.add_argument("--reports", type=int, default=1_000_000, help="made-up reports; 1,000,000 when not given")
    parser.add_argument("--seed", type=int, default=1, help="of reports and questions")
    parser.add_argument("--database", metavar="FILE", help="a SQLite file that is filled already")
    parser.add_argument("--markdown", action="store_true", help="the table as docs/performance.md has it")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mekong-watch-bench.") as folder:
        bench = measure(arguments, folder)
    print((table.markdown if arguments.markdown else table.plain)(bench.rows))
    if bench.refused:
        sys.exit(f"{len(bench.refused)} rows were refused")


if __name__ == "__main__":
    main()
