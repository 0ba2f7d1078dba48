"""DuckDB in this process, with its spatial extension: the rows along a Hilbert curve, so that its minima and maxima
of each row group leave most groups out; categories and districts as small numbers; statements prepared.
"""

import duckdb
from duckdb_extensions import import_extension

from questions import Box

# ENUM keeps the text and compares numbers; the Hilbert curve runs over the land that the border passes.
LOAD = """
    create table brought as select * from read_csv('{path}', header = false, auto_detect = false, columns = {{
        'uid': 'uuid', 'category': 'varchar', 'status': 'varchar', 'observed': 'bigint',
        'lon_e7': 'integer', 'lat_e7': 'integer', 'district': 'smallint'}});
    create type category as enum (select distinct category from brought);
    create table report as select uid, category::category as category, status, observed, lon_e7, lat_e7, district
        from brought order by st_hilbert(lon_e7 / 1e7, lat_e7 / 1e7,
            {{'min_x': 97.0, 'min_y': 5.0, 'max_x': 106.0, 'max_y': 21.0}}::box_2d);
    drop table brought;
"""
FILTER = "and observed >= ? and observed < ? and category in (?, ?)"
IN_BOX = "lon_e7 between ? and ? and lat_e7 between ? and ?"
IN_CIRCLE = "and st_dwithin_spheroid(st_point2d(lat_e7 / 1e7, lon_e7 / 1e7), st_point2d(?, ?), ?)"
# A polygon that is given, and not looked up, is prepared once for all points.
IN_POLYGON = "and st_intersects(st_geomfromhexwkb(?), st_point(lon_e7 / 1e7, lat_e7 / 1e7))"
COUNT = "select count(*) from report where"
STATEMENTS = {
    "box": f"{COUNT} {IN_BOX} {FILTER}",
    "everywhere": f"{COUNT} true {FILTER}",
    "circle": f"{COUNT} {IN_BOX} {FILTER} {IN_CIRCLE}",
    "crossing": f"{COUNT} {IN_BOX} {FILTER} {IN_CIRCLE}",
    "polygon": f"{COUNT} {IN_BOX} {FILTER} {IN_POLYGON}",
    "bare polygon": f"{COUNT} {IN_BOX} {IN_POLYGON}",
    "grouped": """select district, count(*) from report
        where list_contains(?::smallint[], district) and observed >= ? and observed < ? group by district""",
    "list": f"""
        select to_json({{'type': 'FeatureCollection', 'features': list({{
            'type': 'Feature', 'id': uid, 'geometry': {{'type': 'Point', 'coordinates': [lon_e7 / 1e7, lat_e7 / 1e7]}},
            'properties': {{'observed': make_timestamp(observed * 1000000), 'category': category, 'status': status,
                'district': district}}
            }} order by observed desc, uid)}})
        from (select * from report where true {FILTER} order by observed desc, uid limit 1000)""",
}


class Duck:
    """DuckDB with the rows in memory."""

    name = "DuckDB"
    least = None

    def __init__(self, held):
        self.connection = duckdb.connect()
        import_extension("spatial")
        self.connection.load_extension("spatial")
        self.connection.execute(LOAD.format(path=held.path))
        for work, statement in STATEMENTS.items():
            self.connection.execute(f"prepare {prepared(work)} as {statement}")

    def can(self, work):
        return work in STATEMENTS

    def ask(self, work, question):
        values = ", ".join(map(literal, parameters(work, question)))
        rows = self.connection.execute(f"execute {prepared(work)}({values})").fetchall()
        if work == "grouped":
            return dict(rows)
        return rows[0][0]


def prepared(work):
    return work.replace(" ", "_")


def parameters(work, question):
    """What a prepared statement is given, in its order."""
    area, given = question.area, []
    if work == "grouped":
        return [list(area.codes), *question.seconds()]
    if area:
        box = area if isinstance(area, Box) else area.box()
        given += [box.west, box.east, box.south, box.north]
    if question.first:
        given += [*question.seconds(), *question.categories]
    if hasattr(area, "radius_m"):
        given += [area.lat / 1e7, area.lon / 1e7, area.radius_m]
    if hasattr(area, "saved"):
        given.append(area.shape().wkb_hex)
    return given


def literal(value):
    return f"'{value}'" if isinstance(value, str) else str(value)
