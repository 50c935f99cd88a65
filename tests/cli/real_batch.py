# SPDX-License-Identifier: Apache-2.0
"""tonsure batch over real photos, where the folder of labelled photos is at hand: TSR_DATA, else ../shared/data beside the source
tree. Nothing of it is kept."""
import csv
import os
import sys
import unittest

from cli import SOURCE, CliTest

SKIPPED = 77 # the code by which CTest knows a skipped test
from PIL import Image

DATA = os.environ.get("TSR_DATA") or os.path.join(SOURCE, "..", "shared", "data")
VIEWS = {"Front": "front", "Top-Down": "top", "Left": "left", "Right": "right", "Back": "back"}
# Sets whose every photo shows a head from near; the first of each view.
SETS = ("norwood_5view", "celebamask", "celebamask_hair", "figaro1k", "ccp_heads", "fasseg_multipose", "alonet", "bald_top_views")


def choose():
    """One photo of the val split of each set and view: (file, view or "")."""
    chosen = {}
    with open(os.path.join(DATA, "manifest.csv"), encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            if row["split"] == "val" and row["set"] in SETS:
                chosen.setdefault((row["set"], row["view"]), (row["file"], VIEWS.get(row["view"], "")))
    return list(chosen.values())


class Real(CliTest):
    def test_real_photos(self):
        photos = choose()
        self.assertGreaterEqual(len(photos), 8)
        with open(self.path("list.csv"), "w", encoding="utf-8", newline="") as f:
            csv.writer(f).writerows([("photo", "view"), *photos])
        out = self.path("out")
        self.run_command("batch", "--manifest", self.path("list.csv"), "--root", DATA, "-o", out, expect=0)
        lines, _ = self.check_run(out, [photo for photo, _ in photos])
        for line in lines:
            with self.subTest(photo=line["photo"]), Image.open(os.path.join(DATA, line["photo"])) as image:
                self.assertEqual(line["status"], "ok")
                size = image.size[::-1] if image.getexif().get(0x0112, 1) >= 5 else image.size
                self.assertEqual((line["width_px"], line["height_px"]), size)


if __name__ == "__main__":
    if not os.path.exists(os.path.join(DATA, "manifest.csv")):
        print("skipped: no folder of labelled photos here (TSR_DATA)")
        sys.exit(SKIPPED)
    unittest.main()
