# SPDX-License-Identifier: Apache-2.0
"""tonsure compare over real photos moved by a known affine map and lit anew, where the folder of labelled photos is at hand: TSR_DATA,
else ../shared/data beside the source tree. Nothing of it is kept."""
import csv
import math
import os
import sys
import unittest

from PIL import Image, ImageEnhance

from cli import SOURCE, CliTest, parse

SKIPPED = 77 # the code by which CTest knows a skipped test
DATA = os.environ.get("TSR_DATA") or os.path.join(SOURCE, "..", "shared", "data")
VIEWS = {"Front": "front", "Top-Down": "top", "Left": "left", "Right": "right", "Back": "back"}
MEN = 4
MOST_ERROR_FRAC = .015 # of the head's width


def men():
    """The first men of the train split: view -> file."""
    found = {}
    with open(os.path.join(DATA, "manifest.csv"), encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            if row["set"] == "norwood_5view" and row["split"] == "train":
                found.setdefault(row["subject"], {})[VIEWS[row["view"]]] = os.path.join(DATA, row["file"])
    return [found[name] for name in sorted(found) if len(found[name]) == 5][:MEN]


def back_map(size, turn_deg, scale, shear):
    """Six numbers of PIL: a moved photo's place -> the photo's."""
    mid = size / 2
    c, s = scale * math.cos(math.radians(turn_deg)), scale * math.sin(math.radians(turn_deg))
    a, b, d, e = c, -s + shear, s, c
    return a, b, mid - a * mid - b * mid + .02 * size, d, e, mid - d * mid - e * mid


def apply(m, x, y):
    u, v = (x - m["center_px"][0]) / m["unit_px"], (y - m["center_px"][1]) / m["unit_px"]
    terms = (1, u, v, u * u, u * v, v * v, u ** 3, u * u * v, u * v * v, v ** 3)
    bend = [sum(k * t for k, t in zip(axis, terms)) for axis in m["bend_px"]]
    return m["a"] * x - m["b"] * y + m["tx_px"] + bend[0], m["b"] * x + m["a"] * y + m["ty_px"] + bend[1]


class Real(CliTest):
    def visit(self, name, photos):
        folder = self.path(name)
        os.makedirs(folder)
        for view, image in photos.items():
            image.save(os.path.join(folder, view + ".jpg"), quality=80)
        self.run_command("assess", "-o", folder, *(f"{v}={os.path.join(folder, v + '.jpg')}" for v in photos), expect=0)
        return folder

    def compare(self, before, after):
        done = self.run_command("compare", "--json", before, after)
        self.assertIn(done.returncode, (0, 3), done.stderr)
        return self.check("comparison", parse(done.stdout.decode()))

    def test_moved_photos_lie_over_each_other(self):
        pairs = refused = told = 0
        for number, photos in enumerate(men()):
            images = {v: Image.open(p).convert("RGB") for v, p in photos.items()}
            size = images["front"].width
            back = back_map(size, (-8, 7, 10, -5)[number % 4], (1.1, .95, 1.15, 1)[number % 4], .02)
            moved = {v: ImageEnhance.Brightness(i.transform(i.size, Image.AFFINE, back, Image.BICUBIC)).enhance(.85) for v, i in images.items()}
            result = self.compare(self.visit(f"b{number}", images), self.visit(f"a{number}", moved))
            change = result["changes"][0]
            refused += sum(fit["verdict"] == "refused" for fit in change["fits"].values())
            told += sum(c["verdict"] in ("gain", "loss") for c in change["coverage"]["zones"].values())
            for pair in result["pairs"]:
                m, errors = pair["motion"], []
                for step in range(49):
                    qx, qy = size / 2 + .08 * size * (step % 7 - 3), size / 2 + .08 * size * (step // 7 - 3)
                    px, py = (back[0] * (qx + .5) + back[1] * (qy + .5) + back[2] - .5, back[3] * (qx + .5) + back[4] * (qy + .5) + back[5] - .5)
                    x, y = apply(m, px, py)
                    errors.append(math.hypot(x - qx, y - qy) / (m["unit_px"] * math.hypot(m["a"], m["b"])))
                pairs += 1
                with self.subTest(man=number, view=pair["view"]):
                    self.assertLessEqual(sum(errors) / len(errors), MOST_ERROR_FRAC)
        self.assertLessEqual(refused, 2, f"{refused} of {pairs + refused} pairs refused")
        self.assertLessEqual(told, 1, "an unchanged head is told to have changed")

    def test_another_man_is_no_good_fit(self):
        chosen = [{v: Image.open(p).convert("RGB") for v, p in photos.items()} for photos in men()]
        for number in range(len(chosen) - 1):
            result = self.compare(self.visit(f"one{number}", chosen[number]), self.visit(f"two{number}", chosen[number + 1]))
            fits = [fit["verdict"] for fit in result["changes"][0]["fits"].values()]
            self.assertLessEqual(fits.count("good"), 1, fits)
            self.assertGreaterEqual(fits.count("refused"), 2, fits)


if __name__ == "__main__":
    if not os.path.isdir(DATA):
        print(f"skipped: {DATA} is not there")
        sys.exit(SKIPPED)
    unittest.main()
