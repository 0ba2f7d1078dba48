"""Asks other programs for the statistics of 20 random inputs each, and writes inputs and answers as JSON.

    pip install esda==2.9.0 pymannkendall==1.4.3 scikit-learn==1.9.1 pointpats==2.5.5
    python tests/it/statistics/record.py > tests/it/statistics/recorded.json
"""

import json
import sys
import warnings

import numpy as np

warnings.filterwarnings("ignore")

import esda  # noqa: E402
import pymannkendall  # noqa: E402
from esda.smoothing import Empirical_Bayes, Spatial_Empirical_Bayes  # noqa: E402
from libpysal.weights import W  # noqa: E402
from pointpats.spacetime import _knox  # noqa: E402
from sklearn.cluster import DBSCAN  # noqa: E402

INPUTS = 20


def plain(values):
    """Twelve digits of each number, so that the file stays small."""
    return [float(f"{value:.12g}") for value in np.ravel(values)]


def places(random):
    """Points on whole metres, who lies within 30 of whom (each has somebody), and a count at each."""
    while True:
        points = random.integers(0, 100, (30, 2))
        apart = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
        near = (apart <= 30) & ~np.eye(30, dtype=bool)
        if near.any(axis=1).all():
            return points, [np.flatnonzero(row).tolist() for row in near], random.poisson(4, 30)


def weights(neighbours):
    return W(dict(enumerate(neighbours)), id_order=list(range(len(neighbours))), silence_warnings=True)


def neighbours_and_values(random):
    points, neighbours, counts = places(random)
    values = counts + random.integers(0, 4, 30) / 4
    people = random.integers(50, 900, 30)
    g = esda.G_Local(values, weights(neighbours), transform="B", star=True, permutations=0)
    moran = esda.Moran_Local(values, weights(neighbours), transformation="r", permutations=0)
    bare = weights(neighbours)
    return {
        "points": points.tolist(),
        "within": 30,
        "values": values.tolist(),
        "gi_star": plain(g.Zs),
        "gi_star_p": plain(2 * g.p_norm),
        "fdr_10": float(esda.fdr(2 * g.p_norm, 0.1)),
        "moran": plain(moran.Is),
        "cases": counts.tolist(),
        "people": people.tolist(),
        "eb_global": plain(Empirical_Bayes(counts, people).r),
        "eb_local": plain(Spatial_Empirical_Bayes(counts, people, bare).r),
    }


def series(random):
    n = int(random.integers(8, 40))
    values = random.integers(0, int(random.integers(3, 60)), n) + np.arange(n) * random.integers(-1, 2) / 4
    found = pymannkendall.original_test(values)
    return {
        "values": values.tolist(),
        "s": int(found.s),
        **dict(zip(("var", "z", "p", "tau", "slope"), plain([found.var_s, found.z, found.p, found.Tau, found.slope]))),
    }


def clusters(random):
    centres = random.integers(0, 200, (4, 2))
    dense = [random.normal(centre, random.integers(4, 14), (20, 2)) for centre in centres]
    points = np.vstack([*dense, random.integers(0, 200, (30, 2))]).round().astype(int)
    eps, least = int(random.integers(5, 16)), int(random.integers(3, 8))
    found = DBSCAN(eps=eps, min_samples=least).fit(points)
    return {
        "points": points.tolist(),
        "eps": eps,
        "min_points": least,
        "labels": found.labels_.tolist(),
        "core": sorted(found.core_sample_indices_.tolist()),
    }


def repeats(random):
    points, days = random.integers(0, 80, (40, 2)), random.integers(0, 60, (40, 1))
    delta, tau = int(random.integers(5, 30)), int(random.integers(1, 20))
    found = _knox(points, days, delta, tau, permutations=0)
    return {
        "points": points.tolist(),
        "days": days.ravel().tolist(),
        "distance": delta,
        "time": tau,
        "near": int(found["ns"]),
        "soon": int(found["nt"]),
        "both": int(found["nst"]),
        "expected": plain(found["expected"])[0],
    }


def main():
    random = np.random.default_rng(20261122)
    kinds = {"places": neighbours_and_values, "series": series, "clusters": clusters, "repeats": repeats}
    recorded = {name: [ask(random) for _ in range(INPUTS)] for name, ask in kinds.items()}
    lines = ["{"]
    for i, (name, cases) in enumerate(recorded.items()):
        rows = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
        lines.append(f'"{name}": [\n{rows}\n]' + ("," if i + 1 < len(recorded) else ""))
    lines.append("}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
