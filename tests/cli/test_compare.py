# SPDX-License-Identifier: Apache-2.0
"""tonsure compare."""
import json
import os
import re
import shutil
import subprocess
import unittest

from PIL import Image, ImageDraw, ImageFilter, ImageOps

from cli import CliTest, parse, png_chunks, sample, tree

VIEWS = ("front", "top", "left", "right", "back")


class Compare(CliTest):
    def visit(self, name, pictures):
        """A folder of assess with its photos in it: view -> PIL image."""
        folder = self.path(name)
        os.makedirs(folder)
        arguments = []
        for view, picture in pictures.items():
            picture.convert("RGB").save(os.path.join(folder, view + ".png"))
            arguments.append(f"{view}={os.path.join(folder, view + '.png')}")
        self.run_command("assess", "-o", folder, *arguments, expect=0)
        return folder

    def head(self, view="top", spot_px=0, turn=0, mirrored=False):
        picture = Image.open(sample(f"norwood5-{view}.png")).convert("RGB")
        if spot_px:
            paint = Image.new("L", picture.size)
            x, y = picture.width * .5, picture.height * .62
            ImageDraw.Draw(paint).ellipse((x - spot_px, y - spot_px, x + spot_px, y + spot_px), fill=255)
            picture.paste(Image.new("RGB", picture.size, (214, 172, 146)), mask=paint.filter(ImageFilter.GaussianBlur(5)))
        picture = ImageOps.mirror(picture) if mirrored else picture
        return picture.rotate(turn, Image.BICUBIC, fillcolor=picture.getpixel((2, 2)))

    def compare(self, *arguments, expect=0):
        done = self.run_command("compare", "--json", *arguments, expect=expect)
        result = self.check("comparison", parse(done.stdout.decode()))
        self.check_quantities(result)
        return result

    def verdicts(self, value):
        if isinstance(value, dict):
            if "smallest" in value:
                return [value["verdict"]]
            return [v for inner in value.values() for v in self.verdicts(inner)]
        return []

    def test_an_unchanged_head_has_no_change(self):
        before = self.visit("before", {v: self.head(v) for v in VIEWS})
        after = self.visit("after", {v: self.head(v, turn=5) for v in VIEWS})
        out = self.path("out")
        result = self.compare(before, after, "-o", out)
        change = result["changes"][0]
        fits = {v: f["verdict"] for v, f in change["fits"].items()}
        self.assertGreaterEqual(sum(f != "refused" for f in fits.values()), 4, fits)
        for view, fit in change["fits"].items():
            if fit["verdict"] != "refused":
                self.assertAlmostEqual(fit["rotation_deg"], -5, delta=1.5) # PIL turns anticlockwise
        self.assertLessEqual(set(self.verdicts(change)), {"not_told", "not_compared"})
        self.assertIn("not_told", self.verdicts(change["coverage"]))
        self.assertTrue(all(p["photos"] and max(p["gain_frac"], p["loss_frac"]) < .03 for p in result["pairs"]))
        names = {"comparison.json", "comparison.pdf", "comparison.html"} | {p["view"] + ".difference.png" for p in result["pairs"]}
        self.assertEqual(set(os.listdir(out)), names)
        with open(os.path.join(out, "comparison.json"), encoding="utf-8") as f:
            self.assertEqual(parse(f.read()), result)
        self.assertEqual(png_chunks(os.path.join(out, "top.difference.png")), {"IHDR", "IDAT", "IEND"})
        with open(os.path.join(out, "comparison.html"), encoding="utf-8") as f:
            page = f.read()
        self.assertNotIn("src=\"http", page)
        words = re.sub(r"base64,[^\"]*", "", page)
        for text in (self.folder, "nan", ".png"):
            self.assertNotIn(text, words)
        again = self.path("again")
        self.run_command("compare", before, after, "-o", again, expect=0)
        self.assertEqual(tree(out), tree(again))

    def test_a_grown_patch_is_told_and_mapped(self):
        before, after = self.visit("before", {"top": self.head()}), self.visit("after", {"top": self.head(spot_px=110)})
        result = self.compare(before, after)
        change, pair = result["changes"][0], result["pairs"][0]
        self.assertGreater(change["coverage"]["bare_fraction"]["change"], .1)
        self.assertIn("loss", self.verdicts(change["coverage"]))
        self.assertNotIn("gain", self.verdicts(change["coverage"]))
        self.assertGreater(pair["loss_frac"], .05)
        self.assertLess(pair["gain_frac"], .02)
        back = self.compare(after, before)["changes"][0]
        self.assertIn("gain", self.verdicts(back["coverage"]))

    def test_without_photos_the_masks_do(self):
        before, after = self.visit("before", {"top": self.head()}), self.visit("after", {"top": self.head(spot_px=110)})
        photos = self.path("photos")
        os.makedirs(photos)
        shutil.move(os.path.join(after, "top.png"), photos)
        result = self.compare(before, after)
        self.assertFalse(result["pairs"][0]["photos"])
        self.assertIsNone(result["pairs"][0]["colour_gain"])
        self.assertGreater(result["pairs"][0]["loss_frac"], .05)
        text = self.run_command("compare", before, after, expect=0).stdout.decode()
        self.assertIn("photos not at hand", text)
        self.assertTrue(self.compare(before, after, "--after-photos", photos)["pairs"][0]["photos"])
        Image.new("RGB", (64, 64)).save(os.path.join(after, "top.png")) # another photo of the name
        self.assertFalse(self.compare(before, after)["pairs"][0]["photos"])

    def test_pairs_that_do_not_fit_are_refused_with_a_reason(self):
        left = self.visit("left", {"left": self.head("left")})
        mirrored = self.visit("mirrored", {"left": self.head("left", mirrored=True)})
        out = self.path("out")
        result = self.compare(left, mirrored, "-o", out, expect=3)
        self.assertEqual(result["changes"][0]["fits"]["left"]["reasons"], ["mirrored"])
        self.assertEqual(set(self.verdicts(result["changes"][0])), {"not_compared"})
        self.assertEqual(set(os.listdir(out)), {"comparison.json", "comparison.pdf", "comparison.html"})
        top = self.visit("top", {"top": self.head()})
        result = self.compare(left, top, expect=3)
        self.assertEqual({v: f and f["reasons"] for v, f in result["changes"][0]["fits"].items()},
                         {"front": None, "top": ["no_pair"], "left": ["no_pair"], "right": None, "back": None})
        os.remove(os.path.join(top, "top.png.mask.png"))
        result = self.compare(top, top, expect=3)
        self.assertEqual(result["changes"][0]["fits"]["top"]["reasons"], ["no_mask"])

    def test_a_series_with_dates(self):
        visits = [self.visit(f"v{i}", {"top": self.head(spot_px=px)}) for i, px in enumerate((0, 60, 110))]
        result = self.compare(*visits, "--dates", "2025-01-31,2025-06-01,2026-02-28", "-o", self.path("out"))
        self.assertEqual([v["date"] for v in result["visits"]], ["2025-01-31", "2025-06-01", "2026-02-28"])
        self.assertEqual([c["visit"] for c in result["changes"]], [2, 3])
        bare = [v["bare_fraction"]["value"] for v in result["visits"]]
        self.assertEqual(bare, sorted(bare))
        for dates in ("2025-01-31", "2025-01-31,2025-06-01,2024-01-01", "2025-13-01,2025-06-01,2026-02-28", "yesterday", ""):
            self.run_command("compare", *visits, "--dates", dates, expect=2)

    def test_the_words_are_of_the_language(self):
        visits = [self.visit(f"w{i}", {"top": self.head(spot_px=px)}) for i, px in enumerate((0, 60))]
        said = {"en": "Comparison", "de": "Vergleich", "es": "Comparación", "tr": "Karşılaştırma"}
        results = set()
        for language, title in said.items():
            out = self.path("out-" + language)
            results.add(json.dumps(self.compare(*visits, "-o", out, "--lang", language), sort_keys=True))
            with open(os.path.join(out, "comparison.html"), encoding="utf-8") as f:
                page = f.read()
            self.assertIn(f'<html lang="{language}">', page)
            self.assertIn(f"<h1>{title}</h1>", page)
            words = re.sub(r"<style>.*?</style>|base64,[^\"]*|<[a-z][^>]*>", "", page, flags=re.S)
            self.assertEqual(bool(re.search(r"\b(hair|visit|scalp|photo|the)\b", words)), language == "en", words)
            text = subprocess.run(["pdftotext", os.path.join(out, "comparison.pdf"), "-"], capture_output=True, timeout=60, check=True).stdout.decode()
            self.assertIn(title, text)
            self.assertEqual(bool(re.search(r"\b(hair|visit|scalp|photo|the)\b", text)), language == "en", text)
        self.assertEqual(len(results), 1)
        self.assertIn(b"--lang takes", self.run_command("compare", *visits, "--lang", "fr", expect=2).stderr)

    def test_wrong_use_and_broken_folders(self):
        top = self.visit("top", {"top": self.head()})
        self.run_command("compare", expect=2)
        self.run_command("compare", top, expect=2)
        self.run_command("compare", top, top, "--no-such-option", expect=2)
        self.assertIn(b"Usage: tonsure compare", self.run_command("compare", "--help", expect=0).stdout)
        self.assertIn(b"result.json", self.run_command("compare", top, self.path("nowhere"), expect=1).stderr)
        broken = self.path("broken")
        shutil.copytree(top, broken)
        with open(os.path.join(broken, "top.png.mask.png"), "r+b") as f:
            f.truncate(200)
        self.run_command("compare", top, broken, expect=1)
        with open(os.path.join(broken, "result.json"), encoding="utf-8") as f:
            result = json.load(f)
        result["photos"][0]["mask"] = "../top/top.png.mask.png" # leads out of the visit
        with open(os.path.join(broken, "result.json"), "w", encoding="utf-8") as f:
            json.dump(result, f)
        self.run_command("compare", top, broken, expect=1)


if __name__ == "__main__":
    unittest.main()
