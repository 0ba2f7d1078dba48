"""The product: a server of its own on a free port, asked by `bench ask`, and the engine, asked by `bench engine`."""

import hashlib
import json
import os
import subprocess
import time
import urllib.request
from contextlib import contextmanager

import mapbox_vector_tile

from questions import Polygon


@contextmanager
def served(program, database, folder):
    """Serves a database; gives the server's address, the seconds until it was ready and its process."""
    log = os.path.join(folder, "serve.log")
    token = run([program, "user", "program", f"bench-{os.getpid()}-{time.monotonic_ns()}", "--role", "central_centre",
                 "--remit", "everywhere", "--database", database]).strip()
    began = time.monotonic()
    with open(log, "w", encoding="utf-8") as said:
        process = subprocess.Popen(
            [program, "serve", "--listen", "127.0.0.1:0", "--database", database], stderr=said)
    try:
        url = None
        while url is None:
            if process.poll() is not None:
                raise RuntimeError(f"the server ended: {open(log, encoding='utf-8').read()}")
            time.sleep(0.02)
            with open(log, encoding="utf-8") as said:
                url = next((line.split(" ")[-1].strip().rstrip("/") for line in said if "http://" in line and line.endswith("\n")), None)
        yield Server(program, url, token, folder, process.pid, time.monotonic() - began)
    finally:
        process.terminate()
        process.wait()


class Server:
    """The product's server, seen from outside."""

    def __init__(self, program, url, token, folder, pid, ready_s):
        self.program, self.url, self.token, self.folder = program, url, token, folder
        self.pid, self.ready_s = pid, ready_s

    def opened(self, path, body=None):
        """Opens a path as the program whose token this is."""
        headers = {"authorization": f"Bearer {self.token}", "content-type": "application/json"}
        return urllib.request.urlopen(urllib.request.Request(self.url + path, body, headers))

    def resident_mib(self):
        with open(f"/proc/{self.pid}/status", encoding="ascii") as file:
            line = next(line for line in file if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024

    def save(self, ring):
        """Saves a ring as an area."""
        corners = [[lon / 1e7, lat / 1e7] for lon, lat in (*ring, ring[0])]
        body = json.dumps({"type": "Polygon", "coordinates": [corners]}).encode()
        with self.opened("/api/v1/areas", body) as response:
            return Polygon(ring, json.load(response)["id"])

    def get(self, path):
        with self.opened(path) as response:
            return response.read()

    def ask(self, questions, repeat=0, clients=1):
        """Has every question asked by the product's own client; returns what it measured and what it was told."""
        told = os.path.join(self.folder, "told.json")
        command = [self.program, "bench", "ask", "--url", self.url, "--token", self.token, "--out", told,
                   "--questions", written(self.folder, questions), "--repeat", str(repeat), "--clients", str(clients)]
        run(command)
        with open(told, encoding="utf-8") as file:
            asked = json.load(file)
        return asked["groups"][0], asked["answers"]

    def ids(self, question):
        """The ids behind a count: the list of the same question, page after page."""
        path, ids, cursor = question.path.replace("/api/v1/count?", "/api/v1/reports?fields=core&limit=10000&"), set(), ""
        while True:
            page = json.loads(self.get(path + cursor))
            ids |= {feature["id"] for feature in page["features"]}
            if page["next"] is None:
                return ids
            cursor = f"&cursor={page['next']}"

    def tile(self, question, answer):
        """The features of a tile; it must be the very one that was measured."""
        body = self.get(question.path)
        if hashlib.sha256(body).hexdigest() != answer["sha256"]:
            raise RuntimeError(f"{question.path} is not what it was when it was measured")
        layers = mapbox_vector_tile.decode(body) if body else {}
        return [feature["properties"] for layer in layers.values() for feature in layer["features"]]


def engine(program, database, folder, works):
    """Asks the engine without HTTP; returns what was measured by work, and what it answered."""
    lines = [(work, question) for work, questions in works.items() for question in questions]
    path = os.path.join(folder, "engine.questions")
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(f"{work}\t{question.path}\n" for work, question in lines)
    asked = json.loads(run([program, "bench", "engine", "--database", database, "--questions", path]))
    return {group["group"]: group for group in asked["groups"]}, asked["answers"]


def districts(program, points, folder):
    """The engine's district of each point, and what it measured."""
    given, out = os.path.join(folder, "points.csv"), os.path.join(folder, "districts.txt")
    with open(given, "w", encoding="ascii") as file:
        file.writelines(f"{lon},{lat}\n" for lon, lat in points.tolist())
    figures = json.loads(run([program, "bench", "districts", "--points", given, "--out", out]))
    with open(out, encoding="ascii") as file:
        return file.read().split("\n"), figures


def written(folder, questions):
    path = os.path.join(folder, "questions")
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(f"asked\t{question.path}\n" for question in questions)
    return path


def run(command):
    """Runs a command to its end; returns what it printed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}\n{done.stderr[-2000:]}")
    return done.stdout
