# SPDX-License-Identifier: Apache-2.0
"""Pictures that assess and batch write: layers, formats, eyes blacked out, nothing of the person beside the pixels."""
import json
import os
import subprocess
import unittest

from PIL import Image, TiffImagePlugin

from cli import CliTest, head_jpeg, sample, tree

PAGES = ["mask", "probability of background", "probability of hair", "probability of skin", "probability of bare scalp", "zones", "overlay"]
SECRETS = (b"Erika Musterfrau", b"SerialCamera77", b"2026:01:02", b"Exif\0\0", b"GPS")


def exif_of_a_person():
    """An EXIF block with name, camera, date and place."""
    exif = Image.Exif()
    exif[0x013B] = "Erika Musterfrau"
    exif[0x0110] = "SerialCamera77"
    exif[0x0132] = "2026:01:02 03:04:05"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (52.0, 31.0, 12.0), "E", (13.0, 24.0, 18.0)
    exif[0x8825] = gps
    return exif.tobytes()


def tag(page, number):
    return page.tag_v2.get(number)


class Pictures(CliTest):
    def layers(self, *options, photo=None, name="norwood5-top.png"):
        out = self.path("out")
        self.run_command("assess", "-o", out, *options, photo or "top=" + sample(name), expect=0)
        return os.path.join(out, name + ".layers.tif")

    def test_pages_in_the_order_of_the_list(self):
        path = self.layers("--layers", "mask,prob,zones,overlay", "--scale-mm-per-px", "0.5")
        with Image.open(path) as tiff:
            self.assertEqual(tiff.n_frames, len(PAGES))
            sums, sizes, levels = 0, [], {}
            for i, name in enumerate(PAGES):
                tiff.seek(i)
                tiff.load()
                self.assertEqual(tag(tiff, 285), name)
                self.assertEqual(tag(tiff, 297), (i, len(PAGES)))
                self.assertEqual(tag(tiff, 259), 8) # Deflate
                self.assertRegex(tag(tiff, 305), r"^Tonsure \d")
                self.assertEqual(tag(tiff, 296), 3) # per centimetre
                sizes.append(tiff.size)
                mode = "RGB" if name == "overlay" else "I;16" if name.startswith("prob") else "L"
                self.assertEqual(tiff.mode, mode)
                if mode == "I;16":
                    sums = [a + b for a, b in zip(sums, list(tiff.getdata()))] if sums else list(tiff.getdata())
                else:
                    levels[name] = set(tiff.convert("L").getdata())
            self.assertTrue(all(abs(s - 65535) <= 4 for s in sums))
            self.assertLessEqual(levels["mask"], {0, 1, 2, 3})
            self.assertTrue({1, 2, 3} <= levels["zones"] <= set(range(9)))
            self.assertEqual(sizes[0], (640, 640))
            self.assertEqual(set(sizes[1:5]), {(512, 512)})
            tiff.seek(0)
            self.assertEqual(float(tag(tiff, 282)), 20) # 0.5 mm a pixel
            tiff.seek(1)
            self.assertAlmostEqual(float(tag(tiff, 282)), 16, 4)
            self.assertIn("1 px = 1.2500 photo px", tag(tiff, 270))
            tiff.seek(5)
            self.assertIn("1 frontal", tag(tiff, 270))
        with Image.open(path) as tiff, Image.open(path[:-len(".layers.tif")] + ".mask.png") as mask:
            self.assertEqual(list(tiff.getdata()), list(mask.getdata()))

    def test_words_on_the_overlay_have_a_language_and_tags_have_not(self):
        pages = {}
        for language in ("en", "tr"):
            with Image.open(self.layers("--layers", "mask,zones,overlay", "--lang", language)) as tiff:
                for i in range(tiff.n_frames):
                    tiff.seek(i)
                    tiff.load()
                    pages[language, i] = (tag(tiff, 285), tag(tiff, 270), tiff.tobytes())
        self.assertEqual(pages["en", 0], pages["tr", 0])
        self.assertEqual(pages["en", 1], pages["tr", 1])
        self.assertEqual(pages["en", 2][0], pages["tr", 2][0])
        self.assertNotEqual(pages["en", 2][2], pages["tr", 2][2])

    def test_tiffinfo_has_no_complaint(self):
        path = self.layers("--layers", "overlay,mask,prob")
        done = subprocess.run(["tiffinfo", "-D", path], capture_output=True, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        text = done.stdout.decode()
        self.assertEqual(text.count("=== TIFF directory"), 6)
        self.assertEqual(text.count("Compression Scheme: AdobeDeflate"), 6)
        self.assertNotIn("pixels/cm", text) # no scale is known but a usual head's, which is none
        for absent in ("EXIF", "GPS", "DateTime", "Artist", "HostComputer", "Make:", "Model:"):
            self.assertNotIn(absent, text)

    def test_overlay_formats_show_the_same(self):
        out = self.path("both")
        for name in ("png", "tiff"):
            self.run_command("assess", "-o", out, "--overlay-format", name, "top=" + sample("norwood5-top.png"), expect=0)
        base = os.path.join(out, "norwood5-top.png.overlay.")
        with Image.open(base + "png") as png, Image.open(base + "tif") as tiff:
            self.assertEqual(tiff.n_frames, 1)
            self.assertEqual(png.tobytes(), tiff.tobytes())

    def test_eyes_are_black_in_every_picture(self):
        path = self.layers("--anonymise", "--layers", "overlay", photo="front=" + sample("norwood5-front.png"), name="norwood5-front.png")
        with open(sample("truth.json"), encoding="utf-8") as f:
            truth = next(p for p in json.load(f) if p["photo"] == "norwood5-front.png")
        eyes = [truth["left_pupil_px"], truth["right_pupil_px"]]
        for picture in (path, path.replace(".layers.tif", ".overlay.png")):
            with Image.open(picture) as image:
                for x, y in eyes:
                    around = image.convert("L").crop((int(x) - 15, int(y) - 6, int(x) + 15, int(y) + 6))
                    self.assertEqual(around.getextrema(), (0, 0))

    def test_a_guess_is_said(self):
        photo = head_jpeg(self.path("back.jpg"), "norwood5-back.png")
        out = self.path("out")
        done = self.run_command("assess", "--anonymise", "-o", out, "front=" + photo)
        self.assertRegex(done.stderr.decode(), "look at the picture before you pass it on")
        done = self.run_command("assess", "--anonymise", "-o", self.path("other"), "back=" + photo)
        self.assertNotIn("look at the picture", done.stderr.decode())

    def test_nothing_of_the_person_leaves(self):
        photos = self.path("photos")
        photo = head_jpeg(os.path.join(photos, "a.jpg"), "norwood5-front.png", 640, exif=exif_of_a_person())
        with open(photo, "rb") as f:
            original = f.read()
        for secret in SECRETS[:4]: # they are there to be found
            self.assertIn(secret, original)
        out, run = self.path("out"), self.path("run")
        self.run_command("assess", "-o", out, "--layers", "mask,prob,zones,overlay", photo, expect=0)
        self.run_command("assess", "-o", out, "--overlay-format", "tiff", photo, expect=0)
        self.run_command("batch", photos, "-o", run, "--layers", "overlay,zones", expect=0)
        files = {**tree(out), **{"run/" + k: v for k, v in tree(run).items()}}
        self.assertIn("run/layers/a.jpg.tif", files)
        self.assertIn("a.jpg.overlay.tif", files)
        for name, data in files.items():
            for secret in SECRETS:
                self.assertNotIn(secret, data, name)
            if name.endswith((".tif", ".png")):
                with Image.open(os.path.join(self.path("run"), name[4:]) if name.startswith("run/") else os.path.join(out, name)) as image:
                    self.assertEqual(len(image.getexif().get_ifd(0x8825)), 0)
                    if isinstance(image, TiffImagePlugin.TiffImageFile):
                        self.assertFalse({0x8769, 0x8825, 306, 315, 271, 272} & set(image.tag_v2))

    def test_a_batch_may_run_twice_inside_its_folder(self):
        photos = self.path("photos")
        head_jpeg(os.path.join(photos, "a.jpg"))
        for _ in range(2):
            self.run_command("batch", photos, "-o", photos, "--force", "--layers", "overlay", expect=0)
        self.assertEqual([x["photo"] for x in self.read_lines(photos, "photos.jsonl")], ["a.jpg"])

    def test_wrong_lists(self):
        for options in (("--layers", ""), ("--layers", "mask,"), ("--layers", "mask,depth"), ("--layers", ",".join(["mask"] * 17)),
                        ("--overlay-format", "jpeg")):
            done = self.run_command("assess", *options, sample("norwood5-top.png"), expect=2)
            self.assertIn(options[0].encode(), done.stderr)


if __name__ == "__main__":
    unittest.main()
