"""Made-up risk points for the demonstration: none of them is a real place of risk.

Run by hand: `python3 data/build/risk_points.py`. It needs nothing but Python and reads our own border line and
districts. Positions are scattered 0.3 to 8 km from the border line inside Thai border districts; the same seed gives
the same file. Distances are on a sphere, which is good enough for what stands for nothing.
"""

import csv
import json
import math
import random
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent
OUT = DATA / "samples" / "risk_points_synthetic.csv"
SOURCE = "synthetic, made by data/build/risk_points.py"
POINTS = 60
NEAREST_KM, FARTHEST_KM = 0.3, 8.0
EARTH_KM = 6371.0088

# The kinds that Surin's plan names come more often (domain notes, S28); how often is made up too.
KINDS = [
    ("drug_handover", 15), ("illegal_crossing", 15), ("smuggling", 12), ("life_and_property", 8),
    ("trafficking", 5), ("disaster", 3), ("other", 2),
]
SEVERITIES = [(1, 8), (2, 14), (3, 18), (4, 13), (5, 7)]


def build(seed=20261123):
    """Writes the file: at most one point a district, of every kind and severity."""
    dice = random.Random(seed)
    districts = border_districts()
    line = border_steps()
    kinds = shuffled(dice, KINDS)
    severities = shuffled(dice, SEVERITIES)
    chosen = sorted(dice.sample(districts, POINTS))
    rows = []
    for number, (kind, severity, place) in enumerate(zip(kinds, severities, chosen, strict=True), 1):
        code, rings = place
        lon, lat = scattered(dice, code, rings, line)
        rows.append({
            "id": f"SYN-RISK-{number:02}",
            "name": f"จุดเสี่ยงสมมติ {number:02} (synthetic)",
            "kind": kind,
            "lat": f"{lat:.5f}",
            "lon": f"{lon:.5f}",
            "severity": severity,
            "description": "ข้อมูลสมมติเพื่อการสาธิต ไม่ใช่จุดเสี่ยงจริง / made up for demonstration, no real risk point",
            "source": SOURCE,
            # Some stand for their surroundings, so that it can be seen how such are drawn.
            "radius_m": 1000 if number % 6 == 0 else 50,
            "synthetic": "true",
        })
    with open(OUT, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{OUT.name}: {len(rows)} rows")


def shuffled(dice, counted):
    """Repeats each value as often as it counts, in an order that looks random."""
    values = [value for value, count in counted for _ in range(count)]
    assert len(values) == POINTS
    dice.shuffle(values)
    return values


def border_districts():
    """Returns the districts that touch the land border, with their outer rings."""
    with open(DATA / "districts.csv", encoding="utf-8", newline="") as file:
        wanted = {row["code"] for row in csv.DictReader(file) if row["border_district"] == "true"}
    with open(DATA / "districts.geojson", encoding="utf-8") as file:
        features = json.load(file)["features"]
    found = []
    for feature in features:
        code = feature["properties"]["code"]
        if code in wanted:
            geometry = feature["geometry"]
            parts = geometry["coordinates"]
            parts = [parts] if geometry["type"] == "Polygon" else parts
            found.append((code, [part[0] for part in parts]))
    return sorted(found)


def border_steps():
    """Returns the steps of the border line on land and rivers, each with its two ends."""
    with open(DATA / "border.geojson", encoding="utf-8") as file:
        features = json.load(file)["features"]
    lines = [f["geometry"]["coordinates"] for f in features if not f["properties"]["maritime"]]
    return [step for line in lines for step in zip(line, line[1:])]


def scattered(dice, code, rings, line):
    """Returns a position inside a district and at the wanted distance from the line."""
    near = [step for ring in rings for step in line if in_box(step[0], ring)]
    if not near:
        raise ValueError(f"district {code} does not touch the border line")
    for _ in range(100_000):
        start, _ = dice.choice(near)
        away_km, bearing = dice.uniform(NEAREST_KM, FARTHEST_KM), dice.uniform(0, math.tau)
        lat = start[1] + math.degrees(away_km * math.cos(bearing) / EARTH_KM)
        lon = start[0] + math.degrees(away_km * math.sin(bearing) / EARTH_KM / math.cos(math.radians(lat)))
        if not any(contains(ring, lon, lat) for ring in rings):
            continue
        to_line_km = min(distance_km(lon, lat, step) for step in line)
        if NEAREST_KM <= to_line_km <= FARTHEST_KM:
            return lon, lat
    raise ValueError(f"no position found in district {code}")


def in_box(at, ring, margin=0.02):
    """Tells whether a position lies in or near the box around a ring."""
    lons, lats = [p[0] for p in ring], [p[1] for p in ring]
    return (min(lons) - margin <= at[0] <= max(lons) + margin
            and min(lats) - margin <= at[1] <= max(lats) + margin)


def contains(ring, lon, lat):
    """Tells whether a ring encloses a position: a ray to the east crosses it an odd number of times."""
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:]):
        if (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) / (y2 - y1) * (x2 - x1):
            inside = not inside
    return inside


def distance_km(lon, lat, step):
    """Returns the distance to a step of the line, in the plane that touches the sphere at the position."""
    (x1, y1), (x2, y2) = (
        (math.radians(x - lon) * math.cos(math.radians(lat)) * EARTH_KM, math.radians(y - lat) * EARTH_KM)
        for x, y in step
    )
    dx, dy = x2 - x1, y2 - y1
    along = -(x1 * dx + y1 * dy) / ((dx * dx + dy * dy) or 1.0)
    along = min(1.0, max(0.0, along))
    return math.hypot(x1 + along * dx, y1 + along * dy)


if __name__ == "__main__":
    build()
