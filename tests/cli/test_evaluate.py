# SPDX-License-Identifier: Apache-2.0
"""tonsure evaluate: figures against scipy, statsmodels and numpy to 1e-6; what is left out is counted; bad labels are refused."""
import csv
import json
import os
import random
import unittest

import jsonschema
import numpy as np
import pandas
import statsmodels.formula.api
import statsmodels.stats.anova
from PIL import Image
from scipy import stats
from scipy.spatial import distance
from statsmodels.stats import inter_rater

from cli import SOURCE, CliTest, parse, tree

VIEWS = ["front", "top", "left", "right", "back"]
TOLERANCE = 1e-6
MASK = 0xFFFFFFFFFFFFFFFF


def quantity(value, lo, hi):
    return {"value": value, "lo": lo, "hi": hi}


def splitmix(seed):
    """Steele, Lea and Flood's generator, as evaluate's bootstrap uses it."""
    while True:
        seed = (seed + 0x9E3779B97F4A7C15) & MASK
        z = seed
        z = ((z ^ z >> 30) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ z >> 27) * 0x94D049BB133111EB) & MASK
        yield z ^ z >> 31


def icc_2_1(label, measured):
    """From the mean squares of statsmodels' two-way analysis of variance."""
    n = len(label)
    frame = pandas.DataFrame({"y": [*label, *measured], "pair": [*range(n)] * 2, "rater": [0] * n + [1] * n})
    model = statsmodels.formula.api.ols("y ~ C(pair) + C(rater)", frame).fit()
    table = statsmodels.stats.anova.anova_lm(model)
    square = table["mean_sq"]
    msr, msc, mse = square["C(pair)"], square["C(rater)"], square["Residual"]
    return (msr - mse) / (msr + mse + 2 * (msc - mse) / n)


class EvaluateTest(CliTest):
    def write_run(self, photos, cases=()):
        os.makedirs(self.path("out"), exist_ok=True)
        for name, lines in (("photos.jsonl", photos), ("cases.jsonl", cases)):
            with open(self.path("out", name), "w", encoding="utf-8") as f:
                f.writelines(json.dumps(line) + "\n" for line in lines)
        with open(self.path("out", "run.json"), "w", encoding="utf-8") as f:
            f.write("{}\n")

    def write_labels(self, rows, name="labels.csv"):
        columns = list(dict.fromkeys(key for row in rows for key in row))
        with open(self.path(name), "w", encoding="utf-8", newline="") as f:
            writer = csv.DictWriter(f, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
        return self.path(name)

    def evaluate(self, *options, labels=None, expect=0):
        """Table and rows of agreement.json by (measure, group's value)."""
        done = self.run_command("evaluate", labels or self.path("labels.csv"), self.path("out"), "-o", self.path("report"), *options,
                                expect=expect)
        with open(self.path("report", "agreement.json"), encoding="utf-8") as f:
            report = parse(f.read())
        with open(os.path.join(SOURCE, "docs", "schema", "agreement.schema.json"), encoding="utf-8") as f:
            jsonschema.Draft202012Validator(json.load(f)).validate(report)
        for row in report["rows"]:
            self.check_quantities([e for e in row.values() if isinstance(e, dict) and e.get("lo") is not None])
            self.assertEqual(row["labelled"], sum(row[k] for k in ("n", "undetermined", "missing", "failed", "absent")))
        return done.stdout.decode(), {(r["measure"], r["group"] and r["group"]["value"]): r for r in report["rows"]}

    def write_mask(self, name, array):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        Image.fromarray(np.asarray(array, np.uint8)).save(self.path(name))
        return name


class Reference(EvaluateTest):
    """150 photos of 50 cases with made-up values."""

    def setUp(self):
        super().setUp()
        r = random.Random(7)
        self.rows, photos, cases = [], [], []
        for i in range(150):
            case, photo = f"c{i % 50:02}", f"p{i:03}.jpg"
            label = round(r.random(), 4)
            measured = round(min(1, max(0, 0.9 * label + 0.02 + r.gauss(0, 0.07))), 4)
            spread = round(r.uniform(0.02, 0.2), 4)
            view, seen = r.choice(VIEWS), r.choice(VIEWS)
            seen = view if r.random() < 0.7 else seen
            self.rows.append({"photo": photo, "case": case, "bare_fraction": label, "view": view, "site": "AB"[i % 50 % 2]})
            photos.append({"photo": photo, "case": case, "status": "ok", "mask": None, "view": {"label": seen, "probability": 0.9},
                           "coverage": {"bare_fraction": quantity(measured, measured - spread, measured + spread)},
                           "finding": {"label": "undetermined"}})
        for c in range(50):
            grade = r.randint(1, 7)
            found = min(7, max(1, grade + r.choice([-2, -1, 0, 0, 0, 1])))
            salt = round(100 * r.random(), 1)
            score = round(min(100, max(0, salt + r.gauss(3, 5))), 1)
            for row in self.rows[c::50]:
                row.update(norwood=grade, salt=salt)
            cases.append({"case": f"c{c:02}", "status": "ok", "pattern": {"norwood": {"grade": found, "lo": 1, "hi": 7}},
                          "salt": {"score": score, "lo": max(0, score - 6), "hi": min(100, score + 6)},
                          "coverage": {"bare_fraction": None}})
        self.photos, self.cases = photos, cases
        self.write_run(photos, cases)
        self.write_labels(self.rows)

    def close(self, figure, value, tolerance=TOLERANCE):
        self.assertAlmostEqual(figure["value"], value, delta=tolerance)

    def check_numbers(self, row, label, measured, lo, hi):
        label, measured, lo, hi = map(np.asarray, (label, measured, lo, hi))
        d, m = measured - label, (measured + label) / 2
        self.assertEqual(row["n"], len(label))
        self.close(row["bias"], d.mean())
        self.close(row["sd"], stats.tstd(d))
        half = stats.norm.ppf(0.975) * stats.tstd(d)
        self.close(row["loa_lo"], d.mean() - half)
        self.close(row["loa_hi"], d.mean() + half)
        self.close(row["slope"], stats.linregress(m, d).slope)
        self.close(row["mean_abs_error"], abs(d).mean())
        self.close(row["rms_error"], np.sqrt((d ** 2).mean()))
        self.close(row["icc_2_1"], icc_2_1(label, measured))
        self.close(row["in_range"], ((lo <= label) & (label <= hi)).mean())
        self.close(row["range_width"], (hi - lo).mean())

    def photo_values(self, chosen=lambda row: True):
        kept = [(row, line) for row, line in zip(self.rows, self.photos) if chosen(row)]
        q = [line["coverage"]["bare_fraction"] for _, line in kept]
        return [row["bare_fraction"] for row, _ in kept], *([x[k] for x in q] for k in ("value", "lo", "hi"))

    def test_numbers_over_all_and_by_group(self):
        _, rows = self.evaluate("--group", "site")
        self.check_numbers(rows["bare_fraction", None], *self.photo_values())
        for site in "AB":
            self.check_numbers(rows["bare_fraction", site], *self.photo_values(lambda row: row["site"] == site))
        salt = [case["salt"] for case in self.cases]
        self.check_numbers(rows["salt", None], [row["salt"] for row in self.rows[:50]], *([s[k] for s in salt] for k in ("score", "lo", "hi")))

    def test_kappa(self):
        _, rows = self.evaluate()
        grades = np.zeros((7, 7))
        for row, case in zip(self.rows[:50], self.cases):
            grades[row["norwood"] - 1, case["pattern"]["norwood"]["grade"] - 1] += 1
        row = rows["norwood", None]
        self.assertEqual(row["counts"], grades.astype(int).tolist())
        self.assertEqual((row["n"], row["cases"]), (50, 50))
        self.close(row["kappa"], inter_rater.cohens_kappa(grades).kappa)
        self.close(row["kappa_linear"], inter_rater.cohens_kappa(grades, wt="linear").kappa)
        self.close(row["kappa_quadratic"], inter_rater.cohens_kappa(grades, wt="quadratic").kappa)
        self.close(row["exact"], np.trace(grades) / 50)
        self.close(row["within_one"], sum(np.trace(grades, k) for k in (-1, 0, 1)) / 50)
        views = np.zeros((5, 5))
        for label, line in zip(self.rows, self.photos):
            views[VIEWS.index(label["view"]), VIEWS.index(line["view"]["label"])] += 1
        row = rows["view", None]
        self.assertEqual((row["n"], row["cases"], row["counts"]), (150, 50, views.astype(int).tolist()))
        self.close(row["kappa"], inter_rater.cohens_kappa(views).kappa)
        row = rows["norwood", None]
        self.assertLess(row["kappa"]["lo"], row["kappa"]["value"] - 0.05)

    def test_intervals_are_percentiles_of_resampled_cases(self):
        """The same draws by an own program, whose quantiles are numpy's."""
        _, rows = self.evaluate("--replicates", "300", "--seed", "11", "--level", "0.8")
        label, measured, _, _ = map(np.asarray, self.photo_values())
        order = sorted(range(150), key=lambda i: (self.rows[i]["case"], self.rows[i]["photo"]))
        d = (measured - label)[order].reshape(50, 3)
        draws, bias, error = splitmix(11), [], []
        for _ in range(300):
            chosen = d[[int((next(draws) >> 11) * 2.0 ** -53 * 50) for _ in range(50)]]
            bias.append(chosen.mean())
            error.append(abs(chosen).mean())
        for name, values in (("bias", bias), ("mean_abs_error", error)):
            self.assertAlmostEqual(rows["bare_fraction", None][name]["lo"], np.quantile(values, 0.1), delta=TOLERANCE)
            self.assertAlmostEqual(rows["bare_fraction", None][name]["hi"], np.quantile(values, 0.9), delta=TOLERANCE)

    def test_intervals_are_scipys_up_to_chance(self):
        _, rows = self.evaluate("--replicates", "5000")
        d = np.array([case["salt"]["score"] - row["salt"] for row, case in zip(self.rows, self.cases)])
        for name, figure in (("bias", lambda x, axis: x.mean(axis)), ("sd", lambda x, axis: x.std(axis, ddof=1))):
            theirs = stats.bootstrap((d,), figure, n_resamples=5000, confidence_level=0.9, method="percentile",
                                     random_state=3).confidence_interval
            ours, width = rows["salt", None][name], theirs.high - theirs.low
            self.assertAlmostEqual(ours["lo"], theirs.low, delta=0.05 * width)
            self.assertAlmostEqual(ours["hi"], theirs.high, delta=0.05 * width)

    def test_the_same_bytes_in_every_run_and_for_every_order_of_lines(self):
        self.evaluate()
        first = tree(self.path("report"))
        self.assertEqual(set(first), {"agreement.json", *(f"{m}.{e}" for m in ("bare_fraction", "view", "salt", "norwood") for e in ("png", "pdf"))})
        random.Random(1).shuffle(self.rows)
        random.Random(2).shuffle(self.photos)
        self.write_run(self.photos, self.cases)
        self.write_labels(self.rows)
        self.evaluate()
        second = tree(self.path("report"))
        for name in first:
            drop = (lambda b: b[b.index(b'"run_sha256"'):]) if name.endswith(".json") else lambda b: b
            self.assertEqual(drop(first[name]), drop(second[name]), name)

    def test_a_perfect_result_agrees_perfectly_and_a_constant_shift_is_all_bias(self):
        for shift in (0, 0.125):
            for line, row in zip(self.photos, self.rows):
                row["bare_fraction"] = min(row["bare_fraction"], 0.8)
                v = row["bare_fraction"] + shift
                line["coverage"]["bare_fraction"] = quantity(v, v, v)
            self.write_run(self.photos, self.cases)
            self.write_labels(self.rows)
            _, rows = self.evaluate()
            row = rows["bare_fraction", None]
            for name, value in (("bias", shift), ("sd", 0), ("slope", 0), ("mean_abs_error", shift), ("in_range", float(shift == 0))):
                self.close(row[name], value, 1e-9)
            self.assertEqual(row["icc_2_1"]["value"] == 1, shift == 0)

    def test_without_replicates_there_are_no_intervals(self):
        text, rows = self.evaluate("--replicates", "0")
        self.assertIsNone(rows["bare_fraction", None]["bias"]["lo"])
        self.assertNotIn(" to ", text)


class Masks(EvaluateTest):
    def line(self, photo, mask, **more):
        return {"photo": photo, "case": photo, "status": "ok", "mask": mask, "view": None, "finding": None,
                "coverage": {"bare_fraction": quantity(0.5, 0.4, 0.6)}, **more}

    def make(self, count=6):
        r = np.random.default_rng(5)
        self.truth = r.integers(0, 4, (count, 40, 30))
        noise = r.random(self.truth.shape) < 0.3
        self.found = np.where(noise, r.integers(0, 4, self.truth.shape), self.truth)
        rows, lines = [], []
        for i in range(count):
            lines.append(self.line(f"{i}.jpg", self.write_mask(f"out/masks/{i}.jpg.png", self.found[i])[4:]))
            rows.append({"photo": f"{i}.jpg", "mask": self.write_mask(f"masks/{i}.png", self.truth[i])})
        self.write_run(lines)
        self.write_labels(rows)
        return rows, lines

    def mean_iou(self, truth, found, keep):
        """scipy's Jaccard distance is 1 - IoU."""
        return np.mean([1 - distance.jaccard(t[k], f[k]) for t, f, k in zip(truth, found, keep)])

    def test_overlap(self):
        self.make()
        _, rows = self.evaluate()
        everywhere = np.ones(self.truth.shape, bool)
        for name, code in (("background", 0), ("hair", 1), ("skin", 2), ("bare", 3)):
            row = rows["iou_" + name, None]
            self.assertEqual(row["n"], 6)
            self.assertAlmostEqual(row["mean"]["value"], self.mean_iou(self.truth == code, self.found == code, everywhere), delta=TOLERANCE)
        share = [(t == 3).sum() / np.isin(t, (1, 3)).sum() for t in self.truth]
        self.assertAlmostEqual(rows["bare_fraction", None]["bias"]["value"], 0.5 - np.mean(share), delta=TOLERANCE)
        self.assertIsNotNone(rows["bare_fraction", None]["in_range"])

    def test_codes_region_and_ignored_pixels(self):
        labels, _ = self.make()
        region = np.zeros(self.truth.shape[1:])
        region[5:30, 4:20] = 255
        for i, row in enumerate(labels):
            drawn = np.where(self.truth[i] == 3, 255, np.where(self.truth[i] == 2, 77, 10))
            self.write_mask(row["mask"], drawn)
            row["region"] = self.write_mask("masks/region.png", region)
        self.write_labels(labels)
        _, rows = self.evaluate("--mask-codes", "bare=255,hair=10,ignore=77", "--measured-codes", "hair=0+1,bare=2+3")
        self.assertEqual({m for m, _ in rows}, {"bare_fraction", "iou_hair", "iou_bare"})
        keep = (self.truth != 2) & (region > 0)
        bare = np.isin(self.found, (2, 3))
        self.assertAlmostEqual(rows["iou_bare", None]["mean"]["value"], self.mean_iou(self.truth == 3, bare, keep), delta=TOLERANCE)
        bias = [b[k].mean() - (t == 3)[k].mean() for b, t, k in zip(bare, self.truth, keep)]
        self.assertAlmostEqual(rows["bare_fraction", None]["bias"]["value"], np.mean(bias), delta=TOLERANCE)

    def test_what_is_left_out_is_counted(self):
        rows, lines = self.make()
        lines[0].update(status="error", mask=None, coverage=None)
        lines[1].update(status="not_assessable", coverage={"bare_fraction": None})
        del lines[2]
        few = np.zeros((40, 30))
        few[0, 0] = 3
        self.write_mask("masks/5.png", few)
        for row in rows:
            row["finding"] = "scarring"
        self.write_run(lines)
        self.write_labels(rows)
        text, found = self.evaluate()
        counts = {m: [found[m, None][k] for k in ("labelled", "n", "undetermined", "missing", "failed", "absent")]
                  for m in ("bare_fraction", "iou_bare", "iou_hair", "finding")}
        self.assertEqual(counts, {"bare_fraction": [6, 3, 1, 1, 1, 0], "iou_bare": [6, 3, 0, 1, 1, 1], "iou_hair": [6, 3, 0, 1, 1, 1],
                                  "finding": [6, 0, 4, 1, 1, 0]})
        self.assertIn("of 6 labels left out: 1 undetermined, 1 not among the results, 1 photo not read\n", text)
        self.assertIsNone(found["finding", None]["kappa"])
        _, found = self.evaluate("--least-frac", "0")
        self.assertEqual(found["iou_bare", None]["n"], 4)

    def test_masks_that_do_not_fit_are_faults(self):
        rows, lines = self.make(1)
        for bad, words in ((np.zeros((3, 3)), b"3 x 3 px"), (np.full((40, 30, 3), (9, 8, 7)), b"colours")):
            self.write_mask("masks/0.png", bad)
            done = self.run_command("evaluate", self.path("labels.csv"), self.path("out"), expect=1)
            self.assertIn(b"labels' line 2", done.stderr)
            self.assertIn(words, done.stderr)
        os.remove(self.path("masks", "0.png"))
        done = self.run_command("evaluate", self.path("labels.csv"), self.path("out"), expect=1)
        self.assertNotIn(self.folder.encode(), done.stderr)


class Bad(EvaluateTest):
    def setUp(self):
        super().setUp()
        self.write_run([{"photo": "a.jpg", "case": "x", "status": "ok", "coverage": {"bare_fraction": quantity(0.5, 0.4, 0.6)}}],
                       [{"case": "x", "status": "ok", "salt": None, "pattern": {"norwood": None}, "coverage": {"bare_fraction": None}}])

    def refuse(self, text, words, *options):
        with open(self.path("labels.csv"), "wb") as f:
            f.write(text)
        done = self.run_command("evaluate", self.path("labels.csv"), self.path("out"), "-o", self.path("report"), *options, expect=1)
        self.assertEqual(done.stdout, b"")
        self.assertIn(words, done.stderr)
        self.assertFalse(os.path.exists(self.path("report")))

    def test_labels(self):
        for text, words in ((b"", b"neither a column"), (b"photo,note\na.jpg,1\n", b"nothing to compare"),
                            (b"photo,bare_fraction\na.jpg,1.2\n", b"line 2: bare_fraction is a number from 0 to 1"),
                            (b"photo,bare_fraction\na.jpg,nan\n", b"line 2"), (b"photo,bare_fraction\na.jpg,0x1p-1\n", b"line 2"),
                            (b"photo,case,norwood\na.jpg,x,VIII\n", b"line 2: norwood is 1 to 7"), (b"photo,view\na.jpg,above\n", b"line 2"),
                            (b"photo,norwood\na.jpg,4\n", b"are a case's"), (b"case,view\nx,top\n", b"are a photo's"),
                            (b"photo,view\n,top\n", b"neither a photo nor a case"),
                            (b"photo,bare_fraction\na.jpg,0.1\nb.jpg,0.2\na.jpg,0.3\n", b"twice: lines 2 and 4"),
                            (b"case,norwood\nx,3\nx,4\n", b"two values of norwood"), (b'photo,view\n"a.jpg,top\n', b"never closed"),
                            (b"photo,view\na.jpg\0,top\n", b"NUL"), (b"photo,bare_fraction\na.jpg,\n", b"no value to compare")):
            with self.subTest(text=text):
                self.refuse(text, words)
        self.refuse(b"photo,bare_fraction\na.jpg,0.4\n", b'no column "site"', "--group", "site")

    def test_results(self):
        for text, words in (("{\n", b"line 1: not JSON"), ("{}\n", b"no results of tonsure batch"), ("[]\n", b"no results")):
            with open(self.path("out", "photos.jsonl"), "w", encoding="utf-8") as f:
                f.write(text)
            self.refuse(b"photo,bare_fraction\na.jpg,0.4\n", words)
        os.remove(self.path("out", "photos.jsonl"))
        self.refuse(b"photo,bare_fraction\na.jpg,0.4\n", b"photos.jsonl")

    def test_one_pair_has_errors_and_no_spread(self):
        self.write_labels([{"photo": "a.jpg", "bare_fraction": 0.25}, {"case": "x", "norwood": "IVa"}])
        _, rows = self.evaluate()
        row = rows["bare_fraction", None]
        self.assertEqual(row["bias"], {"value": 0.25, "lo": None, "hi": None})
        self.assertEqual([row[k] for k in ("sd", "loa_lo", "icc_2_1", "slope")], [None] * 4)
        self.assertEqual([rows["norwood", None][k] for k in ("labelled", "n", "undetermined")], [1, 0, 1])
        self.assertEqual(os.listdir(self.path("report")), ["agreement.json"])

    def test_a_group_that_differs_within_a_case_holds_photos_alone(self):
        self.write_labels([{"photo": "a.jpg", "case": "x", "bare_fraction": 0.4, "norwood": 3, "view": "top"},
                           {"photo": "b.jpg", "case": "x", "bare_fraction": 0.4, "norwood": 3, "view": "back"}])
        _, rows = self.evaluate("--group", "view")
        self.assertEqual({g for m, g in rows if m == "norwood"}, {None})
        self.assertEqual(rows["bare_fraction", "top"]["n"], 1)
        self.assertEqual(rows["bare_fraction", "back"]["missing"], 1)

    def test_the_other_scales(self):
        labels = [("none", 1, "M0"), ("I", 2, "C1"), ("II", 3, "L"), ("III", 5, "U3")]
        found = [("none", 1, "M0"), ("II", 2, "C2"), ("II", 4, None), (None, 5, "U3")]
        self.write_run([], [{"case": str(i), "status": "ok", "pattern": {"ludwig": {"range": {"grade": a}}, "sinclair": {"range": {"grade": b}},
                                                                         "basp": {"basic": {"grade": c}}}} for i, (a, b, c) in enumerate(found)])
        self.write_labels([{"case": str(i), "ludwig": a, "sinclair": b, "basp": c} for i, (a, b, c) in enumerate(labels)])
        _, rows = self.evaluate()
        self.assertEqual([(rows[m, None]["n"], rows[m, None]["undetermined"]) for m in ("ludwig", "sinclair", "basp")], [(3, 1), (4, 0), (3, 1)])
        self.assertEqual(rows["ludwig", None]["counts"], [[1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 1, 0], [0, 0, 0, 0]])
        table = np.zeros((5, 5))
        for (_, a, _), (_, b, _) in zip(labels, found):
            table[a - 1, b - 1] += 1
        self.assertAlmostEqual(rows["sinclair", None]["kappa_quadratic"]["value"], inter_rater.cohens_kappa(table, wt="quadratic").kappa, delta=TOLERANCE)
        self.assertAlmostEqual(rows["basp", None]["exact"]["value"], 2 / 3, delta=TOLERANCE)
        with open(self.path("labels.csv"), "w", encoding="utf-8") as f:
            f.write("case,sinclair\n0,6\n")
        self.assertIn(b"line 2", self.run_command("evaluate", self.path("labels.csv"), self.path("out"), expect=1).stderr)

    def test_usage(self):
        labels, out = self.write_labels([{"photo": "a.jpg", "bare_fraction": 0.4}]), self.path("out")
        for arguments in ((), (labels,), (labels, out, "more"), (labels, out, "--level", "1"), (labels, out, "--replicates", "-1"),
                          (labels, out, "--mask-codes", "bare"), (labels, out, "--mask-codes", "bare=256"), (labels, out, "--mask-codes", "bold=1"),
                          (labels, out, "--mask-codes", "bare=1+"), (labels, out, "--least-frac", "2"), (labels, out, "--frobnicate")):
            with self.subTest(arguments=arguments):
                self.assertNotEqual(self.run_command("evaluate", *arguments, expect=2).stderr, b"")
        self.assertIn(b"Usage", self.run_command("evaluate", "--help", expect=0).stdout)


if __name__ == "__main__":
    unittest.main()
