"""Codes and names of provinces, districts and tambons, from geothai (DOPA codes)."""

import json

# Bangkok's districts carry their kind in the Thai name; all others do not.
PREFIXES = ("เขต", "อำเภอ")


def load(source):
    """Reads geothai's three tables as {code: (name_th, name_en)}."""
    folder = source / "geothai" / "_data"
    tables = []
    for name, count in (("provinces", 77), ("districts", 928), ("subdistricts", 7436)):
        rows = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        table = {row[0]: (without_prefix(row[1], name), row[2]) for row in rows}
        assert len(table) == count, f"{name}: {len(table)} rows, {count} expected"
        tables.append(table)
    return tables


def without_prefix(name_th, table):
    """Takes "เขต" or "อำเภอ" off a district's name; a tambon's name is never touched."""
    if table == "districts":
        for prefix in PREFIXES:
            if name_th.startswith(prefix):
                return name_th[len(prefix):]
    return name_th
