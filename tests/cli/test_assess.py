# SPDX-License-Identifier: Apache-2.0
"""tonsure assess."""
import json
import os
import shutil
import unittest

from PIL import Image

from cli import VALIDATORS, CliTest, head_jpeg, jpeg_bytes, parse, picture, png_chunks, sample, tree


class Assess(CliTest):
    def result(self, done):
        """What --json printed: one line, of the schema."""
        text = done.stdout.decode()
        self.assertEqual(text.count("\n"), 1)
        result = self.check("case", parse(text))
        self.check_quantities(result)
        return result

    def test_json_is_of_the_schema(self):
        result = self.result(self.run_command("assess", "--json", sample("norwood5-top.png"), expect=0))
        self.assertEqual(result["status"], "ok")
        self.assertIsNone(result["case"])
        photo = result["photos"][0]
        self.assertEqual((photo["photo"], photo["width_px"], photo["height_px"]), ("norwood5-top.png", 640, 640))
        self.assertIsNone(photo["mask"])
        label, seen = photo["view"]["label"], [z for z in result["coverage"]["zones"].values() if z]
        self.assertGreater(len(seen), 2)
        self.assertEqual({z["view"] for z in seen}, {label}) # one photo: every zone is of its view
        shares = [z["bare_fraction"]["value"] for z in seen]
        self.assertTrue(min(shares) <= result["coverage"]["bare_fraction"]["value"] <= max(shares))

    def test_a_folder_of_results(self):
        out = self.path("deep", "er", "out")
        done = self.run_command("assess", "--json", "-o", out, "top=" + sample("norwood5-top.png"), "front=" + sample("norwood5-front.png"),
                                expect=0)
        names = ("norwood5-top.png", "norwood5-front.png")
        self.assertEqual(sorted(os.listdir(out)), sorted(["result.json"] + [n + e for n in names for e in (".mask.png", ".overlay.png")]))
        with open(os.path.join(out, "result.json"), "rb") as f:
            self.assertEqual(f.read(), done.stdout)
        result = self.result(done)
        self.assertEqual([p["view"] for p in result["photos"]], [{"label": v, "probability": 1} for v in ("top", "front")])
        for photo in result["photos"]:
            histogram = self.check_mask(os.path.join(out, photo["mask"]), (640, 640))
            self.assertEqual(photo["coverage"]["bare_px"], histogram[3])
            overlay = os.path.join(out, photo["photo"] + ".overlay.png")
            self.assertEqual(png_chunks(overlay), {"IHDR", "IDAT", "IEND"})
            with Image.open(overlay) as image:
                self.assertLessEqual(max(image.size), 2048)
                self.assertEqual(image.mode, "RGB")
        again = self.path("again")
        self.run_command("assess", "-o", again, "top=" + sample("norwood5-top.png"), "front=" + sample("norwood5-front.png"), expect=0)
        self.assertEqual(tree(out), tree(again))

    def test_text_for_people(self):
        text = self.run_command("assess", sample("norwood5-top.png"), expect=0).stdout.decode()
        self.assertRegex(text, r"\Anorwood5-top\.png\n  [a-z]+ view \(\d+ %\): bare scalp \d+ % of the scalp in view, likely \d+ to \d+ %\n(  \S.*\n)*micropigmentation: \S.*\n(  - \S.*\n)*plan: \S.*\n\Z")
        self.assertRegex(text, r"\n  bare by zone: [a-z]+ \d+ %")
        self.assertNotRegex(text, r"\bnan\b")

    def test_what_decides_comes_first(self):
        """The deciding reason leads, a plan is no offer where something stands against it, and a reason for the procedure stands before the usual warnings."""
        def told(**intake):
            with open(self.path("intake.json"), "w") as f:
                json.dump(intake, f)
            return self.run_command("assess", sample("norwood5-top.png"), "--intake", self.path("intake.json"), expect=0).stdout.decode()

        never = dict.fromkeys(("transplant_months", "chemotherapy_months", "isotretinoin_months", "peel_months", "botulinum_months", "laser_months"), "never")
        no = dict.fromkeys(("blood_thinners", "bleeding_disorder", "keloid_tendency", "psoriasis", "eczema", "dermatitis", "scalp_infection", "sunburn", "open_skin", "scalp_inflammation", "ink_allergy", "heart_disease", "high_blood_pressure", "immune_suppression", "epilepsy", "active_skin_cancer", "areata_diagnosed"), False)
        well = dict(never, **no, age_years=40, sex="male", scars=[{"kind": "strip", "age_months": 40}], diabetes="controlled", style="buzz_cut", expectations_realistic=True, well_being_good=True)
        self.assertRegex(told(ink_allergy=True), r"\nmicropigmentation: not suitable\n  - With an allergy to the ink [^\n]*\n(  - .*\n)*plan: none as things stand\n\Z")
        self.assertRegex(told(**dict(well, age_years=15)), r"\nmicropigmentation: not now\n  - Under 18 it is too early\.\n(  - .*\n)*plan: once the time has come, \d")
        self.assertRegex(told(**dict(well, epilepsy=True)), r"\nmicropigmentation: see a doctor first\n  - Epilepsy .*\n(  - .*\n)*plan: if the doctor agrees, \d")
        text = told(**well)
        self.assertRegex(text, r"\nmicropigmentation: suitable, with conditions\n  - Scars take pigment .*\n  - Scars of an injury[^\n]*\n  - Tell the practitioner of your diabetes[^\n]*\n  - and \d+ more: tonsure explain tells them all\nplan: \d")
        self.assertNotIn("behind the ear", text)

    def test_scales_of_pattern_loss_are_told_of_pattern_loss_alone(self):
        def told(name):
            return self.run_command("assess", sample(name), expect=0).stdout.decode()

        patchy, full, pattern = told("areata-top.png"), told("full-front.png"), told("norwood5-top.png")
        self.assertRegex(patchy, r"kind of hair loss: looks like alopecia (areata|totalis)")
        self.assertIn("kind of hair loss: none seen", full)
        for text in (patchy, full):
            self.assertNotRegex(text, "Norwood|BASP|Ludwig")
        self.assertRegex(pattern, r"pattern thinning \(\d+ %\)\n(    .*\n)*  Norwood-Hamilton ")
        self.assertRegex(pattern, r"cm2 bare \(\d+ to \d+ with what the photos do not show\)")

    def test_the_person_and_the_clinic_are_heard(self):
        def judged(*options, expect=0):
            return self.result(self.run_command("assess", "--json", sample("norwood5-top.png"), *options, expect=expect))

        def file(name, content):
            with open(self.path(name), "w") as f:
                json.dump(content, f)
            return self.path(name)

        silent = judged()
        self.assertEqual(silent["candidacy"]["verdict"], "undetermined")
        self.assertIsNone(silent["plan"]["schedule"][0]["date"])
        child = judged("--intake", file("child.json", {"age_years": 15}), "--from", "2028-02-28")
        self.assertEqual(child["candidacy"]["verdict"], "not_now")
        self.assertEqual(child["plan"]["schedule"][0]["date"], "2028-02-28")
        scar = {"style": "scar_cover", "scars": [{"kind": "injury", "age_months": 40}]}
        self.assertEqual(judged("--intake", file("scar.json", scar))["plan"]["gap"], "no_cover_area")
        covered = judged("--intake", file("covered.json", dict(scar, cover_cm2=12)))["plan"]
        self.assertIsNone(covered["gap"])
        self.assertGreater(covered["area_cm2"]["value"], 12)
        self.run_command("assess", "--json", sample("norwood5-top.png"), "--intake", file("vast.json", {"cover_cm2": 776}), expect=1)
        allergic = judged("--intake", file("allergic.json", {"ink_allergy": True}))
        self.assertEqual(allergic["candidacy"]["verdict"], "not_suitable")
        self.assertIsNone(silent["plan"]["gap"])
        self.assertGreater(silent["plan"]["price"]["value"], 0)
        self.assertEqual(allergic["plan"]["gap"], "not_suitable")
        self.assertEqual([allergic["plan"][k] for k in ("sessions", "price", "schedule", "sources", "currency")], [{}, {}, [], [], None])
        self.assertIn(allergic["candidacy"]["blocks"][0], [rule["id"] for rule in allergic["candidacy"]["rules"]])
        self.assertIsNotNone(silent["pattern"])
        for options, said in ((("--intake", file("bad.json", {"age_years": 300})), b"age_years"), (("--intake", self.path("none.json")), b"none.json"),
                              (("--clinic", file("clinic.json", {"nonsense": 1})), b"clinic file")):
            done = self.run_command("assess", sample("norwood5-top.png"), *options, expect=1)
            self.assertIn(said, done.stderr)
        for day in ("2026-13-01", "2026-02-30", "tomorrow", "2026-1-1"):
            self.assertIn(self.run_command("assess", sample("norwood5-top.png"), "--from", day).returncode, (1, 2), day)

    def test_a_result_is_explained(self):
        out = self.path("explained")
        self.run_command("assess", sample("norwood5-top.png"), "-o", out, expect=0)
        path = os.path.join(out, "result.json")
        text = self.run_command("explain", path, expect=0).stdout.decode()
        with open(path) as f:
            result = json.load(f)
        for rule in result["candidacy"]["rules"] + result["plan"]["sources"]:
            self.assertIn(rule["text"], text)
            self.assertIn(rule["source"], text)
        for heading in ("Measured", "Norwood-Hamilton", "Candidacy: undetermined", "Plan"):
            self.assertIn(heading, text)
        for content, said in (("{}", b"no result"), ("[", b"not JSON")):
            with open(self.path("bad.json"), "w") as f:
                f.write(content)
            self.assertIn(said, self.run_command("explain", self.path("bad.json"), expect=1).stderr)
        self.run_command("explain", self.path("absent.json"), expect=1)
        self.run_command("explain", expect=2)

    def test_one_pixel_is_read_and_not_assessable(self):
        out = self.path("out")
        photo = picture(self.path("one.png"), (1, 1))
        result = self.result(self.run_command("assess", "--json", "-o", out, photo, expect=3))
        self.assertEqual((result["status"], result["photos"][0]["reasons"]), ("not_assessable", ["too_small"]))
        self.check_mask(os.path.join(out, "one.png.mask.png"), (1, 1))
        self.assertIn(b"not assessable: The picture is too small", self.run_command("assess", photo, expect=3).stdout)

    def test_one_good_photo_makes_the_case(self):
        photo = picture(self.path("one.png"), (1, 1))
        result = self.result(self.run_command("assess", "--json", photo, sample("norwood5-top.png"), expect=0))
        self.assertEqual([p["status"] for p in result["photos"]], ["not_assessable", "ok"])

    def test_an_upright_photo_is_measured_as_it_is_seen(self):
        exif = Image.Exif()
        exif[0x0112] = 6
        exif[0x010E] = "SecretName"
        photo = picture(self.path("turned.jpg"), (120, 70), exif=exif)
        out = self.path("out")
        done = self.run_command("assess", "--json", "-o", out, photo)
        self.assertIn(done.returncode, (0, 3))
        self.assertEqual([self.result(done)["photos"][0][k] for k in ("width_px", "height_px")], [70, 120])
        self.check_mask(os.path.join(out, "turned.jpg.mask.png"), (70, 120))
        for name, data in tree(out).items():
            self.assertNotIn(b"SecretName", data, name)

    def test_what_cannot_be_read_is_a_line_and_exit_1(self):
        made = {"text.jpg": b"no picture", "empty.jpg": b"", "cut.jpg": jpeg_bytes()[:700]}
        for name, data in made.items():
            with open(self.path(name), "wb") as f:
                f.write(data)
        os.mkdir(self.path("folder.jpg"))
        os.mkfifo(self.path("fifo.jpg"))
        for name in (*made, "folder.jpg", "fifo.jpg", "missing.jpg"):
            with self.subTest(name=name):
                done = self.run_command("assess", "--json", self.path(name), expect=1)
                result = self.result(done)
                self.assertEqual((result["status"], result["photos"][0]["status"]), ("error", "error"))
                self.assertIn(result["photos"][0]["reasons"][0], done.stderr.decode())
                self.assertIn(self.path(name), done.stderr.decode()) # the caller named it: the error line may too
        result = self.result(self.run_command("assess", "--json", sample("norwood5-top.png"), self.path("text.jpg"), expect=1))
        self.assertEqual((result["status"], [p["status"] for p in result["photos"]]), ("ok", ["ok", "error"]))

    def test_a_cut_photo_may_be_taken(self):
        whole = head_jpeg(self.path("whole.jpg"))
        with open(whole, "rb") as f, open(self.path("cut.jpg"), "wb") as cut:
            data = f.read()
            cut.write(data[:len(data) * 9 // 10])
        self.run_command("assess", self.path("cut.jpg"), expect=1)
        self.assertIn(self.run_command("assess", "--allow-truncated", self.path("cut.jpg")).returncode, (0, 3))

    def test_names_of_all_kinds(self):
        for name in ('quote"s and \\.png', "side=part.png", "new\nline.png", "Gr\u00fc\u00dfe \U0001f600.png", " .png", "-dash.png"):
            with self.subTest(name=name):
                shutil.copyfile(picture(self.path("any.png"), (40, 40)), self.path(name))
                done = self.run_command("assess", "--json", "-o", self.path("out"), "--", name, cwd=self.folder)
                self.assertIn(done.returncode, (0, 3))
                self.assertEqual(self.result(done)["photos"][0]["photo"], name)
                self.assertTrue(os.path.exists(self.path("out", name + ".mask.png")))
        shutil.copyfile(self.path("any.png"), os.fsencode(self.folder) + b"/\xff\xfe.png")
        done = self.run_command("assess", "--json", os.fsencode(self.folder) + b"/\xff\xfe.png")
        self.assertEqual(self.result(done)["photos"][0]["photo"], "\uf7ff\uf7fe.png")

    def test_limits_are_kept(self):
        photo = picture(self.path("wide.png"), (1200, 900))
        self.assertIn(b"over the limit", self.run_command("assess", "--max-megapixels", "1", photo, expect=1).stderr)
        with open(self.path("big.png"), "wb") as f:
            f.truncate(3 << 20)
        self.assertIn(b"over the limit", self.run_command("assess", "--max-file-mb", "2", self.path("big.png"), expect=1).stderr)

    def test_a_folder_that_cannot_be_written(self):
        with open(self.path("file"), "w", encoding="utf-8"):
            pass
        photo = picture(self.path("a.png"))
        self.assertIn(b"folder", self.run_command("assess", "-o", self.path("file"), photo, expect=1).stderr)
        self.assertIn(b"folder", self.run_command("assess", "-o", self.path("file", "below"), photo, expect=1).stderr)

    def test_the_schema_is_strict(self):
        """A key more or less, anywhere, and the schema says no: else it would guard nothing."""
        result = self.result(self.run_command("assess", "--json", sample("norwood5-top.png"), expect=0))
        def objects(value, path=()):
            if isinstance(value, dict):
                yield path, value
                for key in list(value):
                    yield from objects(value[key], (*path, key))
            elif isinstance(value, list):
                for index, inner in enumerate(value):
                    yield from objects(inner, (*path, index))
        for kind, whole in (("photo", result["photos"][0]), ("case", {**result, "photos": []})):
            for path, part in objects(whole):
                for key in list(part):
                    kept = part.pop(key)
                    self.assertFalse(VALIDATORS[kind].is_valid(whole), f"{kind}: {path} without {key}")
                    part[key] = kept
                part["extra"] = None
                self.assertFalse(VALIDATORS[kind].is_valid(whole), f"{kind}: {path} with more")
                del part["extra"]
            self.assertTrue(VALIDATORS[kind].is_valid(whole))

    def test_json_has_the_design_keys(self):
        """The schema in another hand: the keys as the design's examples list them."""
        photo = self.result(self.run_command("assess", "--json", sample("norwood5-top.png"), expect=0))["photos"][0]
        self.assertEqual(list(photo), ["photo", "case", "status", "reasons", "width_px", "height_px", "view", "quality", "landmarks", "coverage",
                                       "density", "hairline", "patches", "scale", "mask", "finding"])
        for patch in photo["patches"]:
            self.assertEqual(list(patch), ["kind", "zone", "center_px", "area_px", "area_frac", "length_px", "width_px", "roundness",
                                           "border_sharpness", "smoothness", "redness", "dark_dots_frac"])


if __name__ == "__main__":
    unittest.main()
