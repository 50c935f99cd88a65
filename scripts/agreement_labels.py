#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Labels of staged photos for tonsure evaluate:  agreement_labels.py DATA STAGE SET LABELS.csv

DATA is the folder of labelled photos, STAGE what score.py stage made of it, SET norwood_5view or alonet; paths of masks are relative
to DATA. Prints the options that the set's codes need.
"""
import csv
import hashlib
import json
import os
import sys

VIEWS = {"Front": "front", "Top-Down": "top", "Left": "left", "Right": "right", "Back": "back"}
OPTIONS = {"norwood_5view": "--group view", "alonet": "--mask-codes bare=255,hair=0 --measured-codes hair=0+1,bare=2+3"}


def main():
    data, stage, wanted, out = sys.argv[1:]
    with open(os.path.join(stage, "map.json"), encoding="utf-8") as f:
        staged = json.load(f)
    with open(os.path.join(data, "manifest.csv"), encoding="utf-8", newline="") as f:
        rows = [r for r in csv.DictReader(f) if r["set"] == wanted and r["file"] in staged["photos"]]
    with open(out, "w", encoding="utf-8", newline="") as f:
        writer = csv.writer(f)
        writer.writerow(["photo", "case", "mask", "region", "view", "norwood"])
        for r in rows:
            stem = os.path.splitext(os.path.basename(r["file"]))[0] + ".png"
            photo = staged["photos"][r["file"]]
            if wanted == "norwood_5view":
                case = "c" + hashlib.sha256(f"{wanted}:{r['subject']}".encode()).hexdigest()[:12]
                mask = os.path.join(wanted, "masks", stem)
                view = "" if r["note"] == "orientation uncertain" else VIEWS[r["view"]]
                writer.writerow([photo, case, mask if os.path.exists(os.path.join(data, mask)) else "", "", view, r["norwood"]])
            elif r["note"] == "verified":
                writer.writerow([photo, "", os.path.join(wanted, "hairloss_mask", stem), os.path.join(wanted, "scalp_mask", stem), "", ""])
    print(OPTIONS[wanted])


main()
