"""The plain tables of areas: districts, provinces, tambons, target districts."""

import numpy as np
import shapely

from common import (
    BORDER_PROVINCES,
    FACTS,
    FROM_UTM48,
    TO_UTM48,
    WGS84,
    project,
    read_csv,
    write_csv,
    yes_no,
)

# A piece of the border line belongs to the nearest district; pieces this short keep the
# error at a district's corner below the accuracy of the polygons.
PIECE_M = 100

# Where the pages that name the target districts can be read (hosts and paths as printed).
BASIS_SOURCE = {
    "A1": "nts-mekong.com/en event-en-0923 (workshop 2, 4-8 Sep 2023: all 15 named)",
    "A2": "nts-mekong.com/en article3 (workshop 3, 30 Oct-3 Nov 2023: 11 named)",
    "A3": "nts-mekong.com/en nts-mekong-watch-visits-loei-province (Jul 2024); "
          "nts-mekong-watch-in-bueng-kan (Feb 2024)",
    "A4": "nts-mekong.com/en Chiang Rai visit page (24-28 Jun 2025): centre offices visited",
    "B": "no list found: filled by rule (permanent crossing, trade checkpoint or recorded "
         "P2P pairing in Phayao, Nan, Uttaradit, Nong Khai)",
}

# The centres were set up by a DOPA order of December 2023 whose day is not known.
TARGETS_FROM = "2023-12-01"


def build(provinces, districts, tambons, shapes, border_parts):
    """Writes the four tables; returns the length of border of each district in km."""
    facts = {row["dopa_code"]: row for row in read_csv(FACTS / "border_districts.csv")}
    lengths = border_lengths(shapes, border_parts)
    check_lengths(facts, lengths)

    rows = []
    for code, (name_th, name_en) in sorted(districts.items()):
        fact = facts.get(code)
        lon, lat = label_point(shapes[code])
        rows.append({
            "code": code,
            "name_th": name_th,
            "name_en": name_en,
            "province_code": code[:2],
            "borders": borders(fact),
            "border_la_km": km(lengths, code, "TH-LA") if fact else "",
            "border_kh_km": km(lengths, code, "TH-KH") if fact else "",
            "opposite": fact["opposite"] if fact else "",
            "shown": yes_no(code[:2] in BORDER_PROVINCES),
            "border_district": yes_no(fact),
            "lon": lon,
            "lat": lat,
        })
    assert sum(row["shown"] == "true" for row in rows) == 230
    assert sum(row["border_district"] == "true" for row in rows) == 68
    write_csv("districts.csv", list(rows[0]), rows)

    write_provinces(provinces, shapes)
    write_csv(
        "tambons.csv",
        ["code", "district", "name_th", "name_en"],
        [
            {"code": code, "district": code[:4], "name_th": name_th, "name_en": name_en}
            for code, (name_th, name_en) in sorted(tambons.items())
        ],
    )
    assert {code[:4] for code in tambons} == set(districts)
    write_targets(facts, districts)
    return lengths


def borders(fact):
    """Which neighbours a border district touches, by the list of 68."""
    if not fact:
        return ""
    touches = [("LA", fact["borders_lao_km"]), ("KH", fact["borders_khm_km"])]
    return "+".join(country for country, length in touches if length)


def border_lengths(shapes, border_parts):
    """Measures, along OSM's land border, the part that lies nearest to each district."""
    codes = [code for code in shapes if code[:2] in BORDER_PROVINCES]
    tree = shapely.STRtree(project([shapes[code] for code in codes], TO_UTM48))
    lengths = {}
    for part in border_parts:
        if part["maritime"]:
            continue
        line = shapely.segmentize(
            project(shapely.LineString(part["line"]), TO_UTM48), PIECE_M
        )
        xy = shapely.get_coordinates(line)
        middles = (xy[:-1] + xy[1:]) / 2
        lonlat = np.column_stack(FROM_UTM48.transform(xy[:, 0], xy[:, 1]))
        _, _, piece_m = WGS84.inv(*lonlat[:-1].T, *lonlat[1:].T)
        for middle, length in zip(shapely.points(middles), piece_m):
            code = codes[tree.nearest(middle)]
            key = (code, part["border"])
            lengths[key] = lengths.get(key, 0.0) + length / 1000
    return lengths


def check_lengths(facts, lengths):
    """Compares the measured contacts with the list of 68 and prints what differs."""
    for code, fact in sorted(facts.items()):
        for border, column in (("TH-LA", "borders_lao_km"), ("TH-KH", "borders_khm_km")):
            if fact[column] and (code, border) not in lengths:
                print(f"border length: {code} is listed on {border}, none measured")
    for (code, border), length in sorted(lengths.items()):
        listed = facts.get(code, {}).get(
            "borders_lao_km" if border == "TH-LA" else "borders_khm_km"
        )
        if not listed:
            print(f"border length: {code} is not listed on {border}, {length:.2f} km measured")


def km(lengths, code, border):
    """Writes a measured length with one decimal, or nothing when there is no contact."""
    length = lengths.get((code, border), 0.0)
    return f"{length:.1f}" if length >= 0.05 else ""


def label_point(shape):
    """Finds the point deepest inside the largest part, for a label (7 decimals)."""
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    point = shapely.maximum_inscribed_circle(largest, tolerance=1e-4).coords[0]
    assert shape.contains(shapely.Point(point))
    return f"{point[0]:.7f}", f"{point[1]:.7f}"


def write_provinces(provinces, shapes):
    """Writes the 77 provinces with a label point inside their union."""
    rows = []
    for code, (name_th, name_en) in sorted(provinces.items()):
        whole = shapely.coverage_union_all(
            [shape for district, shape in shapes.items() if district[:2] == code]
        )
        lon, lat = label_point(whole)
        rows.append({
            "code": code, "name_th": name_th, "name_en": name_en,
            "shown": yes_no(code in BORDER_PROVINCES), "lon": lon, "lat": lat,
        })
    write_csv("provinces.csv", list(rows[0]), rows)


def write_targets(facts, districts):
    """Writes the default list of 44 target districts in 17 provinces."""
    rows = [
        {
            "district": code,
            "name_th": districts[code][0],
            "name_en": districts[code][1],
            "basis": fact["default44_basis"],
            "verified": yes_no(fact["default44_basis"] in ("A1", "A2", "A3")),
            "valid_from": TARGETS_FROM,
            "valid_to": "",
            "source": BASIS_SOURCE[fact["default44_basis"]],
        }
        for code, fact in sorted(facts.items())
        if fact["default44_basis"]
    ]
    assert len(rows) == 44
    assert len({row["district"][:2] for row in rows}) == 17
    write_csv("target_districts.csv", list(rows[0]), rows)
