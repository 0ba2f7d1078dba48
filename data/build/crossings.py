"""Border crossings: 64 known ones, with the best position that can be defended for each.

No registry has a usable list. The facts (`facts/crossings.csv`) were compiled from pages and
from memory and say which; the positions made from anchors (`facts/crossing_positions.csv`) are
GeoNames places or rough coordinates moved to the nearest point of the OSM border line.
"""

import shapely

from common import FACTS, TO_UTM47, TO_UTM48, project, read_csv, write_csv, yes_no

# Farther than this from its own district, a position is a mistake of somebody's.
LIMIT_M = 500

EVIDENCE = {
    "page found": "sourced",
    "district/province sourced, name or opposite recalled": "mixed",
    "recalled, not sourced": "recalled",
}

# Kio Hok is printed as the six-figure grid reference 47QPB502763. Six figures name a square of
# 100 m, so the best point is its centre; the compiled list has its south-western corner.
MGRS_CENTRES = {"L06": ("100.4333", "19.6768", "MGRS 47QPB502763, centre of its 100 m square")}

# The coordinate listed for Chong Chom is that of O Smach, the town on the Cambodian side.
NOT_THE_CROSSING = {"C04"}

# Anchors that are the district's town rather than the village of the crossing.
TOWN_ANCHORS = {
    "L14": "Pak Chom", "L17": "Sangkhom", "L18": "Si Chiang Mai", "L22": "Phon Phisai",
    "L37": "Chanuman", "L41": "Khong Chiam",
}

COLUMNS = (
    "id name_th name_en kind border district tambon opposite_name opposite_district "
    "opposite_province lon lat position_basis position_source snap_m verified evidence note "
    "aliases"
).split()


def build(provinces, districts, tambons, shapes):
    """Writes crossings.csv; a position that fails its district falls to the next best."""
    anchors = {row["id"]: row for row in read_csv(FACTS / "crossing_positions.csv")}
    aliases = {
        row["crossing"]: row["aliases"].split("|")
        for row in read_csv(FACTS / "crossing_aliases.csv")
    }
    area_names = {name for names in (*provinces.values(), *districts.values()) for name in names}
    rows = []
    for fact in read_csv(FACTS / "crossings.csv"):
        identifier, district = fact["id"], fact["amphoe_code"]
        tambon = fact["tambon_code"]
        assert district in districts and tambon[:4] == district
        assert tambons[tambon][0] == fact["tambon_th"], f"{identifier}: {tambons[tambon]}"
        anchor = anchors.get(identifier)
        notes = [fact["note"]] if fact["note"] else []
        row = {
            "id": identifier,
            "name_th": fact["name_th"],
            "name_en": fact["name_en"],
            "kind": fact["type"],
            "border": {"LAO": "TH-LA", "KHM": "TH-KH"}[fact["neighbour"]],
            "district": district,
            "tambon": tambon,
            "opposite_name": fact["opposite_place"],
            "opposite_district": fact["opposite_district"],
            "opposite_province": fact["opposite_province"],
            "evidence": EVIDENCE[fact["evidence"]],
            "aliases": "|".join(
                all_names(fact, anchor, aliases[identifier], area_names)
            ),
        }
        for basis, lon, lat, source, snap_m in candidates(fact, anchor):
            away_m = distance_m(float(lon), float(lat), shapes[district])
            print(f"crossing {identifier} {basis}: {away_m:.0f} m from {district}")
            if away_m <= LIMIT_M:
                row |= {"lon": lon, "lat": lat, "position_basis": basis,
                        "position_source": source, "snap_m": snap_m}
                break
            notes.append(f"{basis} position {lat} {lon} not used: "
                         f"{away_m:.0f} m from its district")
        if row.get("position_basis") == "snapped_anchor" and identifier in TOWN_ANCHORS:
            notes.append(f"position made from the town {TOWN_ANCHORS[identifier]}, "
                         "not from the crossing's own place")
        row["verified"] = yes_no(row.get("position_basis") == "sourced")
        row["note"] = "; ".join(notes)
        rows.append(row)

    assert len(rows) == 64
    write_csv("crossings.csv", COLUMNS, rows)
    return rows


def candidates(fact, anchor):
    """Lists the positions of a crossing, the most trustworthy first."""
    identifier = fact["id"]
    if identifier in MGRS_CENTRES:
        yield "sourced", *MGRS_CENTRES[identifier], ""
    elif fact["lat"] and fact["coord_source"] != "recalled":
        if identifier not in NOT_THE_CROSSING:
            yield "sourced", fact["lon"], fact["lat"], fact["coord_source"], ""
    if anchor:
        source = f"{anchor['anchor']}, moved {anchor['snap_m']} m to the OSM border line"
        yield "snapped_anchor", anchor["lon"], anchor["lat"], source, anchor["snap_m"]
    if fact["lat"] and fact["coord_source"] == "recalled":
        yield "recalled", fact["lon"], fact["lat"], "recalled, no source", ""


def distance_m(lon, lat, shape):
    """Measures from a point to a district (0 inside) in the point's own UTM zone."""
    transformer = TO_UTM47 if lon < 102 else TO_UTM48
    point, area = project([shapely.Point(lon, lat), shape], transformer)
    return point.distance(area)


def all_names(fact, anchor, listed, area_names):
    """Collects the other names of a crossing.

    The bare name of a district or province never becomes one: in a report it means the area.
    """
    names = list(listed)
    if anchor:
        names += [anchor["name_th"], anchor["name_en"]]
    own = {fact["name_th"], fact["name_en"]}
    return [name for name in dict.fromkeys(names) if name not in own | area_names]
