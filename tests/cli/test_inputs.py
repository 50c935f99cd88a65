# SPDX-License-Identifier: Apache-2.0
"""tonsure batch: plain lists of photos, the hash of the inputs in run.json, and the rule tables as part of a run's identity."""
import glob
import hashlib
import json
import os
import shutil
import subprocess
import unittest

import xxhash

from cli import COMMAND, MODELS, SOURCE, CliTest, picture, tree

TIMING = ("timing.jsonl",)


def back(text):
    """The bytes of a name that stands in JSON: bytes that are no UTF-8 are U+F780 to U+F7FF there."""
    return b"".join(bytes([ord(c) - 0xF700]) if 0xF780 <= ord(c) <= 0xF7FF else c.encode() for c in text)


class Inputs(CliTest):
    def listed(self, text, *more, expect=None, cwd=None, models=MODELS):
        done = subprocess.run([COMMAND, "batch", "--models", models, "--list", "-", *more], input=text, capture_output=True, timeout=100, cwd=cwd)
        if expect is not None:
            self.assertEqual(done.returncode, expect, done.stderr)
        return done

    def run_json(self, out):
        with open(os.path.join(out, "run.json"), encoding="utf-8") as f:
            return self.check("run", json.load(f))

    def inputs(self, out):
        return self.run_json(out)["inputs_xxh3"]


class Lists(Inputs):
    ODD = [b"a b.png", b"comma, a.png", b'"quo"ted".png', b"\xff\xfe.png", "gr\u00fcn.png".encode(), b"-o.png", b"back\\slash.png", b" lead.png"]
    ONLY_NUL = [b"new\nline.png", b"return\r", b"return\r\n"]

    def setUp(self):
        super().setUp()
        self.root = os.fsencode(self.path("photos"))
        os.makedirs(os.path.join(self.root, b"sub"))
        picture(self.path("any.png"), (40, 40))
        for name in [*self.ODD, *self.ONLY_NUL, b"sub/deep.png"]:
            shutil.copyfile(self.path("any.png"), os.path.join(self.root, name))

    def names(self, out):
        return [(back(x["photo"]), x["status"]) for x in self.read_lines(out, "photos.jsonl")]

    def test_odd_names_in_both_forms(self):
        for form, names, text in (("lines", self.ODD, b"\n".join(self.ODD)), ("crlf", self.ODD, b"\xef\xbb\xbf" + b"".join(n + b"\r\n\r\n" for n in self.ODD)),
                                  ("nul", self.ODD + self.ONLY_NUL, b"".join(n + b"\0" for n in self.ODD + self.ONLY_NUL)),
                                  ("open", self.ONLY_NUL, b"\0".join(self.ONLY_NUL))):
            with self.subTest(form=form):
                self.listed(text, "--root", self.root, "-o", self.path(form), expect=3)
                self.assertEqual(self.names(self.path(form)), [(n, "not_assessable") for n in names])
                for line in self.read_lines(self.path(form), "photos.jsonl"):
                    self.assertEqual(line["case"], line["photo"])
                    self.assertTrue(os.path.exists(os.path.join(os.fsencode(self.path(form)), back(line["mask"]))))

    def test_what_find_writes(self):
        found = subprocess.run(["find", ".", "-type", "f", "-print0"], cwd=self.root, capture_output=True, check=True).stdout
        absolute = subprocess.run(["find", self.root + b"//", "-type", "f", "-print0"], capture_output=True, check=True).stdout
        os.symlink("photos", self.path("link"))
        self.listed(found, "-o", self.path("one"), expect=3, cwd=self.root)
        self.listed(absolute, "--root", self.path("photos"), "-o", self.path("two"), expect=3)
        self.listed(absolute, "--root", self.path("link") + "/", "-o", self.path("three"), expect=3)
        self.assertEqual(len(self.names(self.path("one"))), len(self.ODD) + len(self.ONLY_NUL) + 1)
        self.assertIn((b"sub/deep.png", "not_assessable"), self.names(self.path("one")))
        for other in ("two", "three"):
            self.assertEqual(tree(self.path(other), TIMING), tree(self.path("one"), TIMING))

    def test_a_list_is_what_the_manifest_and_the_folder_are(self):
        for name in self.ODD + self.ONLY_NUL:
            os.remove(os.path.join(self.root, name))
        for name in ("a.png", "b, c.png"):
            picture(self.path("photos", name), (40, 40))
        with open(self.path("photos", "list.csv"), "w", encoding="utf-8") as f:
            f.write('photo,view\na.png,\n"b, c.png",\nsub/deep.png,\n')
        with open(self.path("photos", "list.txt"), "w", encoding="utf-8") as f:
            f.write("./a.png\nb, c.png\nsub//.//deep.png")
        self.run_command("batch", "--list", self.path("photos", "list.txt"), "-o", self.path("list"), expect=3)
        self.run_command("batch", "--manifest", self.path("photos", "list.csv"), "-o", self.path("manifest"), expect=3)
        self.run_command("batch", self.path("photos"), "-o", self.path("folder"), expect=3)
        self.check_run(self.path("list"), ["a.png", "b, c.png", "sub/deep.png"])
        for other in ("manifest", "folder"):
            self.assertEqual(tree(self.path(other), TIMING), tree(self.path("list"), TIMING))

    def test_vanished_and_leaving_photos_are_lines(self):
        picture(self.path("photos2", "x.png"), (40, 40))
        text = b"\n".join((b"gone.png", b"../any.png", os.fsencode(self.path("any.png")), os.fsencode(self.path("photos2", "x.png")), b"sub", b".", b"sub/deep.png"))
        done = self.listed(text, "--root", self.root, "-o", self.path("out"), expect=1)
        lines = self.read_lines(self.path("out"), "photos.jsonl")
        self.assertEqual([x["status"] for x in lines], ["error"] * 6 + ["not_assessable"])
        for line in lines[1:4]:
            self.assertEqual(line["reasons"], ["the photo's path leaves the root folder"])
        self.assertIn("No such file", lines[0]["reasons"][0])
        self.assertNotIn(b"any.png", done.stderr)

    def test_empty_lists_are_runs(self):
        for text in (b"", b"\n\r\n\n", b"\0\0"):
            self.listed(text, "--root", self.root, "-o", self.path("out"), "--force", expect=0)
            self.check_run(self.path("out"), [])
            self.assertEqual(self.inputs(self.path("out")), "0" * 16)

    def test_bad_lists_are_refused_whole(self):
        for text, words in ((b"a b.png\n./a b.png\n", b"twice: number 1 and number 2"), (b"sub/deep.png\0x\0" + self.root + b"/sub/deep.png\0", b"twice: number 1 and number 3"),
                            (b"photo,case\na b.png,1\n", b"--manifest"), (b'\xef\xbb\xbfcase,"photo"\r\n', b"--manifest")):
            done = self.listed(text, "--root", self.root, "-o", self.path("out"), expect=1)
            self.assertIn(words, done.stderr)
            self.assertFalse(os.path.exists(self.path("out")))
        with open(self.path("list.txt"), "wb") as f:
            f.write(b"a b.png\n")
        self.assertIn(b"--list", self.run_command("batch", "--manifest", self.path("list.txt"), "-o", self.path("out"), expect=1).stderr)
        for arguments in (("--list", "-", "--manifest", "x"), ("--list", "-", self.path("photos")), ("--list",)):
            self.run_command("batch", *arguments, "-o", self.path("out"), expect=2)

    def test_slurm_tasks_are_given_no_standard_input(self):
        for words in (("--list", "-"), ("--manifest=-",)):
            done = subprocess.run([os.path.join(SOURCE, "scripts", "slurm", "submit"), "-n", "2", self.path("out"), *words], capture_output=True, timeout=100)
            self.assertEqual(done.returncode, 2)
            self.assertIn(b"not standard input", done.stderr)
            self.assertFalse(os.path.exists(self.path("out")))

    def test_resume_and_shards_of_a_list(self):
        text = b"".join(n + b"\0" for n in self.ODD)
        self.listed(text, "--root", self.root, "-o", self.path("whole"), expect=3)
        self.assertIn(b"are done", self.listed(text, "--root", self.root, "-o", self.path("whole"), "--resume", expect=3).stderr)
        for i in range(1, 4):
            self.listed(text, "--root", self.root, "-o", self.path("parts"), "--shard", f"{i}/3")
        self.run_command("merge", self.path("parts"), expect=3)
        shutil.rmtree(self.path("parts", "shards"))
        self.assertEqual(tree(self.path("parts"), TIMING), tree(self.path("whole"), TIMING))


class InputHash(Inputs):
    ROWS = [("b.png", "p1", "front"), ("sub/a.png", "p2", ""), ("c.png", "p1", "top"), ("gone.png", "", ""), ("text.png", "", "side"), ("empty.png", "p2", "")]

    def setUp(self):
        super().setUp()
        self.make("photos")

    def make(self, name):
        for i, photo in enumerate(("b.png", "sub/a.png", "c.png")):
            picture(self.path(name, *photo.split("/")), (40 + i, 40))
        for photo, data in (("text.png", b"no picture"), ("empty.png", b"")):
            with open(self.path(name, photo), "wb") as f:
                f.write(data)

    def batch(self, out, *more, rows=None, root="photos"):
        with open(self.path("list.csv"), "w", encoding="utf-8") as f:
            f.write("photo,case,view\n" + "".join(",".join(r) + "\n" for r in rows or self.ROWS))
        self.run_command("batch", "--manifest", self.path("list.csv"), "--root", self.path(root), "-o", self.path(out), *more)
        return self.path(out)

    def test_it_is_what_the_schema_says(self):
        total = 0
        for number, (photo, case, view) in enumerate(self.ROWS):
            size = content = "-"
            # A row with a fault, here its view, is never opened.
            if os.path.exists(self.path("photos", photo)) and view != "side":
                with open(self.path("photos", photo), "rb") as f:
                    data = f.read()
                size, content = str(len(data)), xxhash.xxh3_64_hexdigest(data)
            fields = (str(number), photo, case or photo, view if view in ("front", "top") else "unknown", size, content)
            total += xxhash.xxh3_64_intdigest("".join(x + "\0" for x in fields).encode())
        self.assertEqual(self.inputs(self.batch("out")), f"{total % 2 ** 64:016x}")

    def test_folders_times_and_options_do_not_move_it(self):
        expected = self.inputs(self.batch("one"))
        self.make("other/place")
        for path in glob.glob(self.path("other", "place", "*.png")):
            os.utime(path, (1, 1))
        self.assertEqual(self.inputs(self.batch("two", "--no-masks", "--jobs", "3", root="other/place")), expected)
        with open(self.path("one", "run.json"), "rb") as f, open(self.path("two", "run.json"), "rb") as g:
            self.assertEqual(f.read().replace(b'"masks": true', b'"masks": false'), g.read())

    def test_order_names_cases_views_and_contents_move_it(self):
        rows = self.ROWS
        seen = [self.inputs(self.batch("0")), self.inputs(self.batch("1", rows=[rows[1], rows[0], *rows[2:]])), self.inputs(self.batch("2", rows=rows[:-1])),
                self.inputs(self.batch("3", rows=[("b.png", "p9", "front"), *rows[1:]])), self.inputs(self.batch("4", rows=[("b.png", "p1", "back"), *rows[1:]]))]
        os.rename(self.path("photos", "b.png"), self.path("photos", "d.png"))
        seen.append(self.inputs(self.batch("5", rows=[("d.png", "p1", "front"), *rows[1:]])))
        os.rename(self.path("photos", "d.png"), self.path("photos", "b.png"))
        with open(self.path("photos", "text.png"), "wb") as f:
            f.write(b"n0 picture")
        shown = [(p, c, "" if v == "side" else v) for p, c, v in rows]
        seen.append(self.inputs(self.batch("6", rows=shown)))
        with open(self.path("photos", "text.png"), "wb") as f:
            f.write(b"no picture")
        seen.append(self.inputs(self.batch("7", rows=shown)))
        picture(self.path("photos", "gone.png"), (40, 40))
        seen.append(self.inputs(self.batch("8")))
        self.assertEqual(len(set(seen)), len(seen))

    def test_a_resumed_run_has_the_hash_of_what_it_read(self):
        out = self.batch("out")
        picture(self.path("photos", "c.png"), (60, 50))
        before = self.inputs(out)
        self.batch("out", "--resume")
        self.assertNotEqual(self.inputs(out), before)
        self.assertEqual(tree(out, TIMING), tree(self.batch("fresh"), TIMING))

    def test_shards_add_up(self):
        expected = self.inputs(self.batch("whole"))
        for count in (1, 3, 7):
            for i in range(1, count + 1):
                out = self.batch(f"parts{count}", "--shard", f"{i}/{count}")
            self.run_command("merge", out)
            self.assertEqual(self.inputs(out), expected)


class Rules(Inputs):
    TABLES = ("candidacy", "sessions", "price", "care")

    def setUp(self):
        super().setUp()
        self.models = self.path("models")
        shutil.copytree(MODELS, self.models, ignore=shutil.ignore_patterns("training"))
        for i in range(3):
            picture(self.path("photos", f"{i}.png"), (40, 40))

    def batch(self, *more, expect=3):
        return self.run_command("batch", "--models", self.models, self.path("photos"), "-o", self.path("out"), *more, expect=expect)

    def touch(self, table):
        """Another table to the letter, the same to its reader."""
        with open(os.path.join(self.models, "rules", table + ".json"), "ab") as f:
            f.write(b"\n")

    def test_run_json_names_the_tables(self):
        self.batch()
        for table in self.TABLES:
            with open(os.path.join(self.models, "rules", table + ".json"), "rb") as f:
                self.assertEqual(self.run_json(self.path("out"))["rules"][table], hashlib.sha256(f.read()).hexdigest())
        self.assertEqual(sorted(self.run_json(self.path("out"))["rules"]), sorted(self.TABLES))

    def test_a_changed_table_is_not_resumed(self):
        for table in self.TABLES:
            with self.subTest(table=table):
                self.batch("--force")
                before = tree(self.path("out"))
                self.touch(table)
                done = self.batch("--resume", expect=1)
                self.assertIn(f"holds a run of another rule table {table}; name another folder or use --force".encode(), done.stderr)
                self.assertEqual(tree(self.path("out")), before)

    def test_every_table_that_is_there_counts(self):
        """A new table in models/rules has to be part of the run's identity too."""
        names = sorted(os.path.basename(p)[:-5] for p in glob.glob(os.path.join(MODELS, "rules", "*.json")))
        self.assertEqual(names, sorted(self.TABLES))

    def test_shards_of_other_tables_are_not_merged(self):
        for i in (1, 2):
            self.batch("--shard", f"{i}/2", expect=None)
            self.touch("price")
        self.assertIn(b"other models or rules", self.run_command("merge", self.path("out"), expect=1).stderr)
        self.assertFalse(os.path.exists(self.path("out", "run.json")))
        self.assertIn(b"another rule table price", self.batch("--shard", "1/2", expect=1).stderr)


if __name__ == "__main__":
    unittest.main()
