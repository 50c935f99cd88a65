# SPDX-License-Identifier: Apache-2.0
"""What the tests of the command share: running it, making pictures, checking lines against the schema.

CMake sets TSR_COMMAND (the built command) and TSR_SOURCE (the source tree). scripts/setup
installs the Python packages used here.
"""
import csv
import io
import json
import os
import shutil
import struct
import subprocess
import tempfile
import unittest

import jsonschema
from PIL import Image

COMMAND = os.environ["TSR_COMMAND"]
SOURCE = os.environ["TSR_SOURCE"]
MODELS = os.path.join(SOURCE, "models")
SAMPLES = os.path.join(SOURCE, "datasets", "samples")
RUN_FILES = ("photos.jsonl", "cases.jsonl", "summary.csv", "run.json", "timing.jsonl")


def load_validators():
    schemas = {}
    for name in ("photo", "case", "comparison", "run"):
        with open(os.path.join(SOURCE, "docs", "schema", name + ".schema.json"), encoding="utf-8") as f:
            schemas[name] = json.load(f)
            jsonschema.Draft202012Validator.check_schema(schemas[name])
    store = {s["$id"]: s for s in schemas.values()}
    return {name: jsonschema.Draft202012Validator(s, resolver=jsonschema.RefResolver.from_schema(s, store=store))
            for name, s in schemas.items()}


VALIDATORS = load_validators()


def refuse_duplicates(pairs):
    keys = [k for k, _ in pairs]
    assert len(keys) == len(set(keys)), f"a key is repeated: {keys}"
    return dict(pairs)


def refuse_constant(text):
    raise AssertionError(f"{text} is no JSON")


def parse(text):
    return json.loads(text, object_pairs_hook=refuse_duplicates, parse_constant=refuse_constant)


class CliTest(unittest.TestCase):
    """A test with a folder of its own, removed afterwards."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="tonsure-cli-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def run_command(self, *arguments, expect=None, cwd=None):
        """Run to the end with the models of the source tree; the time limit is what a command that hangs on a FIFO meets."""
        if arguments and arguments[0] in ("assess", "batch", "model") and "--models" not in arguments:
            arguments = (arguments[0], "--models", MODELS, *arguments[1:])
        done = subprocess.run([COMMAND, *arguments], capture_output=True, timeout=100, cwd=cwd, stdin=subprocess.DEVNULL)
        if expect is not None:
            self.assertEqual(done.returncode, expect, f"{arguments}: {done.stderr.decode(errors='replace')}")
        return done

    def check(self, kind, value):
        errors = [f"{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in VALIDATORS[kind].iter_errors(value)]
        self.assertEqual(errors, [])
        return value

    def check_quantities(self, value):
        """lo <= value <= hi, which a schema cannot say, wherever the three stand together."""
        if isinstance(value, dict):
            if {"value", "lo", "hi"} <= value.keys():
                self.assertLessEqual(value["lo"], value["value"])
                self.assertLessEqual(value["value"], value["hi"])
            for inner in value.values():
                self.check_quantities(inner)
        elif isinstance(value, list):
            for inner in value:
                self.check_quantities(inner)

    def check_mask(self, path, size):
        """An 8-bit gray PNG of this size with labels only and no chunk that could carry metadata."""
        self.assertEqual(png_chunks(path), {"IHDR", "IDAT", "IEND"})
        with open(path, "rb") as f:
            depth, colour = struct.unpack("BB", f.read(26)[24:26])
        self.assertEqual((depth, colour), (8, 0))
        with Image.open(path) as mask:
            self.assertEqual(mask.size, tuple(size))
            histogram = mask.histogram()
        self.assertEqual(sum(histogram[4:]), 0)
        return histogram

    def read_lines(self, out, name):
        with open(os.path.join(out, name), encoding="utf-8", newline="") as f:
            text = f.read()
        self.assertTrue(text == "" or text.endswith("\n"))
        return [parse(line) for line in text.split("\n")[:-1]]

    def check_run(self, out, photos, masks=True):
        """A finished batch: all files there, a line for each photo in this order, everything of one mind."""
        self.assertEqual(sorted(n for n in os.listdir(out) if n not in ("masks", ".work")), sorted(RUN_FILES))
        lines = self.read_lines(out, "photos.jsonl")
        cases = self.read_lines(out, "cases.jsonl")
        self.assertEqual([line["photo"] for line in lines], photos)
        self.assertEqual(len(self.read_lines(out, "timing.jsonl")), len(photos))
        for line in lines:
            self.check("photo", line)
            self.check_quantities(line)
            if masks and line["status"] != "error":
                self.assertEqual(line["mask"], f"masks/{line['photo']}.png")
                histogram = self.check_mask(os.path.join(out, line["mask"]), (line["width_px"], line["height_px"]))
                self.assertEqual(line["coverage"]["bare_px"], histogram[3])
                self.assertEqual(line["coverage"]["scalp_px"], histogram[3] + histogram[1])
            else:
                self.assertIsNone(line["mask"])
        expected = {}
        for line in lines:
            expected.setdefault(line["case"], []).append(line["photo"])
        self.assertEqual([(c["case"], c["photos"]) for c in cases], list(expected.items()))
        for case in cases:
            self.check("case", case)
            self.check_quantities(case)
        self.check_summary(out, lines)
        with open(os.path.join(out, "run.json"), encoding="utf-8") as f:
            run = self.check("run", parse(f.read()))
        self.assertEqual((run["photos"], run["cases"], run["masks"]), (len(photos), len(cases), masks))
        return lines, cases

    def check_summary(self, out, lines):
        with open(os.path.join(out, "summary.csv"), encoding="utf-8", newline="") as f:
            rows = list(csv.DictReader(f, strict=True))
        self.assertEqual([(r["photo"], r["case"], r["status"]) for r in rows], [(x["photo"], x["case"], x["status"]) for x in lines])
        for row, line in zip(rows, lines):
            self.assertNotIn(None, row)
            self.assertNotIn(None, row.values())
            share = line["coverage"]["bare_fraction"] if line["coverage"] else None
            self.assertEqual(row["bare_fraction"], f"{share['value']:.4f}" if share else "")
            self.assertEqual(row["width_px"], str(line["width_px"]) if line["width_px"] else "")


def png_chunks(path):
    with open(path, "rb") as f:
        data = f.read()
    kinds, at = set(), 8
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        kinds.add(kind.decode())
        at += 12 + size
    return kinds


def sample(name):
    return os.path.join(SAMPLES, name)


def picture(path, size=(96, 80), **options):
    """A smooth picture, the same in every run, in the format that the name says."""
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    image = Image.new("RGB", size)
    image.putdata([((x * 5) % 256, (y * 7) % 256, (x + y) % 256) for y in range(size[1]) for x in range(size[0])])
    image.save(path, **options)
    return path


def head_jpeg(path, name="norwood5-top.png", side_px=320, **options):
    """A sample's head as a JPEG."""
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with Image.open(sample(name)) as image:
        image.convert("RGB").resize((side_px, side_px)).save(path, quality=90, **options)
    return path


def jpeg_bytes(size=(96, 80)):
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def tree(folder, leave_out=()):
    """Every file's bytes by its relative name; not what batch keeps for --resume, which holds times."""
    found = {}
    for base, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != ".work"]
        for name in names:
            full = os.path.join(base, name)
            if name not in leave_out:
                with open(full, "rb") as f:
                    found[os.path.relpath(full, folder)] = f.read()
    return found
