"""The dated history of crossings, as far as pages document it. Nothing is known of today."""

from common import write_csv

COLUMNS = "crossing from to status hours days authority order_ref note source".split()

CAMBODIAN = [f"C{number:02}" for number in range(1, 21)]
# Khao Phra Wihan and Ta Muen Thom are visiting points, not crossings with border hours.
TOURISM = {"C02", "C05"}
SA_KAEO = {"C07", "C08", "C09", "C10", "C11"}

RESTRICTED_FROM = "2025-06-07"
# The facts were noted with "page read", without its address.
UNNAMED = "public page, address not kept"
ARMY_ORDERS = "dailynews 4847018; mgronline 9680000059100"


def build(crossings):
    """Writes crossing_status.csv; an empty `to` means "until the next thing we know"."""
    rows = [
        event("L07", "1994-01-01", "open", note="opened 1994; only the year is known",
              source="th.wikipedia"),
        event("L10", "2013-01-01", "open", until="2024-06-30",
              note="permanent since 2013; only the year is known", source="th.wikipedia"),
        event("L10", "2024-07-01", "open", hours="08:00-18:00", authority="cabinet",
              note="acknowledged in July 2024; the day is not known", source="pattayamail (PRD)"),
        event("L12", "2024-07-01", "closed", authority="cabinet",
              note="closing acknowledged in July 2024; neither the day nor the day of closing "
                   "is known", source="pattayamail (PRD)"),
        event("L31", "2011-11-11", "open", note="bridge opened", source=UNNAMED),
        event("C03", "2024-07-01", "open", until="2025-06-06", hours="07:00-22:00",
              authority="cabinet", note="acknowledged in July 2024; the day is not known",
              source="pattayamail (PRD)"),
        event("C04", "2003-01-01", "open", until="2025-06-06",
              note="opened 2003; only the year is known", source=UNNAMED),
        event("C10", "2024-07-01", "open", until="2025-06-06", authority="cabinet",
              note="permanent crossing acknowledged in July 2024; the day is not known",
              source="pattayamail (PRD)"),
        event("C11", "2017-11-21", "open", until="2025-06-06", authority="cabinet",
              note="upgraded to a permanent crossing; the day of opening is not stated",
              source=UNNAMED),
        event("C16", "1997-03-14", "open", until="2025-06-06", note="permanent since this day",
              source=UNNAMED),
    ]
    for crossing in CAMBODIAN:
        if crossing not in TOURISM:
            rows += conflict_of_2025(crossing)

    known = {crossing["id"] for crossing in crossings}
    assert {row["crossing"] for row in rows} <= known
    rows.sort(key=lambda row: (row["crossing"], row["from"]))
    for one, other in zip(rows, rows[1:]):
        if one["crossing"] == other["crossing"]:
            assert one["to"] and one["to"] < other["from"], f"{one} overlaps {other}"
    write_csv("crossing_status.csv", COLUMNS, rows)


def conflict_of_2025(crossing):
    """The stages of 2025: hours restricted on the whole border, then closures by order."""
    next_stage = None
    if crossing == "C06":
        next_stage = event(
            crossing, "2025-06-21", "closed", authority="Army Area 2",
            note="passage for patients and pupils was excepted", source=ARMY_ORDERS)
    elif crossing in SA_KAEO or crossing in {"C03", "C04"}:
        next_stage = event(
            crossing, "2025-06-23", "humanitarian_only",
            authority="Army Area 1" if crossing in SA_KAEO else "Army Area 2",
            note="patients and pupils only; the orders are of 21 to 23 June 2025, the last day "
                 "is used", source=ARMY_ORDERS)
    elif crossing == "C20":
        next_stage = event(crossing, "2025-11-09", "closed",
                           note="sealed without exception", source="thethaiger")
    day_before = {"2025-06-21": "2025-06-20", "2025-06-23": "2025-06-22",
                  "2025-11-09": "2025-11-08"}
    restricted = event(
        crossing, RESTRICTED_FROM, "restricted",
        until=day_before[next_stage["from"]] if next_stage else "",
        note="restricted hours on the whole Cambodian border (four-stage scheme); the hours of "
             "this crossing are not known", source=UNNAMED)
    return [restricted, next_stage] if next_stage else [restricted]


def event(crossing, since, status, *, until="", hours="", authority="", note="", source):
    """Makes one row; days of the week and order numbers are nowhere documented."""
    return {
        "crossing": crossing, "from": since, "to": until, "status": status, "hours": hours,
        "days": "", "authority": authority, "order_ref": "", "note": note, "source": source,
    }
