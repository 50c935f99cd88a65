#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What the quality gate says of undamaged and damaged photos:  quality_table.py [--data DIR] [--split train|val] [--command TONSURE]

Takes the photos of norwood_5view, runs the built command over them and over copies damaged in the ways of CHANGES (only photos with a drawn
mask), and prints for each change the shares of the verdicts and reasons, the mean error of the bare share in points by verdict, and how well
sharpness tells the copy from the undamaged photo (AUC). Without the folder of labelled photos nothing is done and the exit code is 77.
"""
import argparse
import collections
import csv
import json
import os
import subprocess
import sys
import tempfile

import cv2
import numpy as np

SKIPPED = 77            # the code by which CTest knows a skipped test
TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VIEWS = {"Front": "front", "Top-Down": "top", "Left": "left", "Right": "right", "Back": "back"}
LABEL_HAIR, LABEL_SCALP = 1, 3
LONG_SIDE_PX = 1024     # copies are made at the size at which photos are read


def stops(image, by):
    linear = np.where(image <= 10, image / 255 / 12.92, ((image / 255 + .055) / 1.055) ** 2.4) * 2.0 ** by
    linear = np.clip(linear, 0, 1)
    return np.rint(255 * np.where(linear <= .0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - .055)).astype(np.uint8)


def wide(image, width):
    return cv2.resize(image, (width, max(1, round(width * image.shape[0] / image.shape[1]))), interpolation=cv2.INTER_AREA)


# Each takes the picture and the width of hair and scalp in it.
CHANGES = {f"blur {p} %": lambda i, w, p=p: cv2.GaussianBlur(i, (0, 0), p / 100 * w) for p in (.5, 1, 2, 3)}
CHANGES |= {f"{s:+d} stops": lambda i, w, s=s: stops(i, s) for s in (-3, -2, -1, 1, 2)}
CHANGES |= {f"{p} px wide": lambda i, w, p=p: wide(i, p) for p in (80, 160)}
CHANGES |= {"JPEG 10": lambda i, w: cv2.imdecode(cv2.imencode(".jpg", i, [cv2.IMWRITE_JPEG_QUALITY, 10])[1], 1),
            "mirrored": lambda i, w: np.ascontiguousarray(i[:, ::-1]),
            "half size": lambda i, w: wide(i, i.shape[1] // 2),
            "double size": lambda i, w: cv2.resize(i, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)}


def read_mask(data, file):
    path = os.path.join(data, "norwood_5view", "masks", os.path.splitext(os.path.basename(file))[0] + ".png")
    return cv2.imread(path, 0) if os.path.exists(path) else None


def damaged(path, mask):
    image = cv2.imread(path)
    k = min(1, LONG_SIDE_PX / max(image.shape[:2]))
    image = cv2.resize(image, None, fx=k, fy=k, interpolation=cv2.INTER_AREA) if k < 1 else image
    columns = np.flatnonzero(((mask == LABEL_HAIR) | (mask == LABEL_SCALP)).any(0))
    width = (columns[-1] - columns[0] + 1) / mask.shape[1] * image.shape[1]
    for name, change in CHANGES.items():
        yield name, change(image, width)


def auc(good, bad):
    good, bad = np.array(good)[:, None], np.array(bad)[None]
    return float(np.mean(good > bad) + np.mean(good == bad) / 2)


def run(command, entries, folder):
    """Quality and bare share of every (path, view), in order."""
    with open(os.path.join(folder, "manifest.csv"), "w", newline="") as f:
        csv.writer(f).writerows([("photo", "case", "view")] + [(os.path.relpath(path, "/"), "", view) for path, view in entries])
    out = os.path.join(folder, "out")
    code = subprocess.run([command, "batch", "--manifest", os.path.join(folder, "manifest.csv"), "--root", "/", "-o", out, "--no-masks",
                           "--models", os.path.join(TOP, "models")]).returncode
    if code not in (0, 3):
        sys.exit(code)
    with open(os.path.join(out, "photos.jsonl")) as f:
        return [json.loads(line) for line in f]


def print_change(name, lines, sharpness):
    n = len(lines)
    reasons = collections.Counter(r for q, _ in lines for r in q["reasons"])
    shares = []
    for verdict in ("usable", "reservation", "retake"):
        errors = [e for q, e in lines if q["verdict"] == verdict and e is not None]
        share = 100 * sum(q["verdict"] == verdict for q, _ in lines) / n
        shares.append(f"{verdict} {share:.0f} % (error {np.mean(errors):.1f}, n {len(errors)})" if errors else f"{verdict} {share:.0f} %")
    print(f"{name:12s} n {n:4d}  {', '.join(shares)}  AUC {auc(sharpness, [q['sharpness'] for q, _ in lines]):.3f}  "
          + " ".join(f"{r} {100 * c / n:.0f} %" for r, c in reasons.most_common()))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", default=os.environ.get("TSR_DATA") or os.path.join(TOP, "..", "shared", "data"))
    ap.add_argument("--split", default="train", choices=("train", "val"))
    ap.add_argument("--command", default=os.path.join(TOP, "build", "tonsure"))
    a = ap.parse_args()
    a.data = os.path.abspath(a.data)
    if not os.path.isdir(a.data):
        print("skipped: no folder", a.data)
        sys.exit(SKIPPED)
    with open(os.path.join(a.data, "manifest.csv"), newline="") as f:
        rows = [r for r in csv.DictReader(f) if r["set"] == "norwood_5view" and r["split"] == a.split]
    entries, about = [], []
    with tempfile.TemporaryDirectory() as folder:
        for row in rows:
            path, mask = os.path.join(a.data, row["file"]), read_mask(a.data, row["file"])
            hair, bare = ((mask == LABEL_HAIR).sum(), (mask == LABEL_SCALP).sum()) if mask is not None else (0, 0)
            truth = bare / (hair + bare) if hair + bare else None
            entries.append((path, VIEWS[row["view"]]))
            about.append(("undamaged", truth))
            for name, image in damaged(path, mask) if truth is not None else ():
                copy = os.path.join(folder, f"{len(entries)}.png")
                cv2.imwrite(copy, image)
                entries.append((copy, VIEWS[row["view"]]))
                about.append((name, truth))
        results = run(a.command, entries, folder)
    lines = collections.defaultdict(list)
    for (name, truth), result in zip(about, results):
        share = result["coverage"]["bare_fraction"]
        if result["quality"]:
            lines[name].append((result["quality"], 100 * abs(share["value"] - truth) if share and truth is not None else None))
    for name in lines:
        print_change(name, lines[name], [q["sharpness"] for q, _ in lines["undamaged"]])


if __name__ == "__main__":
    main()
