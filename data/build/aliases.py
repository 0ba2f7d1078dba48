"""Other spellings of district and province names, as reports and news write them.

Thai is romanised freely, so a hand-made list is joined by a few regular rules. An alias that is
the official name of another district of the country, or that two districts would share, is left
out: a wrong district is worse than none. "Mueang", said alone, is kept for each provincial
capital; it means something only together with its province.
"""

import re
from collections import Counter

from common import BORDER_PROVINCES, FACTS, read_csv, write_csv

# Official spelling -> spelling met in English text.
RULES = (
    (r"\bMueang\b", "Muang"),
    (r"\bMueang\b", "Meuang"),
    (r"\bSi\b", "Sri"),
    (r"\bKhlong\b", "Klong"),
    (r"\bBueng\b", "Bung"),
    (r"\bHuai\b", "Huay"),
    (r"\bWiang\b", "Wieng"),
    (r"\bPhu\b", "Poo"),
    (r"Kaeo\b", "Kaew"),
    (r"Nuea\b", "Nua"),
)


def build(provinces, districts):
    """Writes district_aliases.csv and province_aliases.csv."""
    official = Counter(name for names in districts.values() for name in set(names))
    pairs = {(row["district"], row["alias"]) for row in read_csv(FACTS / "district_aliases.csv")}
    for code, (name_th, name_en) in districts.items():
        if code[:2] not in BORDER_PROVINCES:
            continue
        for spelling in spellings(name_en):
            pairs.add((code, spelling))

    owners = Counter(alias for _, alias in pairs)
    rows = [
        (code, alias) for code, alias in pairs
        if not official[alias] and owners[alias] == 1 and code in districts
    ]
    for code in districts:
        if code[2:] == "01" and code[:2] in BORDER_PROVINCES:
            rows += [(code, "เมือง"), (code, "Mueang"), (code, "Muang")]
    write_csv("district_aliases.csv", ["district", "alias"], named(rows, "district"))

    official_provinces = {name for names in provinces.values() for name in names}
    rows = [
        (row["province"], row["alias"]) for row in read_csv(FACTS / "province_aliases.csv")
        if row["alias"] not in official_provinces
    ]
    assert len({alias for _, alias in rows}) == len(rows), "two provinces share an alias"
    write_csv("province_aliases.csv", ["province", "alias"], named(rows, "province"))


def spellings(name):
    """Applies the rules one by one and together, each also written as one word."""
    found = {name}
    for pattern, replacement in RULES:
        found |= {re.sub(pattern, replacement, known) for known in found}
    found |= {joined(known) for known in found}
    return found - {name}


def joined(name):
    """Writes a name as one word: "That Phanom" -> "Thatphanom"; "Mueang" stays apart."""
    head, space, tail = name.partition(" ")
    if head in ("Mueang", "Muang", "Meuang"):
        return f"{head} {joined(tail)}"
    return head + tail.replace(" ", "").lower() if space else name


def named(rows, column):
    """Sorts pairs and gives them their columns."""
    return [{column: code, "alias": alias} for code, alias in sorted(set(rows))]
