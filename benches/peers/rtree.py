"""SQLite's R*Tree, in this process: whole numbers in three dimensions (longitude, latitude, time), the category beside
them, the file in memory; whole-border questions go to a covering B-tree, as SQLite's makers advise.
"""

import csv
import sqlite3

from questions import Box

SCHEMA = """
    create virtual table box using rtree_i32(id, west, east, south, north, first, last, +category);
    create table report (category text, observed integer);
"""
COUNT = """
    select count(*) from box
    where west >= ? and east <= ? and south >= ? and north <= ? and first >= ? and last < ? and category in (?, ?)
"""
EVERYWHERE = "select count(*) from report where observed >= ? and observed < ? and category in (?, ?)"


class RTree:
    """SQLite with every dated point in an R*Tree."""

    name = "SQLite R*Tree"
    least = None

    def __init__(self, held):
        self.connection = sqlite3.connect(":memory:")
        self.connection.executescript(SCHEMA)
        with open(held.path, encoding="utf-8", newline="") as file, self.connection:
            self.connection.executemany("insert into report values (?, ?)", (
                (row[1], row[3] or None) for row in csv.reader(file)))
            file.seek(0)
            self.connection.executemany("insert into box values (null, ?, ?, ?, ?, ?, ?, ?)", (
                (row[4], row[4], row[5], row[5], row[3], row[3], row[1])
                for row in csv.reader(file) if row[3] and row[4]))
        self.connection.executescript("create index report_idx on report (category, observed); analyze;")

    def can(self, work):
        return work in ("box", "everywhere")

    def ask(self, work, question):
        area = question.area
        given = [area.west, area.east, area.south, area.north] if isinstance(area, Box) else []
        statement = COUNT if work == "box" else EVERYWHERE
        return self.connection.execute(statement, (*given, *question.seconds(), *question.categories)).fetchone()[0]
