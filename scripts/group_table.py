#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The scorer's figures by group of people, as a Markdown table:  group_table.py EVALUATION_DIR DATA

Groups are told from the photo's colours inside the true labels, never from the prediction:
  skin     individual typology angle of the face's (else the scalp's) median colour, atan((L* - 50) / b*) in degrees: light > 41,
           intermediate > 28, tan > 10, dark (Chardin 1991, brown and dark together). Photos are not colour-calibrated: lighting moves it.
  hair     median L* of hair: dark < 25, medium < 50, fair or grey
  contrast colour difference (CIE 1976) of hair and bare scalp: low under 20, which is what shaved, thin and white hair have in common
"""
import collections
import csv
import math
import os
import sys

import numpy as np
from PIL import Image, ImageCms

HAIR, SKIN, SCALP = 1, 2, 3
CELEBA_SKIN = (1, 2)    # face and nose
LAB = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")


def lab_of(photo):
    lab = np.asarray(ImageCms.applyTransform(photo, LAB), np.int16)
    return np.stack([lab[..., 0] / 2.55, *(((lab[..., c] + 128) % 256 - 128).astype(float) for c in (1, 2))], -1)


def truth(data, file):
    head, tail = os.path.split(file)
    path = os.path.join(data, file.split("/")[0], "masks", os.path.splitext(tail)[0] + ".png")
    if not os.path.exists(path):
        return None
    mask = np.asarray(Image.open(path))
    if file.startswith("celebamask/"):
        mask = np.select([mask == 13, np.isin(mask, CELEBA_SKIN)], [HAIR, SKIN], 0)
    return mask


def groups(data, file):
    mask = truth(data, file)
    if mask is None:
        return []
    photo = Image.open(os.path.join(data, file)).convert("RGB")
    lab = lab_of(photo.resize(mask.shape[::-1]))
    middle = lambda code: np.median(lab[mask == code], 0) if (mask == code).mean() > .01 else None
    hair, skin, scalp = middle(HAIR), middle(SKIN), middle(SCALP)
    found = []
    face = skin if skin is not None else scalp
    if face is not None:
        angle = math.degrees(math.atan2(face[0] - 50, max(face[2], 1e-6)))
        found.append("skin " + next(name for least, name in ((41, "light"), (28, "intermediate"), (10, "tan"), (-91, "dark")) if angle > least))
    if hair is not None:
        found.append("hair " + next(name for most, name in ((25, "dark"), (50, "medium"), (101, "fair or grey")) if hair[0] < most))
    if hair is not None and scalp is not None:
        found.append("contrast " + ("low" if np.linalg.norm(hair - scalp) < 20 else "high"))
    return found


def main():
    folder, data = sys.argv[1:]
    scores = collections.defaultdict(list)
    known = {}
    with open(os.path.join(folder, "worst.csv")) as f:
        for row in csv.DictReader(f):
            if row["task"] in ("hair", "person", "bare.error_pts"):
                file = row["photo"]
                if file not in known:
                    known[file] = groups(data, file)
                for group in known[file]:
                    scores[group, row["task"]].append(float(row["score"]))
    print("| group | hair IoU (n) | person IoU (n) | bare share error, points (n) |\n|---|---|---|---|")
    for group in sorted({g for g, _ in scores}):
        cells = []
        for task, digits in (("hair", 3), ("person", 3), ("bare.error_pts", 1)):
            values = scores.get((group, task))
            cells.append(f"{np.mean(values):.{digits}f} ({len(values)})" if values else "-")
        print(f"| {group} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
