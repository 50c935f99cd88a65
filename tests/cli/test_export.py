# SPDX-License-Identifier: Apache-2.0
"""tonsure export: CSV and HDF5 tables of a batch's results against its lines; fields chosen; names hidden; bad input."""
import csv
import hashlib
import json
import os
import re
import subprocess
import unittest

import h5py
import numpy as np
import pydicom
from PIL import Image

from cli import COMMAND, MODELS, SOURCE, CliTest, head_jpeg, jpeg_bytes, tree

KEY = bytes(range(32))


def value_at(line, path):
    """The cell that the dictionary's path promises: None where a line has no such value."""
    for part in path.split("."):
        line = line.get(part) if isinstance(line, dict) else None
    if isinstance(line, list):
        return " ".join(line) if all(isinstance(x, str) for x in line) else len(line)
    return line


class ExportTest(CliTest):
    def setUp(self):
        super().setUp()
        head_jpeg(self.path("photos", "a, b.jpg"))
        head_jpeg(self.path("photos", "c.jpg"), "norwood5-front.png")
        with open(self.path("photos", "tiny.jpg"), "wb") as f:
            f.write(jpeg_bytes((20, 20)))
        with open(self.path("photos", "broken.jpg"), "wb") as f:
            f.write(jpeg_bytes()[:50])
        with open(self.path("list.csv"), "w", encoding="utf-8", newline="") as f:
            csv.writer(f).writerows([("photo", "case"), ("c.jpg", "p1"), ("a, b.jpg", "p1"), ("tiny.jpg", ""), ("broken.jpg", "p2")])
        self.out = self.path("out")
        self.run_command("batch", "--manifest", self.path("list.csv"), "--root", self.path("photos"), "-o", self.out, expect=1)
        with open(self.path("key"), "wb") as f:
            f.write(KEY)
        self.lines = {"photos": self.read_lines(self.out, "photos.jsonl"), "cases": self.read_lines(self.out, "cases.jsonl")}

    def export(self, *options, to="tables"):
        self.run_command("export", self.out, "-o", self.path(to), *options, expect=0)
        return self.path(to)

    def read_csv(self, folder, name):
        with open(os.path.join(folder, name), encoding="utf-8", newline="") as f:
            return list(csv.DictReader(f, strict=True))

    def test_every_cell_of_the_csv_is_the_lines_value(self):
        folder = self.export()
        self.assertEqual(sorted(os.listdir(folder)), ["cases.csv", "dictionary.csv", "export.json", "photos.csv"])
        dictionary = self.read_csv(folder, "dictionary.csv")
        known = 0
        for table, lines in self.lines.items():
            rows = self.read_csv(folder, table + ".csv")
            columns = [d for d in dictionary if d["table"] == table]
            self.assertEqual(list(rows[0]), [d["column"] for d in columns])
            self.assertEqual(len(rows), len(lines))
            for row, line in zip(rows, lines):
                for d in columns:
                    expected = value_at(line, d["path"])
                    if d["column"] in ("photo_count", "patch_count"):
                        expected = len(line[d["path"]])
                    self.assertEqual(float(row[d["column"]]) if d["type"] == "number" and row[d["column"]] else row[d["column"]],
                                     "" if expected is None else expected, (d["column"], expected))
                    known += expected is not None
        self.assertGreater(known, 150)
        for d in dictionary:
            self.assertTrue(d["definition"] and d["path"])
            self.assertFalse(d["type"] == "text" and d["unit"])

    def test_hdf5_holds_the_same_and_has_the_same_bytes_in_every_run(self):
        tables = self.export()
        folder = self.export("--format", "hdf5", to="columns")
        with h5py.File(os.path.join(folder, "results.h5")) as f:
            for d in self.read_csv(tables, "dictionary.csv"):
                dataset = f[d["table"]][d["column"]]
                column = [row[d["column"]] for row in self.read_csv(tables, d["table"] + ".csv")]
                if d["type"] == "number":
                    np.testing.assert_array_equal(dataset[:], [float(x or "nan") for x in column])
                else:
                    self.assertEqual([x.decode() for x in dataset[:]], column)
                self.assertEqual(dataset.attrs["unit"].decode(), d["unit"])
                self.assertIn(dataset.attrs["definition"].decode(), d["definition"])
        self.export("--format", "hdf5", to="again")
        self.assertEqual(tree(folder), tree(self.path("again")))

    def test_many_rows_fill_several_blocks(self):
        """20,001 lines: two blocks of 8192 and a rest."""
        with open(os.path.join(self.out, "photos.jsonl"), "w", encoding="utf-8") as f:
            for i in range(20001):
                f.write(json.dumps({"photo": f"{i}.jpg", "case": "x", "status": "ok", "width_px": i, "reasons": []}) + "\n")
        folder = self.export("--format", "hdf5", "--fields", "width_px,photo")
        with h5py.File(os.path.join(folder, "results.h5")) as f:
            self.assertEqual(list(f), ["photos"])
            np.testing.assert_array_equal(f["photos/width_px"][:], np.arange(20001))
            self.assertEqual(f["photos/photo"][20000], b"20000.jpg")

    def test_names_are_hidden(self):
        folder = self.export("--ids", self.path("key"))
        photos, cases = self.read_csv(folder, "photos.csv"), self.read_csv(folder, "cases.csv")
        secret = hashlib.blake2b(KEY, digest_size=32).digest()
        for row, line in zip(photos, self.lines["photos"]):
            for kind in ("photo", "case"):
                expected = hashlib.blake2b(f"{kind}\0{line[kind]}".encode(), key=secret, digest_size=16).hexdigest()
                self.assertEqual(row[kind], expected)
        self.assertEqual([r["case"] for r in cases], list(dict.fromkeys(r["case"] for r in photos)))
        for name, data in tree(folder).items():
            for word in (b"a, b", b"c.jpg", b"tiny", b"broken", b"p1", b"p2"):
                self.assertNotIn(word, data.replace(b"dictionary", b""), name)
        self.assertEqual(tree(folder), tree(self.export("--ids", self.path("key"), to="same")))
        with open(self.path("key"), "ab") as f:
            f.write(b"!")
        other = self.read_csv(self.export("--ids", self.path("key"), to="other"), "photos.csv")
        self.assertNotEqual(other[0]["photo"], photos[0]["photo"])
        self.assertNotEqual(tree(self.path("other"))["export.json"], tree(folder)["export.json"])

    def test_fields(self):
        folder = self.export("--fields", "bare_fraction,case")
        with open(os.path.join(folder, "photos.csv"), encoding="utf-8") as f:
            self.assertEqual(f.readline(), "bare_fraction,bare_fraction_lo,bare_fraction_hi,case\n")
        folder = self.export("--fields", "norwood", to="one")
        self.assertFalse(os.path.exists(os.path.join(folder, "photos.csv")))
        for wrong, meant in (("bare_fractoin", "bare_fraction"), ("bare_fraction_lo", "bare_fraction"), (" case", "case"), ("Norwood", "norwood"), ("xyzzyx", None),
                             ("x" * 200, None)):
            message = self.run_command("export", self.out, "-o", self.path("x"), "--fields", f"case,{wrong}" if wrong[0] != " " else wrong, expect=2).stderr
            self.assertEqual(b"did you mean" in message, meant is not None, message)
            self.assertIn(f'did you mean "{meant}"?'.encode() if meant else b"there is no field", message)
        listed = self.run_command("export", "--list-fields", expect=0).stdout.decode()
        self.assertIn("\n  bare_fraction ", listed)

    def dump(self, path):
        """{name: value} of what dcmtk's own reader finds."""
        text = subprocess.run(["dcmdump", path], check=True, capture_output=True).stdout.decode("latin-1")
        return {m[2]: m[1] for m in re.finditer(r"^\([0-9a-f,]{9}\) \w\w (?:=|\[|)([^\]#]*?)\]? +# .* (\w+)$", text, re.M)}

    def test_dicom(self):
        folder = self.export("--format", "dicom", "--ids", self.path("key"))
        ids = {r["photo"]: r for r in self.read_csv(self.export("--ids", self.path("key"), to="csv"), "photos.csv")}
        seen = set()
        for line, name in zip(self.lines["photos"], ids):
            path = os.path.join(folder, name + ".dcm")
            self.assertEqual(os.path.exists(path), line["mask"] is not None)
            if line["mask"]:
                found = self.dump(path)
                self.assertEqual(found["SOPClassUID"], "SecondaryCaptureImageStorage")
                self.assertEqual((found["Rows"], found["Columns"]), (str(line["height_px"]), str(line["width_px"])))
                self.assertEqual((found["PatientID"], found["PatientName"].strip("( )")), (ids[name]["case"], "no value available"))
                self.assertTrue(found["SOPInstanceUID"].startswith("2.25."))
                seen.add((found["StudyInstanceUID"], found["SOPInstanceUID"]))
                subprocess.run(["dcmj2pnm", "+on", path, self.path("mask.png")], check=True, capture_output=True)
                with Image.open(self.path("mask.png")) as ours, Image.open(os.path.join(self.out, line["mask"])) as mask:
                    np.testing.assert_array_equal(np.asarray(ours.convert("L")), 85 * np.asarray(mask))
        self.assertEqual((len(seen), len({study for study, _ in seen})), (3, 2))
        self.assertEqual(tree(folder), tree(self.export("--format", "dicom", "--ids", self.path("key"), to="again")))
        self.assertEqual(len(os.listdir(folder)), 4)

    def check_segments(self, path, mask_path):
        """No error of the checker of DICOM's information objects; three frames that are the mask's hair, bare scalp and skin."""
        checked = subprocess.run(["dciodvfy", path], capture_output=True)
        self.assertIn(b"\nSegmentation\n", b"\n" + checked.stdout + checked.stderr)
        self.assertNotIn(b"Error", checked.stdout + checked.stderr)
        found = pydicom.dcmread(path)
        with Image.open(mask_path) as mask:
            np.testing.assert_array_equal(found.pixel_array, np.stack([np.asarray(mask) == code for code in (1, 3, 2)]))
        self.assertEqual([(s.SegmentNumber, s.SegmentLabel, s.SegmentedPropertyTypeCodeSequence[0].CodeValue) for s in found.SegmentSequence],
                         [(1, "Hair", "386045008"), (2, "Bare scalp", "43067004"), (3, "Skin", "39937001")])
        return found

    def test_dicom_segmentation(self):
        folder = self.export("--format", "dicom-seg", "--ids", self.path("key"), to="# a\nb\\c")
        ids = self.read_csv(self.export("--ids", self.path("key"), to="csv"), "photos.csv")
        self.export("--format", "dicom", "--ids", self.path("key"), to="captures")
        studies = {}
        for line, row in zip(self.lines["photos"], ids):
            path = os.path.join(folder, row["photo"] + ".seg.dcm")
            self.assertEqual(os.path.exists(path), line["mask"] is not None)
            if line["mask"]:
                found = self.check_segments(path, os.path.join(self.out, line["mask"]))
                source = found.SharedFunctionalGroupsSequence[0].DerivationImageSequence[0].SourceImageSequence[0]
                self.assertEqual(source.ReferencedSOPInstanceUID, f"2.25.{int(row['photo'], 16)}")
                self.assertEqual(source.ReferencedSOPClassUID, pydicom.uid.VLPhotographicImageStorage)
                self.assertEqual((found.PatientID, str(found.PatientName), found.PatientIdentityRemoved), (row["case"], "", "YES"))
                capture = pydicom.dcmread(self.path("captures", row["photo"] + ".dcm"))
                self.assertEqual(capture.StudyInstanceUID, found.StudyInstanceUID)
                self.assertNotEqual(capture.SOPInstanceUID, found.SOPInstanceUID)
                studies.setdefault(found.StudyInstanceUID, set()).add(found.SOPInstanceUID)
        self.assertEqual(sorted(map(len, studies.values())), [1, 2])
        for name, data in tree(folder).items():
            for word in (b"a, b", b"c.jpg", b"tiny", b"p1"):
                self.assertNotIn(word, data, name)
        self.assertEqual(tree(folder), tree(self.export("--format", "dicom-seg", "--ids", self.path("key"), to="again")))
        self.assertEqual(len(os.listdir(folder)), 4)

    def test_dicom_segmentation_of_any_size_and_of_what_is_no_mask(self):
        """Frames follow each other without gaps, so most begin within a byte."""
        rng = np.random.default_rng(1)
        path = os.path.join(self.out, "masks", "c.jpg.png")
        for width, height in ((1, 1), (3, 1), (37, 53), (8, 8), (129, 7)):
            Image.fromarray(rng.integers(0, 4, (height, width)).astype(np.uint8)).save(path)
            folder = self.export("--format", "dicom-seg", "--ids", self.path("key"), to=f"{width}")
            name = self.read_csv(self.export("--ids", self.path("key"), to="csv"), "photos.csv")[0]["photo"]
            self.check_segments(os.path.join(folder, name + ".seg.dcm"), path)
        for image, words in ((Image.new("L", (9, 9), 4), b"code 4"), (Image.new("RGB", (9, 9)), b"one channel, not 3")):
            image.save(path)
            for form in ("dicom", "dicom-seg"):
                done = self.run_command("export", self.out, "-o", self.path("bad"), "--format", form, "--ids", self.path("key"), expect=1)
                self.assertIn(words, done.stderr)
                self.assertEqual(os.listdir(self.path("bad")), [])

    def test_dicom_without_dcmtk_names_the_package(self):
        for form, program in (("dicom", b"img2dcm"), ("dicom-seg", b"dump2dcm")):
            done = subprocess.run([COMMAND, "export", self.out, "-o", self.path("x"), "--format", form, "--ids", self.path("key")],
                                  env={**os.environ, "PATH": "/nonexistent"}, capture_output=True, timeout=100)
            self.assertEqual(done.returncode, 1)
            self.assertIn(b"cannot run " + program + b" (Debian's package dcmtk has it)", done.stderr)
            self.assertEqual(os.listdir(self.path("x")), [])

    def test_dicom_photos_come_in(self):
        os.makedirs(self.path("dicom", "inner"))
        for name, study, kind in (("1", "1.2.3", "-vlp"), ("inner/2", "1.2.3", "-vlp"), ("3", "1.2.4", "-sc")):
            subprocess.run(["img2dcm", "-q", kind, "-k", f"StudyInstanceUID={study}", "-k", f"SOPInstanceUID=1.9.{name[-1]}", "-k", "PatientName=Doe^Jo",
                            self.path("photos", "c.jpg"), self.path("dicom", name)], check=True)
        with open(self.path("dicom", "notes.txt"), "w", encoding="utf-8") as f:
            f.write("no DICOM\n")
        script = os.path.join(SOURCE, "scripts", "dicom_photos")
        done = subprocess.run([script, self.path("dicom"), self.path("in")], check=True, capture_output=True)
        self.assertIn(b"2 photos taken, 2 files left", done.stdout)
        with open(self.path("in", "manifest.csv"), encoding="utf-8") as f:
            self.assertEqual(f.read(), "photo,case,view\n1.9.1.png,1.2.3,\n1.9.2.png,1.2.3,\n")
        out = self.path("in", "out")
        self.run_command("batch", "--manifest", self.path("in", "manifest.csv"), "--root", self.path("in", "photos"), "-o", out, expect=0)
        self.assertEqual([c["photos"] for c in self.read_lines(out, "cases.jsonl")], [["1.9.1.png", "1.9.2.png"]])
        self.assertNotEqual(subprocess.run([script, self.path("dicom"), self.path("in")], capture_output=True).returncode, 0)

    def test_a_manifest_from_standard_input_is_the_file(self):
        for text, expect in ((b"photo,case\nc.jpg,p1\n\"a, b.jpg\",p1\n", 0), (b"", 1)):
            done = subprocess.run([COMMAND, "batch", "--models", MODELS, "--manifest", "-", "--root", self.path("photos"), "-o", self.path("piped"), "--force"],
                                  input=text, capture_output=True, timeout=100)
            self.assertEqual(done.returncode, expect, done.stderr)
        lines = self.read_lines(self.path("piped"), "photos.jsonl")
        self.assertEqual([(x["photo"], x["case"]) for x in lines], [("c.jpg", "p1"), ("a, b.jpg", "p1")])

    def test_bad_input(self):
        for arguments in ((), (self.out,), (self.out, "-o", ""), (self.out, "more", "-o", "x"), (self.out, "-o", "x", "--format", "xls"),
                          (self.out, "-o", "x", "--fields", "colour"), (self.out, "-o", "x", "--format", "dicom"), (self.out, "-o", "x", "--fields", "case,case"),
                          (self.out, "-o", "x", "--fields", "")):
            with self.subTest(arguments=arguments):
                self.assertNotEqual(self.run_command("export", *arguments, expect=2, cwd=self.folder).stderr, b"")
        self.assertFalse(os.path.exists(self.path("x")))
        with open(self.path("short"), "wb") as f:
            f.write(b"guess me")
        done = self.run_command("export", self.out, "-o", self.path("x"), "--ids", self.path("short"), expect=1)
        self.assertIn(b"fewer than 16", done.stderr)
        with open(os.path.join(self.out, "cases.jsonl"), "a", encoding="utf-8") as f:
            f.write("{\n")
        for form in ("csv", "hdf5"):
            done = self.run_command("export", self.out, "-o", self.path(form), "--format", form, expect=1)
            self.assertIn(b"cases.jsonl, line 4: not JSON", done.stderr)
            self.assertEqual(os.listdir(self.path(form)), [])
        os.remove(os.path.join(self.out, "photos.jsonl"))
        self.assertIn(b"photos.jsonl", self.run_command("export", self.out, "-o", self.path("y"), expect=1).stderr)


if __name__ == "__main__":
    unittest.main()
