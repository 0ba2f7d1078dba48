"""The other side of the border: Lao districts, Cambodian communes and a coarse backdrop.

They serve three uses: to tell the country of a foreign point, to name the place opposite, and to
fill the map beyond the line. They never decide that a point is *not* Thai: districts come first.
"""

import sqlite3

import numpy as np
import shapefile
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

LAOS, CAMBODIA = "54806243B", "89927896B"

# Holes up to this width between the three countries' polygon sets are digitising gaps: the sets
# were drawn apart and differ by up to 900 m along the border.
GAP_WIDTH_M = 3000

# Communes are kept one by one this close to Thailand; farther off Cambodia is one area.
COMMUNES_WITHIN_M = 50_000

# The backdrop reaches past the districts' window, so that the edge is never on screen.
BACKDROP_WINDOW = (94.0, 4.0, 111.0, 25.0)
BACKDROP_COUNTRIES = ("MM", "VN", "CN", "MY")
BACKDROP_TOLERANCE_DEG = 0.01


def build(source, land, natural_earth):
    """Writes neighbours.geojson and backdrop.geojson; returns {country: shape}.

    `land` is the union of the Thai districts, `natural_earth` the folder of its shapefiles.
    """
    names, countries, shapes = read_shapes(source)
    thai = project(land, TO_UTM48)
    shapes = fit(shapes, thai)
    near = shapely.dwithin(shapes, thai, COMMUNES_WITHIN_M)

    kept, rest = [], []
    for name, country, shape, is_near in zip(names, countries, shapes, near):
        if country == "LA":
            kept.append((country, "district", name, shape))
        elif is_near:
            kept.append((country, "commune", name, shape))
        else:
            rest.append(shape)
    kept.sort(key=lambda item: (item[0] != "LA", item[2], item[3].centroid.x))
    kept.append(("KH", "country", "", shapely.coverage_union_all(rest)))

    degrees = rounded(project([item[3] for item in kept], FROM_UTM48), 7)
    degrees = [ring_oriented(areas_of(shape)) for shape in degrees]
    assert all(shapely.is_valid(degrees)), "a neighbour is not a valid polygon"
    write_geojson(
        "neighbours.geojson",
        [
            feature(shape, {"country": country, "level": level, "name_en": name})
            for (country, level, name, _), shape in zip(kept, degrees)
        ],
    )
    whole = {
        country: shapely.union_all([
            shape for item, shape in zip(kept, degrees) if item[0] == country
        ])
        for country in ("LA", "KH")
    }
    beyond = build_backdrop(natural_earth, shapely.union_all([land, *whole.values()]))
    return whole | beyond


def read_shapes(source):
    """Reads 148 Lao districts and 1,633 Cambodian communes.

    The package also prints a province for each, taken from a point lookup. Checked against
    GeoNames places it is wrong for one place in seven, so it is not used.
    """
    database = sqlite3.connect(source / "gazetteer" / "data" / "data.db")
    names, countries, shapes = [], [], []
    for prefix, country, count in ((LAOS, "LA", 148), (CAMBODIA, "KH", 1633)):
        rows = database.execute(
            "select name, coordinates from location_data "
            "where shape_id like ? order by shape_id",
            (prefix + "%",),
        ).fetchall()
        assert len(rows) == count
        names += [row[0].rstrip(" *") for row in rows]
        countries += [country] * count
        shapes += project([shapely.from_wkb(row[1]) for row in rows], TO_UTM48).tolist()
    return names, countries, shapes


def fit(shapes, thai):
    """Makes the neighbours one seamless coverage that ends where Thailand begins."""
    whole = shapely.coverage_clean(
        [thai, *shapes], gap_width=GAP_WIDTH_M, merge_strategy="min_index"
    )
    fitted = shapely.difference(list(whole[1:]), thai)
    # A gap with a longer Thai side was given to Thailand: hand it to the neighbour it touches.
    gaps = shapely.get_parts(whole[0].difference(thai))
    tree = shapely.STRtree(fitted)
    gained = {}
    for gap in gaps[shapely.area(gaps) > 1.0]:
        touched = tree.query(gap, predicate="dwithin", distance=1.0)
        if len(touched):
            shared = [fitted[index].buffer(1.0).intersection(gap).area for index in touched]
            gained.setdefault(int(touched[int(np.argmax(shared))]), []).append(gap)
    for index, pieces in gained.items():
        fitted[index] = shapely.union_all([fitted[index], *pieces])
    return fitted


def areas_of(shape):
    """Keeps the polygons of a shape: rounding can leave a stray line or point."""
    parts = [
        part for part in shapely.get_parts(shapely.make_valid(shape))
        if part.geom_type == "Polygon" and part.area > 0
    ]
    flat = [piece for part in parts for piece in shapely.get_parts(part)]
    return flat[0] if len(flat) == 1 else shapely.MultiPolygon(flat)


def build_backdrop(natural_earth, known):
    """Writes coarse land beyond the three countries, for the eye only; returns it.

    Natural Earth is 1.3 km off on average along these borders. Its countries are therefore cut
    back by the better polygons and drawn out to meet them, and are never asked anything.
    """
    reader = shapefile.Reader(str(natural_earth / "ne_10m_admin_0_countries"))
    window = shapely.box(*BACKDROP_WINDOW)
    everything, wanted = [], {}
    for item in reader.iterShapeRecords():
        shape = shapely.geometry.shape(item.shape.__geo_interface__).intersection(window)
        if shape.is_empty:
            continue
        everything.append(shape)
        if item.record["ISO_A2_EH"] in BACKDROP_COUNTRIES:
            wanted[item.record["ISO_A2_EH"]] = shape
    all_land = shapely.union_all(everything)

    shapes, taken = {}, known
    for country in BACKDROP_COUNTRIES:
        reach = shapely.union(wanted[country], wanted[country].buffer(0.05).intersection(all_land))
        shape = reach.difference(taken)
        taken = shapely.union(taken, shape)
        shape = shapely.simplify(shape, BACKDROP_TOLERANCE_DEG)
        parts = [part for part in shapely.get_parts(shape) if part.area > 0.002]
        shapes[country] = ring_oriented(areas_of(rounded(shapely.MultiPolygon(parts), 3)))
    write_geojson(
        "backdrop.geojson",
        [
            feature(shape, {"country": country, "backdrop": True})
            for country, shape in shapes.items()
        ],
    )
    return shapes
