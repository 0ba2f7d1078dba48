"""What the product's database holds, as a file that every peer loads: the same rows for all."""

import csv
import os
import sqlite3
from datetime import date, datetime

import numpy

from questions import BANGKOK

COLUMNS = ["uid", "category", "status", "observed", "lon_e7", "lat_e7", "district"]
ROWS = """
    select report.uid, category, status, observed_at, lon_e7, lat_e7, district
    from report_version
    inner join report on report.id = report_version.report_id
    where change_to is null
    order by report_id
"""


class Held:
    """The reports that hold now, in the order in which they came."""

    def __init__(self, database, folder):
        self.path = os.path.join(folder, "held.csv")
        self.count = 0
        self.points = self._write(database)

    def _write(self, database):
        """Writes the file; returns the points in steps of 1e-7 degrees, longitude first."""
        points = []
        connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        with open(self.path, "w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            for rows in batches(connection.execute(ROWS)):
                out.writerows(rows)
                self.count += len(rows)
                points.append(numpy.array([row[4:6] for row in rows if row[4] is not None], numpy.int32).reshape(-1, 2))
        span = connection.execute("select min(observed_at), max(observed_at) from report_version").fetchone()
        self.days = tuple(day(seconds) for seconds in span)
        known = connection.execute("select distinct category from report_version order by category")
        self.categories = [category for (category,) in known]
        connection.close()
        return numpy.concatenate(points)


def batches(cursor, size=50_000):
    while rows := cursor.fetchmany(size):
        yield rows


def day(seconds) -> date:
    return datetime.fromtimestamp(seconds, BANGKOK).date()
