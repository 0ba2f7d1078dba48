"""Districts (amphoe): 928 polygons without overlaps or gaps, joined to DOPA codes.

The polygons are geoBoundaries THA-ADM2-78962969. As shipped they overlap by 262.8 km2 and
leave hundreds of slivers between them, so a point could have two districts or none.
"""

import sqlite3
from collections import Counter, defaultdict

import shapely

from common import (
    FROM_UTM48,
    TO_UTM48,
    feature,
    project,
    ring_oriented,
    rounded,
    write_geojson,
)

SHAPES = "78962969B"

# Spellings of the polygon set that differ from geothai's by more than spaces or hyphens.
ALIASES = {
    "Khwao Sin Rin": "Khwao Sinarin",
    "Tap Khlo": "Thap Khlo",
    "Wachirabarami": "Vajira Barami",
}

# Ayutthaya has two districts that both read "Bang Sai" in English: 1404 (on the side of Pathum
# Thani, province 13) and 1413 (on the side of Suphan Buri, province 72).
BANG_SAI = {"1404": "13", "1413": "72"}

# A hole between districts narrower than this is a digitising gap, not a lake or the sea.
GAP_WIDTH_M = 1500


def build(source, codes):
    """Writes districts.geojson and returns {code: polygon in degrees, 7 decimals}."""
    names, raw = read_shapes(source)
    shape_codes = join_codes(names, raw, codes)
    order = sorted(range(len(raw)), key=lambda index: shape_codes[index])
    raw = [raw[index] for index in order]
    ordered_codes = [shape_codes[index] for index in order]

    clean = clean_coverage(raw)
    assert shapely.coverage_is_valid(clean), "districts overlap or leave narrow gaps"
    assert all(shapely.is_valid(clean)), "a district is not a valid polygon"
    report(raw, clean)

    shapes = dict(zip(ordered_codes, clean))
    write_geojson(
        "districts.geojson",
        [feature(shapes[code], {"code": code}, code) for code in ordered_codes],
    )
    return shapes


def read_shapes(source):
    """Reads the 928 polygons in the order of their shape ids."""
    database = sqlite3.connect(source / "gazetteer" / "data" / "data.db")
    rows = database.execute(
        "select name, shape_id, coordinates from location_data "
        "where shape_id like ? order by shape_id",
        (SHAPES + "%",),
    ).fetchall()
    assert len(rows) == 928, f"{len(rows)} district polygons, 928 expected"
    return [row[0] for row in rows], [shapely.from_wkb(row[2]) for row in rows]


def join_codes(names, shapes, codes):
    """Gives each polygon its DOPA code by name; the province settles equal names.

    The package's own province column is a guess near borders, so it is not used. The
    province of a polygon with a shared name is that of most of its neighbours, weighted by
    the length of the common border.
    """
    exact, loose = defaultdict(list), defaultdict(list)
    for code, (_, name_en) in codes.items():
        exact[name_en].append(code)
        loose[plain(name_en)].append(code)

    joined = {}
    for index, name in enumerate(names):
        name = ALIASES.get(name, name)
        candidates = exact.get(name) or loose[plain(name)]
        if len(candidates) == 1:
            joined[index] = candidates[0]

    tree = shapely.STRtree(shapes)
    for index in set(range(len(names))) - set(joined):
        candidates = exact.get(names[index]) or loose[plain(names[index])]
        votes = Counter()
        for other in tree.query(shapes[index].buffer(0.01)):
            if other in joined:
                shared = shapes[index].buffer(0.01).intersection(shapes[other]).area
                votes[joined[other][:2]] += shared
        best = max(candidates, key=lambda code: votes[code[:2]])
        assert votes[best[:2]] > 0, f"no neighbour settles the province of {names[index]}"
        if best in BANG_SAI:
            best = bang_sai(votes)
        joined[index] = best

    assert len(set(joined.values())) == 928, "two polygons were given the same code"
    check_provinces(shapes, joined)
    return joined


def bang_sai(votes):
    """Tells the two Bang Sai apart by the other province each one borders."""
    return max(BANG_SAI, key=lambda code: votes[BANG_SAI[code]])


def check_provinces(shapes, joined):
    """Checks that each polygon lies beside another one of its province."""
    by_province = defaultdict(list)
    for index, code in joined.items():
        by_province[code[:2]].append(shapes[index].buffer(0.02))
    for province, members in by_province.items():
        whole = shapely.union_all(members)
        parts = shapely.get_parts(whole)
        largest = max(part.area for part in parts)
        for member in members:
            home = max(parts, key=lambda part: part.intersection(member).area)
            # Island districts stand alone, but they are small.
            assert home.area == largest or home.area < 0.15, f"stray district in {province}"


def plain(name):
    """Drops what two spellings of one name differ by most: spaces, hyphens, case."""
    return "".join(letter for letter in name.lower() if letter.isalpha())


def clean_coverage(raw):
    """Makes a seamless coverage and rounds it to 7 decimals (about 1 cm)."""
    metric = project(raw, TO_UTM48)
    metric = shapely.coverage_clean(metric, gap_width=GAP_WIDTH_M)
    degrees = rounded(project(metric, FROM_UTM48), 7)
    # Each vertex is rounded alone, so equal vertices stay equal; a few slivers thinner than
    # the rounding step may fold, which a second pass (snapping only) takes out.
    if not shapely.coverage_is_valid(degrees) or not all(shapely.is_valid(degrees)):
        degrees = rounded(shapely.coverage_clean(degrees, snapping_distance=2e-7), 7)
    return [ring_oriented(shape) for shape in degrees]


def report(raw, clean):
    """Prints how much the cleaning changed, for the build's log."""
    for label, shapes in (("raw", raw), ("clean", clean)):
        metric = project(shapes, TO_UTM48)
        total = sum(shape.area for shape in metric)
        union = shapely.union_all(metric)
        holes = sum(
            shapely.get_num_interior_rings(part) for part in shapely.get_parts(union)
        )
        vertices = int(shapely.get_num_coordinates(shapes).sum())
        print(
            f"districts {label}: overlap {abs(total - union.area) / 1e6:.4f} km2, "
            f"{holes} holes, {vertices} vertices"
        )
