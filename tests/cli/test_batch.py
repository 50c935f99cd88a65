# SPDX-License-Identifier: Apache-2.0
"""tonsure batch: bad photos and bad manifests."""
import os
import shutil
import unittest

from cli import CliTest, RUN_FILES, head_jpeg, jpeg_bytes, picture, tree

TIMING = ("timing.jsonl",)


class Batch(CliTest):
    def write(self, name, data):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "wb") as f:
            f.write(data)

    def make_photos(self):
        """A folder of good and bad photos; outside it, one that a link leads to."""
        root = self.path("photos")
        head_jpeg(self.path("photos", "head.jpg"))
        picture(self.path("photos", "one.png"), (1, 1))
        picture(self.path("photos", "sub", "deep.tif"), (60, 45))
        picture(self.path("photos", "sub", "web.webp"), (50, 70))
        picture(self.path("photos", 'quo"te, and.png'), (40, 40))
        picture(self.path("outside.png"))
        self.write("photos/text.jpg", b"this is no picture\n")
        self.write("photos/empty.jpg", b"")
        self.write("photos/cut.jpg", jpeg_bytes()[:900])
        os.mkdir(self.path("photos", "folder.jpg"))
        os.mkfifo(self.path("photos", "fifo.jpg"))
        os.symlink("head.jpg", self.path("photos", "inside.jpg"))
        os.symlink("../outside.png", self.path("photos", "leaving.png"))
        os.symlink("nowhere.jpg", self.path("photos", "dangling.jpg"))
        return root

    def check_private(self, done, names):
        """No photo's name in what may end up in a log."""
        text = done.stderr.decode(errors="replace") + done.stdout.decode(errors="replace")
        for name in names:
            self.assertNotIn(name, text)
            self.assertNotIn(os.path.splitext(os.path.basename(name))[0] + ".", text)

    ROWS = (  # photo, case, view, status; None: whichever of ok and not_assessable the model says
        ("sub/deep.tif", "p2", "", None), ("head.jpg", "p1", "top", None), ("text.jpg", "p1", "", "error"), ("empty.jpg", "p1", "front", "error"),
        ("cut.jpg", "", "", "error"), ("folder.jpg", "", "", "error"), ("fifo.jpg", "", "", "error"), ("missing.jpg", "p2", "", "error"),
        ("../outside.png", "p3", "", "error"), ("sub/../../outside.png", "p3", "", "error"), ("/etc/hostname", "p3", "", "error"),
        ("leaving.png", "p3", "", "error"), ("dangling.jpg", "", "", "error"), ("inside.jpg", "p2", "back", None),
        ("one.png", "a \"case\", quoted", "", "not_assessable"), ('quo"te, and.png', "two\nlines", "left", None), ("sub/web.webp", "", "side", "error"))

    def manifest(self, name="list.csv", newline="\r\n", bom=True):
        quote = lambda s: '"' + s.replace('"', '""') + '"' if any(c in s for c in ',"\n') else s
        lines = ["note,view,photo,case"] + [",".join(("any", quote(v), quote(p), quote(c))) for p, c, v, _ in self.ROWS]
        self.write(name, (b"\xef\xbb\xbf" if bom else b"") + newline.join(lines).encode() + newline.encode())
        return self.path(name)

    def test_a_manifest_of_good_and_bad(self):
        root, out = self.make_photos(), self.path("out")
        done = self.run_command("batch", "--manifest", self.manifest(), "--root", root, "-o", out, expect=1)
        self.assertEqual(done.stdout, b"")
        lines, cases = self.check_run(out, [row[0] for row in self.ROWS])
        for line, (photo, case, view, status) in zip(lines, self.ROWS):
            with self.subTest(photo=photo):
                self.assertEqual(line["case"], case or photo)
                if status is None:
                    self.assertIn(line["status"], ("ok", "not_assessable"))
                    if view:
                        self.assertEqual(line["view"], {"label": view, "probability": 1})
                else:
                    self.assertEqual(line["status"], status)
        by_name = {line["photo"]: line for line in lines}
        for photo in ("../outside.png", "sub/../../outside.png", "/etc/hostname", "leaving.png"):
            self.assertEqual(by_name[photo]["reasons"], ["the photo's path leaves the root folder"])
        self.assertIn("view", by_name["sub/web.webp"]["reasons"][0])
        for key in ("bare_fraction", "bare_px", "scalp_px"): # the same picture; zones and scale hang on the view
            self.assertEqual(by_name["inside.jpg"]["coverage"][key], by_name["head.jpg"]["coverage"][key])
        self.assertEqual([c["status"] for c in cases if c["case"] == "p3"], ["error"])
        self.check_private(done, [row[0] for row in self.ROWS])
        self.assertEqual(sorted(os.listdir(self.folder)), ["list.csv", "out", "outside.png", "photos"])

    def test_two_runs_are_the_same_bytes(self):
        root = self.make_photos()
        listed = self.manifest(newline="\n", bom=False)
        self.run_command("batch", "--manifest", listed, "--root", root, "-o", self.path("one"), expect=1)
        self.run_command("batch", "--manifest", self.manifest("list2.csv"), "--root", "photos/", "-o", "two", expect=1, cwd=self.folder)
        self.assertEqual(tree(self.path("one"), TIMING), tree(self.path("two"), TIMING))

    def test_a_folder(self):
        root, out = self.make_photos(), self.path("out")
        picture(self.path("photos", ".hidden.png"))
        picture(self.path("photos", ".hidden", "deep.png"))
        self.write("photos/notes.txt", b"no photo by its name")
        done = self.run_command("batch", root, "-o", out, expect=1)
        names = sorted(["head.jpg", "one.png", "sub/deep.tif", "sub/web.webp", 'quo"te, and.png', "text.jpg", "empty.jpg", "cut.jpg", "fifo.jpg",
                        "inside.jpg", "leaving.png", "dangling.jpg"])
        lines, _ = self.check_run(out, names)
        self.assertEqual({line["photo"] for line in lines if line["status"] == "error"},
                         {"text.jpg", "empty.jpg", "cut.jpg", "fifo.jpg", "leaving.png", "dangling.jpg"})
        self.check_private(done, names)

    def test_long_names_and_deep_folders(self):
        deep = "/".join(["f" * 100] * 6)
        names = sorted(["a" * 246 + ".png", deep + "/b.png"])
        for name in names:
            picture(self.path("photos", *name.split("/")), (40, 40))
        self.assertIn(self.run_command("batch", self.path("photos"), "-o", self.path("out")).returncode, (0, 3))
        self.check_run(self.path("out"), names)

    def test_exit_codes_by_the_worst_photo(self):
        head_jpeg(self.path("good", "head.jpg"))
        self.run_command("batch", self.path("good"), "-o", self.path("out0"), expect=0)
        self.check_run(self.path("out0"), ["head.jpg"])
        picture(self.path("good", "one.png"), (1, 1))
        self.run_command("batch", self.path("good"), "-o", self.path("out3"), expect=3)
        self.check_run(self.path("out3"), ["head.jpg", "one.png"])
        self.write("good/text.png", b"x")
        self.run_command("batch", self.path("good"), "-o", self.path("out1"), expect=1)
        self.check_run(self.path("out1"), ["head.jpg", "one.png", "text.png"])

    def test_no_masks(self):
        head_jpeg(self.path("good", "head.jpg"))
        self.run_command("batch", self.path("good"), "-o", self.path("out"), "--no-masks", expect=0)
        self.check_run(self.path("out"), ["head.jpg"], masks=False)
        self.assertFalse(os.path.exists(self.path("out", "masks")))

    def test_an_earlier_run_is_kept_without_force(self):
        picture(self.path("good", "one.png"), (1, 1))
        out = self.path("out")
        self.run_command("batch", self.path("good"), "-o", out, expect=3)
        before = tree(out)
        picture(self.path("good", "two.png"), (1, 1))
        done = self.run_command("batch", self.path("good"), "-o", out, expect=1)
        self.assertIn(b"--force", done.stderr)
        self.assertEqual(tree(out), before)
        self.run_command("batch", self.path("good"), "-o", out, "--force", expect=3)
        self.check_run(out, ["one.png", "two.png"])

    def test_results_inside_the_folder_are_no_photos(self):
        picture(self.path("photos", "a.png"), (40, 40))
        for out in (self.path("photos", "out"), self.path("photos")):
            for _ in range(2):
                self.assertIn(self.run_command("batch", self.path("photos"), "-o", out, "--force").returncode, (0, 3))
                self.assertEqual([line["photo"] for line in self.read_lines(out, "photos.jsonl")], ["a.png"])
            shutil.rmtree(self.path("photos", "out"), ignore_errors=True)

    def test_a_bad_list_is_refused_whole(self):
        picture(self.path("photos", "one.png"), (1, 1))
        self.write("photos/NOTE", b"")
        for name, text, words in (("twice", b"photo\none.png\none.png\n", b"twice"), ("header", b"picture,case\none.png,1\n", b"no column"),
                                  ("open", b'photo\n"one.png\n', b"never closed"), ("nul", b"photo\none\0.png\n", b"NUL"),
                                  ("empty", b"", b"no column"), ("unnamed", b"photo,case\n,p1\n", b"names no photo")):
            with self.subTest(name=name):
                self.write("photos/" + name + ".csv", text)
                done = self.run_command("batch", "--manifest", self.path("photos", name + ".csv"), "-o", self.path("out"), expect=1)
                self.assertIn(words, done.stderr)
                self.check_private(done, ["one.png"])
                self.assertFalse(os.path.exists(self.path("out")))

    def test_a_list_without_photos_is_a_run(self):
        self.write("photos/list.csv", b"photo\n\n\r\n")
        self.run_command("batch", "--manifest", self.path("photos", "list.csv"), "-o", self.path("out"), expect=0)
        self.check_run(self.path("out"), [])
        os.mkdir(self.path("bare"))
        self.run_command("batch", self.path("bare"), "-o", self.path("out2"), expect=0)
        self.check_run(self.path("out2"), [])

    def test_what_is_not_there(self):
        self.assertNotEqual(self.run_command("batch", self.path("nowhere"), "-o", self.path("out"), expect=1).stderr, b"")
        self.run_command("batch", "--manifest", self.path("nowhere.csv"), "-o", self.path("out"), expect=1)
        os.mkfifo(self.path("fifo.csv"))
        self.run_command("batch", "--manifest", self.path("fifo.csv"), "-o", self.path("out"), expect=1)
        self.write("good/list.csv", b"photo\n")
        self.write("file", b"")
        self.run_command("batch", self.path("good"), "-o", self.path("file"), expect=1)
        self.assertEqual(tree(self.path("out"), RUN_FILES) if os.path.exists(self.path("out")) else {}, {})

    def test_the_manifests_folder_is_the_root(self):
        picture(self.path("photos", "one.png"), (1, 1))
        self.write("photos/list.csv", b"photo\none.png")
        self.run_command("batch", "--manifest", self.path("photos", "list.csv"), "-o", self.path("out"), expect=3)
        self.run_command("batch", "--manifest", "list.csv", "-o", self.path("out2"), expect=3, cwd=self.path("photos"))
        self.check_run(self.path("out"), ["one.png"])
        self.assertEqual(tree(self.path("out"), TIMING), tree(self.path("out2"), TIMING))


if __name__ == "__main__":
    unittest.main()
