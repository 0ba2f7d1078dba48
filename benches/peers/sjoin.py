"""geopandas: the districts of points by its spatial join (GEOS under an STR-tree)."""

import os
import time

import geopandas
import numpy

from questions import ROOT


def districts_of(points):
    """The districts that cover each point, as sets of codes, and the seconds that the join took."""
    districts = geopandas.read_file(os.path.join(ROOT, "data/districts.geojson"))[["code", "geometry"]]
    frame = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(points[:, 0] / 1e7, points[:, 1] / 1e7), crs=4326)
    join(frame.head(1_000), districts)
    began = time.perf_counter()
    joined = join(frame, districts)
    seconds = time.perf_counter() - began
    found = [frozenset()] * len(points)
    for at, code in zip(joined.index.to_numpy(), joined["code"].to_numpy(), strict=True):
        if isinstance(code, str):
            found[at] |= {code}
    return found, seconds


def join(frame, districts):
    return geopandas.sjoin(frame, districts, how="left", predicate="intersects")


def points_near(held, count, seed):
    """The points that are held, and made-up ones around them until there are enough."""
    chance = numpy.random.default_rng(seed)
    missing = max(0, count - len(held))
    around = held[chance.integers(0, len(held), missing)] + chance.integers(-2_000_000, 2_000_000, (missing, 2))
    return numpy.concatenate([held, around.astype(numpy.int32)])[:count]
