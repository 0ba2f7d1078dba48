"""Reads and writes the few file forms the build uses, always in the same byte order."""

import csv
import hashlib
import json
from pathlib import Path

import numpy as np
import shapely
from pyproj import Geod, Transformer

# `data/`: this file lives in `data/build/`.
DATA = Path(__file__).resolve().parent.parent
FACTS = Path(__file__).resolve().parent / "facts"

# Distances and lengths are geodesic on the WGS 84 ellipsoid, as in the program itself.
WGS84 = Geod(ellps="WGS84")

# Zone 48 covers most of the two borders. Zone 47 is used beside it in the checks, because
# Pak Chom lies across 102 E and the north-western districts lie in zone 47.
TO_UTM48 = Transformer.from_crs(4326, 32648, always_xy=True)
FROM_UTM48 = Transformer.from_crs(32648, 4326, always_xy=True)
TO_UTM47 = Transformer.from_crs(4326, 32647, always_xy=True)

# The 18 provinces on the two borders; their 230 districts are the ones drawn in full.
BORDER_PROVINCES = frozenset(
    "22 23 27 31 32 33 34 37 38 42 43 48 49 53 55 56 57 65".split()
)

# The part of the world that may appear on the map.
WINDOW = (99.0, 11.0, 107.0, 21.0)


def project(geometry, transformer):
    """Moves a geometry (or a list of them) through a pyproj transformer."""
    return shapely.transform(
        geometry, lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))
    )


def rounded(geometry, decimals):
    """Rounds each vertex by itself, so that a shared edge stays shared."""
    return shapely.transform(geometry, lambda xy: np.round(xy, decimals))


def ring_oriented(polygon):
    """Turns outer rings counter-clockwise and holes clockwise (RFC 7946, section 3.1.6)."""
    return shapely.orient_polygons(polygon, exterior_cw=False)


def read_csv(path):
    """Reads a CSV file with a header as a list of dicts."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_csv(name, columns, rows):
    """Writes `data/<name>`: header, LF, quotes only where RFC 4180 asks for them."""
    path = DATA / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{name}: {len(rows)} rows")


def write_geojson(name, features):
    """Writes `data/<name>`: compact, one feature a line, so that a diff shows what moved."""
    lines = [
        json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
        for feature in features
    ]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    (DATA / name).write_text(text, encoding="utf-8", newline="\n")
    print(f"{name}: {len(features)} features, {len(text.encode()):,} bytes")


def feature(geometry, properties, identifier=None):
    """Makes a GeoJSON feature; `identifier` becomes the feature's id."""
    made = {"type": "Feature"}
    if identifier is not None:
        made["id"] = identifier
    made["properties"] = properties
    made["geometry"] = json.loads(shapely.to_geojson(geometry))
    return made


def yes_no(value):
    """Writes a truth value the way every CSV file here does."""
    return "true" if value else "false"


def sha256(path):
    """Hashes a source file in pieces: some are tens of megabytes."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
