# SPDX-License-Identifier: Apache-2.0
"""tonsure evaluate against the scorer on labelled photos of the val split, where they are at hand: TSR_DATA, else ../shared/data
beside the source tree. Where definitions are the same the figures are."""
import json
import os
import subprocess
import sys
import unittest

from cli import SOURCE, CliTest, parse

SKIPPED = 77 # the code by which CTest knows a skipped test
DATA = os.environ.get("TSR_DATA") or os.path.join(SOURCE, "..", "shared", "data")
SCORE = os.path.join(DATA, "..", "score", "score.py")


class Real(CliTest):
    def script(self, *arguments):
        return subprocess.run(["/usr/bin/python3", *arguments], check=True, capture_output=True, timeout=100).stdout.decode().split()

    def evaluate(self, wanted):
        labels, report = self.path(wanted + ".csv"), self.path(wanted)
        options = self.script(os.path.join(SOURCE, "scripts", "agreement_labels.py"), DATA, self.path("stage"), wanted, labels)
        self.run_command("evaluate", labels, self.path("run"), "--root", DATA, "-o", report, *options, expect=0)
        with open(os.path.join(report, "agreement.json"), encoding="utf-8") as f:
            return {(r["measure"], r["group"] and r["group"]["value"]): r for r in parse(f.read())["rows"]}

    def test_the_scorers_figures(self):
        stage, run = self.path("stage"), self.path("run")
        self.script(SCORE, "stage", "--data", DATA, "--split", "val", "--sets", "norwood_5view,alonet", "-o", stage)
        self.run_command("batch", "--manifest", os.path.join(stage, "manifest.csv"), "--root", os.path.join(stage, "photos"), "-o", run)
        self.script(SCORE, "report", "--data", DATA, "--stage", stage, "--pred", run, "--json", self.path("score.json"))
        with open(self.path("score.json"), encoding="utf-8") as f:
            score = json.load(f)
        rows = self.evaluate("norwood_5view")
        for view, group in (("all", None), ("Front", "front"), ("Top-Down", "top"), ("Back", "back"), ("Left", "left")):
            for theirs, measure, figure, factor in (("iou", "iou_bare", "mean", 1), ("hair_iou", "iou_hair", "mean", 1),
                                                    ("error_pts", "bare_fraction", "mean_abs_error", 100),
                                                    ("in_interval", "bare_fraction", "in_range", 1)):
                with self.subTest(view=view, figure=theirs):
                    ours, expected = rows[measure, group], score[f"bare.{view}.{theirs}"]
                    self.assertEqual(ours["n"], expected["n"])
                    # photos.jsonl has shares to four decimals, the scorer counts pixels; the scorer rounds to four.
                    self.assertAlmostEqual(factor * ours[figure]["value"], expected["mean"], delta=factor * 1e-4)
        self.assertAlmostEqual(rows["norwood", None]["kappa_quadratic"]["value"], score["norwood"]["kappa_quadratic"], delta=1e-4)
        self.assertAlmostEqual(rows["view", None]["exact"]["value"], score["view"]["mean"], delta=1e-4)
        rows = self.evaluate("alonet")
        self.assertAlmostEqual(rows["iou_bare", None]["mean"]["value"], score["patches.iou"]["mean"], delta=1e-4)
        self.assertAlmostEqual(100 * rows["bare_fraction", None]["mean_abs_error"]["value"], score["patches.error_pts"]["mean"], delta=1e-4)


if __name__ == "__main__":
    if not os.path.exists(os.path.join(DATA, "manifest.csv")):
        print("skipped: no folder of labelled photos here (TSR_DATA)")
        sys.exit(SKIPPED)
    unittest.main()
