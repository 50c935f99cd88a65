#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Figures of relative density, as they stand in docs/measurement.md:  density_table.py run DATA TONSURE MODELS OUT
                                                             density_table.py table DATA OUT
run measures the photos of the sets below, and changed copies of some; table prints the figures for train and val apart.
"""
import argparse
import csv
import json
import os
import random
import statistics
import subprocess

SETS = ("norwood_5view", "hair_types", "dermnet")
VIEWS = {"Top-Down": "top", "Front": "front", "Back": "back", "Left": "left", "Right": "right"}
THIN = ("telogen-effluvium", "androgenic-alopecia")
TURNED = {"left": "right", "right": "left"}
CHANGES = ("dark", "bright", "mirror", "jpeg40", "half")
CHANGED_PHOTOS = {"train": 45, "val": 36}


def photos(data):
    with open(os.path.join(data, "manifest.csv"), newline="", encoding="utf-8") as f:
        return [r for r in csv.DictReader(f) if r["set"] in SETS and r["split"] in ("train", "val")]


def chosen(rows, split):
    pool = sorted((r for r in rows if r["split"] == split and r["set"] != "dermnet"), key=lambda r: r["file"])
    return random.Random(1).sample(pool, CHANGED_PHOTOS[split])


def write_changed(data, rows, root):
    from PIL import Image, ImageOps
    listed = []
    for row in chosen(rows, "train") + chosen(rows, "val"):
        photo = ImageOps.exif_transpose(Image.open(os.path.join(data, row["file"]))).convert("RGB")
        view = VIEWS.get(row["view"], "")
        made = {"dark": photo.point(lambda v: v * .6), "bright": photo.point(lambda v: min(255, v * 1.4)),
                "mirror": ImageOps.mirror(photo), "half": photo.resize([max(1, s // 2) for s in photo.size], Image.Resampling.BOX)}
        for change in CHANGES:
            name = f"{change}/{row['file'].replace('/', '__')}" + (".jpg" if change == "jpeg40" else ".png")
            path = os.path.join(root, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            if change == "jpeg40":
                photo.save(path, quality=40)
            else:
                made[change].save(path)
            listed.append((name, TURNED.get(view, view) if change == "mirror" else view))
    return listed


def batch(args, listed, root, name):
    manifest = os.path.join(args.out, name + ".csv")
    with open(manifest, "w", newline="", encoding="utf-8") as f:
        table = csv.writer(f)
        table.writerow(("photo", "case", "view"))
        table.writerows((photo, "", view) for photo, view in listed)
    subprocess.run([args.tonsure, "batch", "--manifest", manifest, "--root", root, "-o", os.path.join(args.out, name), "--force",
                    "--no-masks", "--models", args.models], check=False)  # exit 3: some photo is not assessable


def run(args):
    rows = photos(args.data)
    os.makedirs(args.out, exist_ok=True)
    batch(args, [(r["file"], VIEWS.get(r["view"], "")) for r in rows], args.data, "plain")
    root = os.path.join(args.out, "photos")
    batch(args, write_changed(args.data, rows, root), root, "changed")


def densities(path):
    with open(os.path.join(path, "photos.jsonl"), encoding="utf-8") as f:
        lines = [json.loads(line) for line in f]
    return {line["photo"]: line["density"]["relative"] for line in lines if line.get("density") and line["density"]["relative"]}


def ranks(values):
    return [sum(v < x for v in values) + sum(v == x for v in values) / 2 for x in values]


def spearman(a, b):
    x, y = ranks(a), ranks(b)
    mx, my = statistics.fmean(x), statistics.fmean(y)
    across = sum((p - mx) ** 2 for p in x) * sum((q - my) ** 2 for q in y)
    return sum((p - mx) * (q - my) for p, q in zip(x, y)) / across ** .5 if across > 0 else float("nan")


def quantile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def print_grades(rows, density):
    for name in VIEWS:
        pairs = [(int(r["norwood"]), density[r["file"]]) for r in rows if r["view"] == name and r["set"] == SETS[0] and r["file"] in density]
        if pairs:
            by = {g: [d["value"] for grade, d in pairs if grade == g] for g in sorted({g for g, _ in pairs})}
            print(f"  {VIEWS[name]:6} n {len(pairs):3}  Spearman with grade {spearman([g for g, _ in pairs], [d['value'] for _, d in pairs]):+.2f}"
                  f"  width {statistics.median(d['hi'] - d['lo'] for _, d in pairs):.2f}  medians "
                  + "  ".join(f"{g}: {statistics.median(v):.2f} ({len(v)})" for g, v in by.items()))


def print_types(rows, density):
    types = [r for r in rows if r["set"] == "hair_types" and r["file"] in density]
    for kind in ["all", *sorted({r["note"] for r in types})]:
        found = [density[r["file"]] for r in types if kind in ("all", r["note"])]
        values = [d["value"] for d in found]
        print(f"  {kind:12} n {len(values):3}  median {statistics.median(values):.3f}  5th percentile {quantile(values, .05):.3f}"
              f"  width {statistics.median(d['hi'] - d['lo'] for d in found):.2f}")
    full = [density[r["file"]]["value"] for r in types]
    thin = [density[r["file"]]["value"] for r in rows if r["diagnosis"] in THIN and r["file"] in density]
    if thin:
        auc = statistics.fmean((t < f) + (t == f) / 2 for t in thin for f in full)
        print(f"  thinning (dermnet {', '.join(THIN)}) n {len(thin)}  median {statistics.median(thin):.3f}  AUC against hair_types {auc:.2f}")


def print_changes(rows, density, changed, split):
    for change in CHANGES:
        moves = []
        for row in chosen(rows, split):
            name = f"{change}/{row['file'].replace('/', '__')}" + (".jpg" if change == "jpeg40" else ".png")
            if row["file"] in density and name in changed:
                moves.append(abs(density[row["file"]]["value"] - changed[name]["value"]))
        print(f"  {change:7} n {len(moves):3}  median move {statistics.median(moves):.3f}  90th percentile {quantile(moves, .9):.3f}")


def table(args):
    rows = photos(args.data)
    density, changed = densities(os.path.join(args.out, "plain")), densities(os.path.join(args.out, "changed"))
    for split in ("train", "val"):
        part = [r for r in rows if r["split"] == split]
        print(f"{split}: {sum(r['file'] in density for r in part)} of {len(part)} photos have a value")
        print_grades(part, density)
        print_types(part, density)
        print_changes(rows, density, changed, split)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("run")
    for name in ("data", "tonsure", "models", "out"):
        command.add_argument(name)
    command.set_defaults(run=run)
    command = commands.add_parser("table")
    for name in ("data", "out"):
        command.add_argument(name)
    command.set_defaults(run=table)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
