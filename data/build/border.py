"""The national border line: OpenStreetMap, as the edge between two time zones (ODbL).

timezone-boundary-builder cuts zones along OSM country borders, so the vertices that the Thai
zone shares with the Lao and the Cambodian one are OSM's border line.
"""

from importlib.metadata import version

import numpy as np
import shapely
from timezonefinder import TimezoneFinder

from common import WGS84, feature, write_csv, write_geojson, yes_no

# "Asia/Bangkok" also covers northern Vietnam; this point picks the Thai part.
IN_THAILAND = (100.9, 15.5)
NEIGHBOURS = {"TH-LA": "Asia/Vientiane", "TH-KH": "Asia/Phnom_Penh"}

# The Golden Triangle, where the Thai-Lao line begins, and the coast south of Hat Lek, where
# the Thai-Cambodian line leaves the land. Both are checks, not inputs.
GOLDEN_TRIANGLE = (100.08, 20.36)
HAT_LEK = (102.91, 11.65)

MARK_EVERY_KM = 10


def build(land):
    """Writes border.geojson and border_marks.csv; returns the parts as dicts.

    `land` is the union of all district polygons: past its last point the line is at sea.
    """
    lines = shared_lines()
    assert near(lines["TH-LA"][0], GOLDEN_TRIANGLE, 5_000), "not at the Golden Triangle"
    assert (lines["TH-LA"][-1] == lines["TH-KH"][0]).all(), "the two lines do not meet"

    ashore, at_sea = split_at_coast(lines["TH-KH"], land)
    parts, km = [], 0.0
    for border, part, maritime, line in (
        ("TH-LA", 1, False, lines["TH-LA"]),
        ("TH-KH", 1, False, ashore),
        ("TH-KH", 2, True, at_sea),
    ):
        start, km = km, km + length_km(line)
        parts.append(
            {"border": border, "part": part, "maritime": maritime,
             "km_from": round(start, 3), "km_to": round(km, 3), "line": line}
        )
        check_right_hand(line, land, maritime)

    generation = f"osm-tz-{version('timezonefinder-data')}"
    write_geojson(
        "border.geojson",
        [
            feature(
                shapely.LineString(part["line"]),
                {key: part[key] for key in ("border", "part", "maritime", "km_from", "km_to")}
                | {"generation": generation},
            )
            for part in parts
        ],
    )
    write_csv("border_marks.csv", ["km", "border", "lon", "lat", "maritime"], marks(parts))
    for part in parts:
        print(f"border {part['border']} part {part['part']}: "
              f"{part['km_to'] - part['km_from']:.3f} km, {len(part['line'])} vertices")
    return parts


def shared_lines():
    """Finds the edges the Thai ring has in common with each neighbour's ring."""
    finder = TimezoneFinder()
    thai = next(
        ring for ring in rings(finder, "Asia/Bangkok")
        if shapely.Polygon(ring).contains(shapely.Point(IN_THAILAND))
    )
    lines = {}
    for border, zone in NEIGHBOURS.items():
        foreign = {
            edge
            for ring in rings(finder, zone)
            for start, end in zip(ring, np.roll(ring, -1, axis=0))
            for edge in ((tuple(start), tuple(end)), (tuple(end), tuple(start)))
        }
        ends = np.roll(thai, -1, axis=0)
        shared = [
            index for index in range(len(thai))
            if (tuple(thai[index]), tuple(ends[index])) in foreign
        ]
        # One unbroken run: so the ring's own order is the order along the border.
        assert shared[-1] - shared[0] + 1 == len(shared), f"{border} is not one piece"
        lines[border] = np.vstack([thai[shared], ends[shared[-1]]])
    return lines


def rings(finder, zone):
    """Reads a zone's outer rings; the data has six decimals, floats add noise."""
    for polygon in finder.get_geometry(tz_name=zone, coords_as_pairs=True):
        yield np.round(np.array(polygon[0]), 6)


def split_at_coast(line, land):
    """Cuts the line at its last vertex within 1 km of land: the rest is at sea."""
    close = land.buffer(1_000 / 110_000)
    shapely.prepare(close)
    last = max(np.flatnonzero(shapely.contains_xy(close, line[:, 0], line[:, 1])))
    assert near(line[last], HAT_LEK, 5_000), f"the line leaves the land at {line[last]}"
    return line[: last + 1], line[last:]


def check_right_hand(line, land, maritime):
    """Asserts that Thailand is on the right of the direction of travel, all along."""
    if maritime:
        # No land to look at: it must go on away from the Cambodian coast in the east.
        assert line[-1][1] < line[0][1]
        return
    shapely.prepare(land)
    # Chords of 40 vertices (about 8 km) even out meanders; the points stand 3 km off.
    hits = {"right": 0, "left": 0}
    for start, end in zip(line[:-40:40], line[40::40]):
        azimuth, back, chord = WGS84.inv(*start, *end)
        middle = WGS84.fwd(*start, azimuth, chord / 2)[:2]
        for side, turn in (("right", 90), ("left", -90)):
            lon, lat, _ = WGS84.fwd(*middle, azimuth + turn, 3_000)
            hits[side] += bool(shapely.contains_xy(land, lon, lat))
    print(f"border side check: land 3 km right {hits['right']}, left {hits['left']}")
    assert hits["right"] > 10 * hits["left"], "Thailand is not on the right-hand side"


def marks(parts):
    """Computes a point every 10 km along the line, the sea part included."""
    rows = []
    for part in parts:
        line = part["line"]
        azimuth, _, step = WGS84.inv(line[:-1, 0], line[:-1, 1], line[1:, 0], line[1:, 1])
        at = part["km_from"] + np.concatenate([[0], np.cumsum(step)]) / 1000
        first = -(-part["km_from"] // MARK_EVERY_KM) * MARK_EVERY_KM
        for km in np.arange(first, part["km_to"], MARK_EVERY_KM):
            index = min(np.searchsorted(at, km, side="right") - 1, len(step) - 1)
            lon, lat, _ = WGS84.fwd(
                line[index][0], line[index][1], azimuth[index], (km - at[index]) * 1000
            )
            rows.append(
                {"km": int(km), "border": part["border"], "lon": f"{lon:.7f}",
                 "lat": f"{lat:.7f}", "maritime": yes_no(part["maritime"])}
            )
    return rows


def length_km(line):
    """Measures a line on the ellipsoid."""
    return WGS84.line_length(line[:, 0], line[:, 1]) / 1000


def near(point, other, limit_m):
    """Whether two points lie within a distance of each other."""
    return WGS84.inv(*point, *other)[2] <= limit_m
