"""Answers are compared before a figure is printed: a row whose answers differ is refused."""

import hashlib
import json


class Difference(Exception):
    """Two answers to one question that are not the same."""


def same(work, who, questions, ours, theirs):
    """Refuses answers that differ; `theirs` may answer the first of the questions only."""
    pairs = list(zip(questions, ours, theirs, strict=False))
    if not pairs:
        raise Difference(f"{work}: {who} answered nothing")
    differing = [(q.path, a, b) for q, a, b in pairs if a != b]
    if differing:
        shown = "\n".join(f"  {path}\n    ours: {short(a)}\n    {who}: {short(b)}" for path, a, b in differing[:3])
        raise Difference(f"{work}: {len(differing)} of {len(pairs)} answers differ from {who}\n{shown}")


def near(work, who, ours, theirs, within):
    """Refuses numbers that lie farther apart than `within`, relative to 1 or to theirs where that is larger."""
    pairs = list(zip(ours, theirs, strict=True))
    if not pairs:
        raise Difference(f"{work}: {who} answered nothing")
    far = [(i, a, b) for i, (a, b) in enumerate(pairs) if not abs(a - b) <= within * max(1, abs(b))]
    if far:
        i, a, b = far[0]
        raise Difference(f"{work}: {len(far)} of {len(pairs)} numbers differ from {who}, such as {i}: {a}, {b}")


def short(answer):
    text = str(answer)
    return text if len(text) <= 200 else f"{text[:200]}..."


def told(work, answer):
    """What the product's answer is compared by."""
    if work == "grouped":
        return {int(group["key"]): group["count"] for group in answer["groups"]}
    if work == "list":
        return answer["ids_sha256"]
    return answer["matched"]


def listed(geojson):
    """The hash that stands for a list's ids in their order, as `bench ask` writes it."""
    ids = [feature["id"] for feature in json.loads(geojson)["features"] or []]
    return hashlib.sha256("\n".join(ids).encode()).hexdigest()


def on_tile(features):
    """How many reports a tile shows: features with a count stand for so many."""
    return sum(feature.get("count", 1) for feature in features)


def self_check():
    """Plants differences of every kind and makes sure that each is refused."""

    class Asked:
        path = "/api/v1/count"

    def geojson(*ids):
        return json.dumps({"features": [{"id": uid} for uid in ids]})

    same("box", "a peer", [Asked, Asked], [1, 2], [1, 2])
    same("box", "a peer that answers the first only", [Asked, Asked], [1, 2], [1])
    planted = {
        "a count": ([1, 2], [1, 3]),
        "a group": ([{3206: 1}], [{3206: 1, 3409: 1}]),
        "the order of a list": ([listed(geojson("a", "b"))], [listed(geojson("b", "a"))]),
        "a set of ids": ([{"a"}], [{"a", "b"}]),
        "a point on a tile": ([on_tile([{"count": 3}, {}])], [5]),
        "no answer": ([], []),
    }
    for what, (ours, theirs) in planted.items():
        try:
            same(what, "a peer", [Asked] * 2, ours, theirs)
        except Difference:
            continue
        raise AssertionError(f"{what} was not refused")
    near("scores", "a peer", [1.0, 2e9], [1.0 + 1e-10, 2e9 + 1], 1e-9)
    numbers = {"a number": ([1.0], [1.0 + 1e-8]), "not a number": ([float("nan")], [1.0]), "no number": ([], [])}
    for what, (ours, theirs) in numbers.items():
        try:
            near("scores", "a peer", ours, theirs, 1e-9)
        except Difference:
            continue
        raise AssertionError(f"{what} was not refused")
    return len(planted) + len(numbers)
