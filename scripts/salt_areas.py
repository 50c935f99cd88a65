#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The library's area sums against numpy's, on real masks of scalp and hair loss:  salt_areas.py PROGRAM [--data DIR]

PROGRAM is tests/support/salt_areas of a build. Takes every pair of alonet_shapes in the folder of labelled photos (--data, TSR_DATA,
else ../shared/data beside the source tree); without it nothing is checked and the exit code is 77. Exit code 1 where a pair differs
by more than 0.1 points.
"""
import argparse
import os
import subprocess
import sys

import numpy as np
from PIL import Image

SKIPPED = 77            # the code by which CTest knows a skipped test
TOLERANCE_POINTS = 0.1  # of per cent
BATCH = 100             # pairs held in memory at once
HERE = os.path.dirname(os.path.abspath(__file__))


def pgm(mask):
    return b"P5 %d %d 255\n" % (mask.shape[1], mask.shape[0]) + mask.tobytes()


def load(path):
    return np.asarray(Image.open(path).convert("L"))


def by_numpy(scalp, loss):
    region = int(np.count_nonzero(scalp))
    return 100 * int(np.count_nonzero(np.logical_and(scalp, loss))) / region if region else -1


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("program")
    ap.add_argument("--data", default=os.environ.get("TSR_DATA") or os.path.join(HERE, "..", "..", "shared", "data"))
    a = ap.parse_args()
    shapes = os.path.join(a.data, "alonet_shapes")
    if not os.path.isdir(shapes):
        print("skipped: no folder", shapes)
        sys.exit(SKIPPED)
    names = sorted(set(os.listdir(os.path.join(shapes, "scalp"))) & set(os.listdir(os.path.join(shapes, "hairloss"))))
    expected, got = [], []
    for first in range(0, len(names), BATCH):
        pairs = [[load(os.path.join(shapes, kind, name)) for kind in ("scalp", "hairloss")] for name in names[first:first + BATCH]]
        expected += [by_numpy(*pair) for pair in pairs]
        run = subprocess.run([a.program], input=b"".join(pgm(mask) for pair in pairs for mask in pair), stdout=subprocess.PIPE, check=True)
        got += [float(line) for line in run.stdout.split()]
    if len(got) != len(expected):
        sys.exit(f"{len(expected)} pairs given, {len(got)} lines back")
    difference = np.abs(np.subtract(got, expected))
    worst = int(np.argmax(difference))
    print(f"{len(names)} pairs, mean {np.mean(got):.2f} %, greatest difference {difference[worst]:.2g} points ({names[worst]})")
    sys.exit(int(difference[worst] > TOLERANCE_POINTS))


if __name__ == "__main__":
    main()
