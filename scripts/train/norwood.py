#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Fit the Norwood grade on the five-view men, and print how well it does on men left out.

  norwood.py --data DIR [--models models] [--build build/bench] [--write]

Measures come from the library itself (tests/bench/norwood.c); the parser is used as it is, also on men it was trained on. Ten-fold cross-validation by man over
train and val; the men of val are printed apart. --write saves models/norwood.tsrw, fitted on the men of train, and its SHA-256 in models.json. Formulas:
analysis/judge/norwood.c; docs/judgement.md.
"""
import argparse
import csv
import math
import os
import subprocess

import numpy as np

from export import name_model, write
from labels import VIEW_NAMES

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RIDGE = 100.       # weight of the penalty; 30 to 300 do alike
SHRINK = .10       # of the correlations towards none, so that they can be inverted
FOLDS = 10
# Times the variance of what is not known: the weights are drawn towards 0 by the penalty, and that variance with them. The least that holds nine
# men of ten in the range, whatever views there are.
MISSING = (1., 2., 3., 4., 6., 8., 12., 16., 24., 32.)
GRADES = range(1, 8)
# Copies of the photos without the set's framing, and single views.
SUBSETS = {"all": ("front", "top", "left", "right", "back"), "front and top": ("front", "top"), "top alone": ("top",), "front alone": ("front",),
           "side alone": ("left",), "back alone": ("back",)}


def altered(path, kind, folder):
    """A copy of a photo mirrored, at half size, or cropped by 6 % on every side."""
    from PIL import Image, ImageOps
    photo = Image.open(path).convert("RGB")
    w, h = photo.size
    photo = {"mirrored": lambda: ImageOps.mirror(photo), "half size": lambda: photo.resize((w // 2, h // 2), Image.Resampling.BOX),
             "cropped": lambda: photo.crop((int(.06 * w), int(.06 * h), int(.94 * w), int(.94 * h)))}[kind]()
    out = os.path.join(folder, f"{kind.replace(' ', '_')}_{os.path.basename(path)}")
    photo.save(out, quality=92)
    return out


def measure(a, rows, views, kind=None, folder=None):
    """{man: [measures and their squares]} with NaN for what is not known."""
    lines = []
    for r in sorted(rows, key=lambda r: r["subject"]):
        view = VIEW_NAMES[r["view"]]
        if view in views:
            path = os.path.join(a.data, r["file"])
            path = altered(path, kind, folder) if kind else path
            view = {"left": "right", "right": "left"}.get(view, view) if kind == "mirrored" else view
            lines.append(f"{r['subject']} {view} {path}\n")
    run = subprocess.run([os.path.join(a.build, "tests/bench/bench_norwood"), a.models], input="".join(lines), text=True, check=True,
                         stdout=subprocess.PIPE)
    out = {}
    for line in run.stdout.splitlines():
        man, *values = line.split()
        x = np.array(values, float)
        out[man] = np.concatenate([x, x * x])
    return out


class Model:
    def __init__(self, x, grades):
        self.mean, self.sd = np.nanmean(x, 0), np.maximum(np.nanstd(x, 0), 1e-3)
        z = np.nan_to_num((x - self.mean) / self.sd)
        self.grade = grades.mean()
        self.w = np.linalg.solve(z.T @ z + RIDGE * np.eye(z.shape[1]), z.T @ (grades - self.grade))
        corr = z.T @ z / len(z)
        corr /= np.sqrt(np.outer(np.diag(corr), np.diag(corr))) + 1e-12
        self.corr = (1 - SHRINK) * corr
        np.fill_diagonal(self.corr, 1)
        self.error, self.missing = 0., 1.

    def estimate(self, x):
        """Mean grade and the variance that unknown measures add: analysis/judge/norwood.c."""
        p, m = ~np.isnan(x), np.isnan(x)
        z = (x[p] - self.mean[p]) / self.sd[p]
        cross = self.corr[np.ix_(p, m)] @ self.w[m]
        solved = np.linalg.solve(self.corr[np.ix_(p, p)], np.stack([z, cross], 1))
        grade = self.grade + self.w[p] @ z + cross @ solved[:, 0]
        return grade, max(0., self.w[m] @ self.corr[np.ix_(m, m)] @ self.w[m] - cross @ solved[:, 1])

    def judge(self, x):
        """Probabilities of the grades, as the library has them."""
        grade, variance = self.estimate(x)
        sd = math.sqrt(self.error ** 2 + self.missing * variance)
        below = [0.] + [.5 * math.erfc(-(g + .5 - grade) / sd / math.sqrt(2)) for g in list(GRADES)[:-1]] + [1.]
        return np.diff(below)


def kappa(t, p):
    o = np.zeros((7, 7))
    for x, y in zip(t, p):
        o[x - 1, y - 1] += 1
    w = np.subtract.outer(np.arange(7), np.arange(7)) ** 2
    return 1 - (w * o).sum() / (w * np.outer(o.sum(1), o.sum(0)) / o.sum()).sum()


def ranges(p):
    below = p.cumsum(1)
    return (below > .05).argmax(1) + 1, (below >= .95 - 1e-12).argmax(1) + 1


def held(judged, grade_of):
    """Share of men whose grade lies in the 90 % range."""
    lo, hi = ranges(np.array(list(judged.values())))
    truth = np.array([grade_of[m] for m in judged])
    return ((lo <= truth) & (truth <= hi)).mean()


def figures(name, judged, grade_of):
    p, truth = np.array(list(judged.values())), np.array([grade_of[m] for m in judged])
    got, (lo, hi) = p.argmax(1) + 1, ranges(p)
    return (f"| {name} | {len(truth)} | {kappa(truth, got):.3f} | {(got == truth).mean():.2f} | {(abs(got - truth) <= 1).mean():.2f} | "
            f"{held(judged, grade_of):.2f} | {(hi - lo + 1).mean():.1f} |")


def cross_validate(men, grades, x, tests, error, missing):
    """Probabilities for each man by a model fitted on the others, for each of the tests {name: {man: measures}}."""
    folds = np.random.default_rng(0).permutation(len(men)) % FOLDS
    out, residuals = {name: {} for name in tests}, []
    for f in range(FOLDS):
        model = Model(x[folds != f], grades[folds != f])
        model.error, model.missing = error, missing
        for i in np.nonzero(folds == f)[0]:
            residuals.append(model.estimate(x[i])[0] - grades[i])
            for name, measures in tests.items():
                if men[i] in measures:
                    out[name][men[i]] = model.judge(measures[men[i]])
    return out, float(np.sqrt(np.mean(np.square(residuals))))


def main():
    import tempfile
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", required=True)
    ap.add_argument("--models", default=os.path.join(ROOT, "models"))
    ap.add_argument("--build", default=os.path.join(ROOT, "build/bench"))
    ap.add_argument("--write", action="store_true")
    a = ap.parse_args()
    rows = [r for r in csv.DictReader(open(os.path.join(a.data, "manifest.csv"))) if r["set"] == "norwood_5view"]
    grade_of, split_of = {r["subject"]: int(r["norwood"]) for r in rows}, {r["subject"]: r["split"] for r in rows}
    tests = {name: measure(a, rows, views) for name, views in SUBSETS.items()}
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("mirrored", "half size", "cropped"):
            tests[kind] = measure(a, rows, SUBSETS["all"], kind, folder)
    men = sorted(tests["all"])
    x, grades = np.array([tests["all"][m] for m in men]), np.array([grade_of[m] for m in men])
    _, error = cross_validate(men, grades, x, {}, 1., 1.)
    for missing in MISSING:
        judged, _ = cross_validate(men, grades, x, tests, error, missing)
        if all(held(judged[name], grade_of) >= .9 for name in SUBSETS):
            break
    print(f"{len(men)} men, error of the estimate {error:.2f} grades; variance of what is missing times {missing:.0f}\n\n| photos | men | kappa | exact | within one | in 90 % range | grades in it |\n"
          "|---|---|---|---|---|---|---|")
    for name, p in judged.items():
        print(figures(name, p, grade_of))
    print(figures("all, val men", {m: p for m, p in judged["all"].items() if split_of[m] == "val"}, grade_of))
    if a.write:
        taught = np.array([split_of[m] == "train" for m in men])
        model = Model(x[taught], grades[taught])
        data = write(os.path.join(a.models, "norwood.tsrw"), [(n, np.asarray(v, "<f4")) for n, v in (
            ("mean", model.mean), ("deviation", model.sd), ("weights", model.w), ("correlation", model.corr), ("grade", [model.grade, error, missing]))])
        name_model(a.models, "norwood", data)


if __name__ == "__main__":
    main()
