"""Seeded questions: each as the API takes it, and in numbers for whoever else is asked the same.

The same seed gives the same questions; no two of one work are alike, so that no cache has seen one before.
"""

import csv
import json
import math
import os
import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

import shapely

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BANGKOK = timezone(timedelta(hours=7))
# Metres in one degree of latitude near 15 N, as far as a random shape needs to know.
DEGREE_M = 110_650


@dataclass(frozen=True)
class Box:
    """A box in steps of 1e-7 degrees; its edges belong to it."""

    west: int
    south: int
    east: int
    north: int

    def text(self):
        return "bbox:" + ",".join(degrees(steps) for steps in (self.west, self.south, self.east, self.north))


@dataclass(frozen=True)
class Circle:
    """A circle around a position; `crossing` names it where the API is asked by a crossing."""

    lon: int
    lat: int
    radius_m: int
    crossing: str | None = None

    def text(self):
        if self.crossing:
            return f"crossing:{self.crossing},{self.radius_m}"
        return f"circle:{degrees(self.lon)},{degrees(self.lat)},{self.radius_m}"

    def box(self):
        """A box that holds the circle for certain, for engines that look by box first."""
        high = self.radius_m / DEGREE_M * 1.02
        wide = high / math.cos(math.radians(self.lat / 1e7))
        return Box(*(round(n) for n in (
            self.lon - wide * 1e7, self.lat - high * 1e7, self.lon + wide * 1e7, self.lat + high * 1e7)))


@dataclass(frozen=True)
class Polygon:
    """A ring of positions, not closed; `saved` is the name the server gave it."""

    ring: tuple
    saved: str

    def text(self):
        return f"saved:{self.saved}"

    def shape(self):
        return shapely.Polygon([(lon / 1e7, lat / 1e7) for lon, lat in self.ring])

    def box(self):
        lons, lats = zip(*self.ring)
        return Box(min(lons), min(lats), max(lons), max(lats))


@dataclass(frozen=True)
class Districts:
    """Districts by code."""

    codes: tuple

    def text(self):
        return "district:" + ",".join(map(str, self.codes))


@dataclass(frozen=True)
class Tile:
    """A tile of the world map (XYZ)."""

    z: int
    x: int
    y: int


@dataclass(frozen=True)
class Question:
    """What is asked: `path` for the API, the rest for its peers."""

    path: str
    area: object = None
    first: date | None = None
    last: date | None = None
    categories: tuple = ()
    tile: Tile | None = None

    def seconds(self):
        """The period as seconds since 1970, the second excluded; none when time is not asked for."""
        if self.first is None:
            return None
        return tuple(int(datetime(d.year, d.month, d.day, tzinfo=BANGKOK).timestamp()) for d in (self.first, self.last))


def degrees(steps):
    """Writes steps of 1e-7 degrees as degrees, exactly."""
    return f"{steps / 1e7:.7f}"


def table(name):
    with open(os.path.join(ROOT, "data", name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ring(chance, centre, vertices=2_000, reach_m=20_000):
    """A jagged star some 40 km wide: its centre sees every corner, so that no edge crosses another."""
    lon, lat = centre
    squeeze = math.cos(math.radians(lat / 1e7))
    corners = []
    for corner in range(vertices):
        angle, far = math.tau * corner / vertices, chance.uniform(0.5, 1) * reach_m / DEGREE_M * 1e7
        corners.append((round(lon + far * math.cos(angle) / squeeze), round(lat + far * math.sin(angle))))
    return tuple(corners)


def tile_at(lon, lat, z):
    """The tile of a zoom in which a position lies."""
    y = (1 - math.asinh(math.tan(math.radians(lat / 1e7))) / math.pi) / 2
    return Tile(z, int((lon / 1e7 + 180) / 360 * 2**z), int(y * 2**z))


class Maker:
    """Makes the questions of one run, along the border and within the days on which something was observed."""

    def __init__(self, seed, days, categories):
        self.seed = seed
        self.first_day, self.last_day = days
        self.categories = categories
        with open(os.path.join(ROOT, "data/border.geojson"), encoding="utf-8") as file:
            stretches = [f for f in json.load(file)["features"] if not f["properties"]["maritime"]]
        self.border = [at for f in stretches for at in f["geometry"]["coordinates"]]
        self.targets = tuple(int(row["district"]) for row in table("target_districts.csv"))
        self.crossings = [row for row in table("crossings.csv") if row["lon"]]

    def chance(self, work):
        return random.Random(f"{self.seed} {work}")

    def near_border(self, chance):
        """A position within some 5 km of the border line."""
        lon, lat = chance.choice(self.border)
        return (round((lon + chance.uniform(-0.05, 0.05)) * 1e7), round((lat + chance.uniform(-0.05, 0.05)) * 1e7))

    def period(self, chance, days):
        first = self.first_day + timedelta(chance.randint(0, max(0, (self.last_day - self.first_day).days - days)))
        return first, first + timedelta(days)

    def filtered(self, chance, endpoint, area=None, days=90, categories=2, tile=None, **more):
        """A question with a period and some categories; `more` are further parameters."""
        first, last = self.period(chance, days)
        chosen = tuple(sorted(chance.sample(self.categories, categories)))
        given = {"area": area.text() if area else None, "from": first, "to": last,
                 "category": ",".join(chosen), **more}
        query = "&".join(f"{name}={value}" for name, value in given.items() if value)
        return Question(f"{endpoint}?{query}", area, first, last, chosen, tile)

    def boxes(self, n, work="box"):
        chance = self.chance(work)

        def box():
            lon, lat = self.near_border(chance)
            return Box(lon - 1_000_000, lat - 1_000_000, lon + 1_000_000, lat + 1_000_000)

        return distinct(n, lambda: self.filtered(chance, "/api/v1/count", box()))

    def everywhere(self, n):
        chance = self.chance("everywhere")
        return distinct(n, lambda: self.filtered(chance, "/api/v1/count"))

    def circles(self, n):
        chance = self.chance("circle")
        return distinct(n, lambda: self.filtered(chance, "/api/v1/count", Circle(*self.near_border(chance), 5_000)))

    def crossing_circles(self, n):
        chance = self.chance("crossing")

        def circle():
            row = chance.choice(self.crossings)
            return Circle(round(float(row["lon"]) * 1e7), round(float(row["lat"]) * 1e7), 5_000, row["id"])

        return distinct(n, lambda: self.filtered(chance, "/api/v1/count", circle()))

    def rings(self, n):
        """Rings to be saved as areas."""
        chance = self.chance("rings")
        return [ring(chance, self.near_border(chance)) for _ in range(n)]

    def polygons(self, n, saved):
        chance = self.chance("polygon")
        return distinct(n, lambda: self.filtered(chance, "/api/v1/count", chance.choice(saved)))

    def bare_polygons(self, saved):
        return [Question(f"/api/v1/count?area={polygon.text()}", polygon) for polygon in saved]

    def grouped(self, n):
        """The target districts grouped, over whole months, any number of them."""
        chance = self.chance("grouped")
        months = [date(y, m, 1) for y in range(self.first_day.year, self.last_day.year + 1) for m in range(1, 13)]
        area = Districts(self.targets)

        def question():
            first, last = sorted(chance.sample(months, 2))
            query = f"area={area.text()}&from={first:%Y-%m}&to={last:%Y-%m}&group_by=district"
            return Question(f"/api/v1/count?{query}", area, first, last)

        return distinct(n, question)

    def lists(self, n, fields):
        chance = self.chance(f"list {fields}")
        return distinct(n, lambda: self.filtered(chance, "/api/v1/reports", limit=1_000, fields=fields))

    def tiles(self, layer, screens, each, **more):
        """Tiles of zoom 6 to 12 for several questions; returns the first tile of each question apart."""
        chance = self.chance(layer)
        firsts, others = [], []
        for _ in range(screens):
            like = self.filtered(chance, "", days=365, **more)
            chosen = distinct(each * 7, lambda: tile_at(*self.near_border(chance), chance.randint(6, 12)))
            of_screen = [on_tile(layer, tile, like) for tile in chosen]
            firsts.append(of_screen[0])
            others += of_screen[1:]
        return firsts, others


def on_tile(layer, tile, like):
    """The question of a tile with the filters of another question."""
    path = f"/api/v1/tiles/{layer}/{tile.z}/{tile.x}/{tile.y}{like.path}"
    return Question(path, None, like.first, like.last, like.categories, tile)


def distinct(n, make, attempts=100):
    """Makes n things, no two alike; fewer when there are not so many."""
    made = {}
    for _ in range(n * attempts):
        thing = make()
        made[getattr(thing, "path", thing)] = thing
        if len(made) == n:
            break
    return list(made.values())
