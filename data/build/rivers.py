"""Main rivers for the map: CIA World Data Bank II, as packaged for GMT (LGPL-3+).

For the eye only: a river here is 420-440 m off on stretches of the Mekong. Where a river is the
border, the border line itself follows it better. WDBII has no names; `level` is its own class.
"""

from collections import defaultdict

import h5py
import numpy as np
import shapely

from common import WINDOW, feature, rounded, write_geojson

# 1 double-lined rivers, 2 permanent major ones, 3 additional major ones, 4 additional ones.
LEVELS = (1, 2, 3, 4)
TOLERANCE_DEG = 0.001
DECIMALS = 4


def build(source):
    """Writes rivers.geojson, one feature a level."""
    west, south, east, north = WINDOW
    segments = defaultdict(list)
    with h5py.File(source / "usr" / "share" / "gmt-gshhg" / "binned_river_f.nc") as file:
        table = {name: file[name][:] for name in file}
    for lat in range(int(south), int(north)):
        for lon in range(int(west), int(east)):
            for level, line in bin_segments(table, lon, lat):
                if level in LEVELS:
                    segments[level].append(line)

    features = []
    for level, lines in sorted(segments.items()):
        # Segments end at the edge of each one-degree bin; joined first, they simplify cleanly.
        merged = shapely.line_merge(shapely.union_all(lines))
        lines = shapely.simplify(shapely.get_parts(merged), TOLERANCE_DEG)
        shape = shapely.normalize(shapely.MultiLineString(list(rounded(lines, DECIMALS))))
        features.append(feature(shape, {"level": level}))
    write_geojson("rivers.geojson", features)


def bin_segments(table, lon, lat):
    """Reads the line pieces of the one-degree bin whose south-west corner is given.

    Bins run east from 0 and south from 90. Inside a bin, a coordinate is an unsigned 16-bit
    fraction of a degree, stored in a signed field.
    """
    assert table["Bin_size_in_minutes"][0] == 60
    index = (89 - lat) * 360 + lon % 360
    first = table["Id_of_first_segment_in_a_bin"][index]
    for segment in range(first, first + table["N_segments_in_a_bin"][index]):
        start = table["Id_of_first_point_in_a_segment"][segment]
        stop = start + table["N_points_for_a_segment"][segment]
        x, y = (
            table[f"Relative_{axis}itude_from_SW_corner_of_bin"][start:stop].astype(np.uint16)
            / 65535
            for axis in ("long", "lat")
        )
        yield (
            int(table["Hierarchial_level_of_a_segment"][segment]),
            shapely.LineString(np.column_stack([lon + x, lat + y])),
        )
