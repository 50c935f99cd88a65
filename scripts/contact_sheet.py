#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A contact sheet of the worst cases of an evaluation:  contact_sheet.py EVALUATION_DIR OUT.png [--task TASK] [--count N]

Each tile: the photo beside the photo with the predicted label map over it (hair blue, skin green, bare scalp orange), its task and
score. Reads worst.csv, stage/photos and run/masks of the folder that scripts/evaluate wrote.
"""
import argparse
import csv
import os

import numpy as np
from PIL import Image, ImageDraw, ImageOps

TILE_PX = 220
TINT = np.array([(0, 0, 0), (0, 114, 178), (0, 158, 115), (213, 94, 0)], np.float32)


def tile(folder, row):
    name = row["staged_as"]
    photo = Image.open(os.path.join(folder, "stage", "photos", name)).convert("RGB")
    mask_path = os.path.join(folder, "run", "masks", name + ".png")
    both = Image.new("RGB", (2 * TILE_PX, TILE_PX + 14), "white")
    both.paste(ImageOps.pad(photo, (TILE_PX, TILE_PX)), (0, 14))
    if os.path.exists(mask_path):
        mask = np.asarray(Image.open(mask_path))
        pixels = np.asarray(photo, np.float32)
        if mask.shape == pixels.shape[:2]:
            tinted = np.where((mask > 0)[..., None], .5 * pixels + .5 * TINT[mask], pixels).astype(np.uint8)
            both.paste(ImageOps.pad(Image.fromarray(tinted), (TILE_PX, TILE_PX)), (TILE_PX, 14))
    score = row["score"] if row["task"] == "finding" else f"{float(row['score']):.3f}"
    ImageDraw.Draw(both).text((2, 1), f"{row['task']} {score} {os.path.basename(row['photo'])[:40]}", fill="black")
    return both


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("folder")
    ap.add_argument("out")
    ap.add_argument("--task", help="only tasks that begin so, e.g. patches or hair")
    ap.add_argument("--count", type=int, default=24)
    a = ap.parse_args()
    with open(os.path.join(a.folder, "worst.csv")) as f:
        rows = [r for r in csv.DictReader(f) if r["task"] != "finding" and r["task"].startswith(a.task or "")]
    tasks = sorted({r["task"] for r in rows})
    chosen = []
    for task in tasks:   # the file is sorted, worst first within a task
        chosen += [r for r in rows if r["task"] == task][:max(1, a.count // max(1, len(tasks)))]
    tiles = [tile(a.folder, r) for r in chosen]
    columns = 4
    sheet = Image.new("RGB", (columns * 2 * TILE_PX, -(-len(tiles) // columns) * (TILE_PX + 14)), "white")
    for i, t in enumerate(tiles):
        sheet.paste(t, (i % columns * 2 * TILE_PX, i // columns * (TILE_PX + 14)))
    sheet.save(a.out)


if __name__ == "__main__":
    main()
