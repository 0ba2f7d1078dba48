"""PostGIS, twice: as rows are loaded by whoever reads the manual, and as somebody tunes it who needs it fast.

Both stand in one cluster (4 GB of shared buffers, no JIT) and are asked over a local socket with prepared statements.
As loaded: rows in the order they came, GiST on the geometry, B-trees on time and on category and time. Tuned: the
heap in Hilbert order, GiST on (geometry, time), covering B-trees, plans made once.
"""

import os
import subprocess
from contextlib import contextmanager

import psycopg

from questions import ROOT, Box

SETTINGS = {
    "shared_buffers": "4GB", "work_mem": "256MB", "maintenance_work_mem": "1GB", "random_page_cost": "1.1",
    "effective_cache_size": "12GB", "jit": "off", "max_wal_size": "8GB",
}
LOAD = """
    create extension if not exists postgis;
    create extension if not exists btree_gist;
    create table brought (
        uid uuid, category text, status text, observed bigint, lon_e7 integer, lat_e7 integer, district integer
    );
"""
POINT = "st_setsrid(st_makepoint(lon_e7 / 1e7::float8, lat_e7 / 1e7::float8), 4326)"
AS_LOADED = f"""
    create table loaded as select *, {POINT} as geom, st_transform({POINT}, 3857) as merc from brought;
    create index on loaded using gist (geom);
    create index on loaded using gist (merc);
    create index on loaded (observed);
    create index on loaded (category, observed);
"""
# PostGIS orders geometries along a Hilbert curve.
TUNED = """
    create table tuned as select * from loaded order by geom;
    create index on tuned using gist (geom, observed);
    create index on tuned using gist (merc, observed);
    create index on tuned (category, observed) include (uid);
    create index on tuned (district, observed);
    create index on tuned (observed desc, uid);
"""
# The index holds boxes rounded to 32-bit floats, so the integers decide.
IN_BOX = """geom && st_makeenvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)
    and lon_e7 between %(west_e7)s and %(east_e7)s and lat_e7 between %(south_e7)s and %(north_e7)s"""
# A number is cast to the column's type: the index on (geometry, time) takes no other.
FILTER = "and observed >= %(from)s::bigint and observed < %(to)s::bigint and category = any(%(categories)s)"
# A category that is computed keeps the planner from adding the index on (category, time) to the one on (geometry, time),
# which it does to its loss.
IN_AREA = {"loaded": FILTER, "tuned": FILTER.replace("category =", "category || '' =")}
IN_CIRCLE = """geom && st_makeenvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)
    and st_dwithin(geom::geography, st_setsrid(st_makepoint(%(lon)s, %(lat)s), 4326)::geography, %(radius_m)s)"""
GROUPED = """
    select district, count(*) from {table}
    where district = any(%(districts)s) and observed >= %(from)s::bigint and observed < %(to)s::bigint
    group by district
"""
LIST = f"""
    select json_build_object('type', 'FeatureCollection', 'features', json_agg(json_build_object(
        'type', 'Feature', 'id', uid, 'geometry', st_asgeojson(geom, 7)::json,
        'properties', json_build_object(
            'observed', to_timestamp(observed), 'category', category, 'status', status, 'district', district)
        ) order by observed desc, uid))::text
    from (
        select * from {{table}} where true {FILTER} order by observed desc, uid limit 1000
    ) as newest
"""
# Reports by sixteenths of the tile's sides at their mean position, as the product draws them below zoom 9; a tile has
# its west and north edge, and here too the index alone would take what lies a metre outside.
TILE = """
    select sum(count)::bigint, st_asmvt(cell, 'reports', 4096, 'shape') from (
        select count(*) as count, count(*) filter (where status = 'confirmed') as confirmed,
            st_asmvtgeom(st_centroid(st_collect(merc)), st_tileenvelope(%(z)s, %(x)s, %(y)s)) as shape
        from {table}
        where merc && st_tileenvelope(%(z)s, %(x)s, %(y)s)
            and st_x(merc) >= %(left)s and st_x(merc) < %(left)s + 16 * %(side)s
            and st_y(merc) > %(bottom)s and st_y(merc) <= %(bottom)s + 16 * %(side)s
            {filter}
        group by floor((st_x(merc) - %(left)s) / %(side)s), floor((st_y(merc) - %(bottom)s) / %(side)s)
    ) as cell
"""
HALF_WORLD_M = 20037508.342789244


def counted(table, shapes):
    """What is counted for each work, and from where."""
    in_area = IN_AREA[table]
    polygon = f"from {shapes} inner join {table} on st_covers(shape, geom) where saved = %(saved)s"
    return {
        "box": f"from {table} where {IN_BOX} {in_area}",
        "everywhere": f"from {table} where true {FILTER}",
        "circle": f"from {table} where {IN_CIRCLE} {in_area}",
        "crossing": f"from {table} where {IN_CIRCLE} {in_area}",
        "polygon": f"{polygon} {in_area}",
        "bare polygon": polygon,
    }


@contextmanager
def cluster():
    """Starts a private PostgreSQL with the settings above; gives its address."""
    process = subprocess.Popen(
        [os.path.join(ROOT, "tests/postgres-cluster")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        url = process.stdout.readline().strip() + "/postgres"
        with psycopg.connect(url, autocommit=True) as connection:
            for name, value in SETTINGS.items():
                connection.execute(f"alter system set {name} = '{value}'")
            connection.execute("checkpoint")
        # A line has the cluster start anew, which shared buffers need.
        process.stdin.write("\n")
        process.stdin.flush()
        yield process.stdout.readline().strip() + "/postgres"
    finally:
        # The cluster goes when its standard input closes.
        process.stdin.close()
        process.wait()


def load(url, held, polygons):
    """Brings the rows and the areas, once for both."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(LOAD)
        with connection.cursor().copy("copy brought from stdin (format csv)") as copy, open(held.path, "rb") as file:
            while part := file.read(1 << 20):
                copy.write(part)
        connection.execute("create table area (saved text primary key, shape geometry(polygon, 4326))")
        for polygon in polygons:
            connection.execute("insert into area values (%s, st_setsrid(st_geomfromwkb(%s), 4326))",
                               (polygon.saved, polygon.shape().wkb))
        connection.execute("create table piece as select saved, st_subdivide(shape, 128) as shape from area")
        for statements in (AS_LOADED, TUNED):
            connection.execute(statements)
        for name in ("loaded", "tuned", "area", "piece"):
            connection.execute(f"vacuum analyze {name}")


class PostGis:
    """One of the two tables, asked over a connection of its own.

    `shapes` is `area`, polygons as they are, or `piece`, cut to at most 128 corners as PostGIS's makers advise; which of
    them is faster depends on how many reports lie in them.
    """

    def __init__(self, url, table, shapes="area", least=None):
        self.name = {"loaded": "PostGIS as loaded", "tuned": "PostGIS tuned"}[table]
        self.table, self.shapes, self.counted = table, shapes, counted(table, shapes)
        # How many of the questions the slower one is asked.
        self.least = least
        self.connection = psycopg.connect(url, autocommit=True, prepare_threshold=0)
        if table == "tuned":
            self.connection.execute("set plan_cache_mode = force_generic_plan")

    def can(self, work):
        if self.shapes == "piece":
            return work in ("polygon", "bare polygon")
        return work in self.counted or work in ("grouped", "list", "density tile", "full tile")

    def ask(self, work, question):
        numbers = parameters(question)
        if work == "grouped":
            return dict(self._rows(GROUPED.format(table=self.table), numbers))
        if work == "list":
            return self._rows(LIST.format(table=self.table), numbers)[0][0]
        if work.endswith("tile"):
            filters = FILTER if question.first else ""
            return self._rows(TILE.format(table=self.table, filter=filters), numbers)[0][0] or 0
        # Two pieces share a cut.
        what = "distinct uid" if self.shapes == "piece" else "*"
        return self._rows(f"select count({what}) {self.counted[work]}", numbers)[0][0]

    def ids(self, work, question):
        """The ids behind a count."""
        return {uid for (uid,) in self._rows(f"select uid::text {self.counted[work]}", parameters(question))}

    def _rows(self, statement, numbers):
        return self.connection.execute(statement, numbers, prepare=True).fetchall()


def parameters(question):
    """What a statement may name of a question."""
    given = {"categories": list(question.categories)}
    if question.first:
        given["from"], given["to"] = question.seconds()
    area, tile = question.area, question.tile
    box = area if isinstance(area, Box) else area.box() if hasattr(area, "box") else None
    if box:
        for side in ("west", "south", "east", "north"):
            given[f"{side}_e7"] = getattr(box, side)
            given[side] = getattr(box, side) / 1e7
    if hasattr(area, "radius_m"):
        given |= {"lon": area.lon / 1e7, "lat": area.lat / 1e7, "radius_m": area.radius_m}
    if hasattr(area, "saved"):
        given["saved"] = area.saved
    if hasattr(area, "codes"):
        given["districts"] = list(area.codes)
    if tile:
        width = 2 * HALF_WORLD_M / 2**tile.z
        given |= {"z": tile.z, "x": tile.x, "y": tile.y, "side": width / 16,
                  "left": tile.x * width - HALF_WORLD_M, "bottom": HALF_WORLD_M - (tile.y + 1) * width}
    return given
