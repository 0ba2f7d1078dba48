"""Lakes, reservoirs and wide rivers for the map: OpenStreetMap of 2017, by way of geo-maps.

For the eye only: no answer is computed from them. The source holds the sea too, as one polygon around
the world; it is left out, and with it every river mouth that hangs together with it.
"""

import json

import numpy as np
import shapely

from common import WGS84, feature, ring_oriented, rounded, write_geojson

# As far as the map is looked at; a little beyond the districts' window.
LAKES_WINDOW = (97.0, 9.0, 108.0, 23.0)
SMALLEST_M2 = 1_000_000
# About 50 m, as fine as the border line is drawn beside it.
TOLERANCE_DEG = 0.0005
DECIMALS = 5
# Wider than any water on land here (Tonle Sap reaches over 0.8 degrees): the sea.
WIDEST_DEG = 5.0


def build(source):
    """Writes lakes.geojson, the largest water first."""
    window = shapely.box(*LAKES_WINDOW)
    found = []
    for polygon in polygons(source / "package" / "map.geo.json"):
        clipped = shapely.intersection(shapely.make_valid(polygon), window)
        for part in shapely.get_parts(clipped):
            if part.geom_type == "Polygon" and area_m2(part) >= SMALLEST_M2:
                found.append(part)
    simple = shapely.simplify(np.array(found), TOLERANCE_DEG, preserve_topology=True)
    simple = [without_islets(ring_oriented(shape)) for shape in rounded(simple, DECIMALS)]
    kept = [(area_m2(shape), shape) for shape in simple if shape.is_valid and area_m2(shape) >= SMALLEST_M2]
    kept.sort(key=lambda item: (-item[0], item[1].wkb))
    write_geojson(
        "lakes.geojson",
        [feature(shape, {"area_km2": round(area / 1e6, 1)}) for area, shape in kept],
    )


def polygons(path):
    """Yields the polygons of the source that lie in the window."""
    collection = json.loads(path.read_text(encoding="utf-8"))
    west, south, east, north = LAKES_WINDOW
    for geometry in collection["geometries"]:
        parts = geometry["coordinates"]
        if geometry["type"] == "Polygon":
            parts = [parts]
        for rings in parts:
            points = np.array(rings[0])
            low, high = points.min(axis=0), points.max(axis=0)
            inside = low[0] < east and high[0] > west and low[1] < north and high[1] > south
            if inside and (high - low).max() < WIDEST_DEG:
                yield shapely.Polygon(rings[0], rings[1:])


def without_islets(shape):
    """Leaves out islands of less than a tenth of a square kilometre: they are below a pixel."""
    holes = [ring for ring in shape.interiors if area_m2(shapely.Polygon(ring)) >= SMALLEST_M2 / 10]
    return shapely.Polygon(shape.exterior, holes)


def area_m2(shape):
    """Measures an area on the WGS 84 ellipsoid, in square metres."""
    return abs(WGS84.geometry_area_perimeter(shape)[0])
