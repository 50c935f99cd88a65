#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The blind look test of the simulation (docs/simulation.md 8): ten simulated and ten real close-cropped heads, unmarked.

  simulate_look.py make --data ../shared/data --bench build/bench/tests/bench/bench_simulate --round N -o LOOK --key KEY.txt
  simulate_look.py score --key KEY.txt ANSWERS.txt

`make` draws ten heads of each pool by the round's number and writes LOOK/01.jpg to LOOK/20.jpg, all of one size and encoding, and
the key. An observer who has seen none of it writes a line a picture, `01 real` or `01 simulated`, into ANSWERS.txt.
"""
import argparse
import csv
import pathlib
import random
import subprocess
import sys
import tempfile

from PIL import Image

SIDE_PX = 420  # a head as large as a palm on a screen
JPEG_QUALITY = 90

# Heads whose hair is clipped or shaved, as the treatment asks for, told from the untouched photos alone: phone photos by name,
# news photos by their place among those that the manifest notes as bald (which takes in shaved heads full of stubble).
BALD = """L5_s06_Top-Down L5_s08_Front L5_s17_Front L5_s23_Front L5_s25_Front L5_s26_Top-Down L6_s02_Front L6_s04_Top-Down L6_s13_Front
L6_s22_Top-Down L6_s25_Top-Down L6_s27_Front L7_s02_Front L7_s03_Top-Down L7_s10_Top-Down L7_s11_Top-Down L7_s15_Top-Down
L4_s15_Front""".split()
CROPPED = """L3_s06_Front L3_s12_Top-Down L3_s17_Front L3_s23_Front L3_s34_Top-Down L4_s12_Front L4_s16_Front L4_s34_Front
L4_s34_Top-Down L4_s37_Top-Down L5_s18_Front L6_s23_Top-Down L7_s07_Top-Down""".split()
BALD_NEWS = [7, 14, 26, 59, 109, 110, 121, 127, 135, 152, 157]
CROPPED_NEWS = [5, 15, 24, 32, 36, 41, 42, 52, 69, 73, 90, 125, 136, 143, 158]
EACH = 5


def phone_photos(data, names):
    return [data / f"norwood_5view/images/{name}.jpg" for name in names]


def news_photos(data, places):
    with open(data / "manifest.csv", newline="") as f:
        bald = [row["file"] for row in csv.DictReader(f) if row["set"] == "lfw_parts" and "bald" in row["note"]]
    return [data / bald[i] for i in places]


def view_of(photo):
    return "top" if photo.stem.endswith("Top-Down") else "front"


def save(path, source):
    with Image.open(source) as photo:
        k = SIDE_PX / max(photo.size)
        size = (round(photo.width * k), round(photo.height * k))
        photo.convert("RGB").resize(size, Image.LANCZOS).save(path, quality=JPEG_QUALITY)


def make(args):
    draw, data = random.Random(args.round), pathlib.Path(args.data)
    if not data.is_dir():
        print("skipped: no labelled photos here")
        return 77
    simulated = draw.sample(phone_photos(data, BALD), EACH) + draw.sample(news_photos(data, BALD_NEWS), EACH)
    real = draw.sample(phone_photos(data, CROPPED), EACH) + draw.sample(news_photos(data, CROPPED_NEWS), EACH)
    chosen = [(photo, "simulated") for photo in simulated] + [(photo, "real") for photo in real]
    draw.shuffle(chosen)
    out, key = pathlib.Path(args.output), pathlib.Path(args.key)
    out.mkdir(parents=True, exist_ok=True)
    key.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        made = {photo: f"{folder}/{i}.png" for i, photo in enumerate(simulated)}
        lines = [f"buzz {view_of(photo)} {args.round} {photo} {path}\n" for photo, path in made.items()]
        subprocess.run([args.bench, args.models], input="".join(lines), text=True, check=True)
        for i, (photo, kind) in enumerate(chosen, 1):
            save(out / f"{i:02d}.jpg", made.get(photo, photo))
    key.write_text("".join(f"{i:02d} {kind} {photo.parent.parent.name}\n" for i, (photo, kind) in enumerate(chosen, 1)))
    return 0


def score(args):
    truth = {line.split()[0]: line.split()[1:] for line in open(args.key) if line.strip()}
    answers = {line.split()[0]: line.split()[1] for line in open(args.answers) if line.strip()}
    missing = sorted(set(truth) - set(answers))
    if missing:
        print("no answer for", *missing, file=sys.stderr)
        return 1
    right = [n for n in truth if answers[n] == truth[n][0]]
    for n in sorted(truth):
        print(n, answers[n], "right" if n in right else "wrong", truth[n][1])
    print(f"{len(right)} of {len(truth)} right")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    sub = commands.add_parser("make")
    sub.add_argument("--data", default="../shared/data")
    sub.add_argument("--bench", default="build/bench/tests/bench/bench_simulate")
    sub.add_argument("--models", default="models")
    sub.add_argument("--round", type=int, required=True)
    sub.add_argument("-o", "--output", required=True)
    sub.add_argument("--key", required=True)
    sub.set_defaults(run=make)
    sub = commands.add_parser("score")
    sub.add_argument("--key", required=True)
    sub.add_argument("answers")
    sub.set_defaults(run=score)
    args = parser.parse_args()
    return args.run(args)


if __name__ == "__main__":
    sys.exit(main())
