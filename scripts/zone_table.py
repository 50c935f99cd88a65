#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How far the zones' bare shares can be trusted, on the five-view men.

  zone_table.py --data DIR [--split val] [--build build/bench] [--tonsure build/release/tonsure] [--drawn datasets/polygons]

1. Each photo with a drawn mask: share of each zone against the same zone of the mask: median and mean error, share of zones whose
   interval holds the mask's share, mean width of the interval, by view and zone.
2. Repeatability: the temple seen from the front against the same temple from its side (the person's left temple is the picture's
   right one in front): share of pairs whose intervals meet, median difference, mean width.
Needs python3-numpy, python3-opencv, and scripts/build bench.
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

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "scripts", "train"))
from labels import VIEW_NAMES, polygon_bits  # noqa: E402

BIT_TO_LABEL = np.zeros(16, np.uint8)
BIT_TO_LABEL[[1, 2, 4, 8]] = 0, 1, 2, 3


def drawn_mask(data, drawn, r):
    """Label map of a photo's own or project's mask; None where there is none."""
    stem = os.path.splitext(os.path.basename(r["file"]))[0]
    given = os.path.join(data, r["set"], "masks", stem + ".png")
    if os.path.exists(given):
        return cv2.imread(given, cv2.IMREAD_UNCHANGED)
    polygons = os.path.join(drawn, f"{r['set']}__{stem}.json")
    if not os.path.exists(polygons):
        return None
    shape = cv2.imread(os.path.join(data, r["file"])).shape[:2]
    return BIT_TO_LABEL[polygon_bits(json.load(open(polygons))["polys"], shape)]


def against_masks(a, rows, folder):
    lines = []
    for r in rows:
        mask = drawn_mask(a.data, a.drawn, r)
        if mask is not None:
            path = os.path.join(folder, f"{len(lines)}.pgm")
            cv2.imwrite(path, mask)
            lines.append((VIEW_NAMES[r["view"]], os.path.join(a.data, r["file"]), path))
    run = subprocess.run([os.path.join(a.build, "tests/bench/bench_zones"), os.path.join(ROOT, "models")], text=True, check=True,
                         input="".join(" ".join(line) + "\n" for line in lines), stdout=subprocess.PIPE)
    views, got, view = iter([line[0] for line in lines]), collections.defaultdict(list), None
    for line in run.stdout.splitlines():
        words = line.split()
        if words[0] == "photo":
            view = next(views)
        if words[0] in ("photo", "frame"):
            continue
        share, lo, hi, truth = map(float, words[1:])
        for key in ("all", view, f"{view} {words[0].replace('left_', '').replace('right_', '')}"):
            got[key].append((100 * abs(share - truth), lo <= truth <= hi, 100 * (hi - lo)))
    print(f"\n{len(lines)} photos with masks\n\n| zone | n | median error, points | mean | in interval | mean width, points |\n|---|---|---|---|---|---|")
    for key in sorted(got, key=lambda k: (k != "all", k)):
        e, inside, width = np.array(got[key]).T
        print(f"| {key} | {len(e)} | {np.median(e):.1f} | {e.mean():.1f} | {inside.mean():.2f} | {width.mean():.1f} |")


def repeatability(a, rows, folder):
    manifest = os.path.join(folder, "manifest.csv")
    with open(manifest, "w", newline="") as f:
        w = csv.writer(f)
        w.writerow(["photo", "case", "view"])
        w.writerows((r["file"], r["subject"], VIEW_NAMES[r["view"]]) for r in rows)
    out = os.path.join(folder, "out")
    subprocess.run([a.tonsure, "batch", "--manifest", manifest, "--root", a.data, "-o", out, "--no-masks", "--models",
                    os.path.join(ROOT, "models")], stderr=subprocess.DEVNULL)
    zones = {}
    for line in open(os.path.join(out, "photos.jsonl")):
        d = json.loads(line)
        if d["status"] == "ok":
            zones[d["case"], d["view"]["label"]] = d["coverage"]["zones"]
    pairs, all_widths = [], [100 * (q["hi"] - q["lo"]) for z in zones.values() for q in z.values() if q]
    for man in sorted({case for case, _ in zones}):
        for side, in_front in (("left", "right_temple"), ("right", "left_temple")):
            p = (zones.get((man, "front")) or {}).get(in_front)
            q = (zones.get((man, side)) or {}).get(side + "_temple")
            if p and q:
                pairs.append((p["lo"] <= q["hi"] and q["lo"] <= p["hi"], 100 * (p["value"] - q["value"]),
                              50 * (p["hi"] - p["lo"] + q["hi"] - q["lo"])))
    agree, difference, width = np.array(pairs).T
    print(f"\ntemple from front and side: {len(pairs)} pairs, intervals meet in {100 * agree.mean():.0f} %, median difference "
          f"{np.median(difference):+.1f} points (absolute {np.median(abs(difference)):.1f}), mean width {width.mean():.1f}; "
          f"all zones of all views: mean width {np.mean(all_widths):.1f} (n {len(all_widths)})")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", required=True)
    ap.add_argument("--split", default="val")
    ap.add_argument("--build", default=os.path.join(ROOT, "build/bench"))
    ap.add_argument("--tonsure", default=os.path.join(ROOT, "build/release/tonsure"))
    ap.add_argument("--drawn", default=os.path.join(ROOT, "datasets/polygons"))
    a = ap.parse_args()
    rows = [r for r in csv.DictReader(open(os.path.join(a.data, "manifest.csv")))
            if r["set"] == "norwood_5view" and r["split"] == a.split and r["note"] != "orientation uncertain"]
    with tempfile.TemporaryDirectory() as folder:
        against_masks(a, rows, folder)
        repeatability(a, rows, folder)


main()
