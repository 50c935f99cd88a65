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
import json
import math
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image, ImageDraw

SIDE_PX = 420  # a head as large as a palm on a screen
JPEG_QUALITY = 90

# Told from the untouched photos alone. BALD: bald on top, hair clipped or shaved, as the treatment asks for. STUBBLE: clipped or
# shaved so short that skin shows through nearly everywhere. Phone photos by name, portraits by the first digits, news photos by
# their place among those that the manifest notes as bald. No person stands twice in a round, where persons are known.
BALD = """L5_s06_Front L5_s08_Front L5_s25_Front L6_s19_Front L6_s25_Front L6_s27_Front L6_s28_Front L7_s01_Front L7_s07_Front L7_s10_Front
L7_s11_Front L7_s12_Front L7_s13_Front L7_s14_Front L7_s15_Front L5_s06_Top-Down L6_s18_Top-Down L6_s19_Top-Down L6_s25_Top-Down
L6_s27_Top-Down L7_s01_Top-Down L7_s10_Top-Down L7_s12_Top-Down L7_s13_Top-Down L7_s14_Top-Down L7_s15_Top-Down L6_s18_Back L6_s28_Back
L7_s01_Back L7_s10_Back L7_s13_Back""".split()
STUBBLE = """L4_s34_Front L4_s34_Top-Down L4_s34_Back L5_s23_Front L5_s23_Top-Down L5_s23_Back L5_s08_Top-Down L5_s08_Back L7_s03_Top-Down
L7_s03_Back L7_s11_Top-Down L7_s11_Back L7_s14_Top-Down L7_s14_Back L6_s19_Top-Down L6_s19_Back L6_s25_Back L6_s27_Back L7_s01_Top-Down
L7_s01_Back L7_s10_Top-Down L7_s10_Back L6_s28_Back""".split()
BALD_PORTRAITS = "3249eba0 4437b7da 66baa654 92d1d559 9925166c f3239da8 f9635b1f 299cf1a0 5e44b7ca 60c31330 82124fbe".split()
STUBBLE_PORTRAITS = "6c154823 dbba0dc7 afcda627 c93924f7 5d7e0231 f489f78b f8c288c6 299cf1a0 5e44b7ca 60c31330 82124fbe".split()
BALD_NEWS = [7, 14, 26, 59, 109, 110, 121, 127, 135, 152, 157]
STUBBLE_NEWS = [5, 15, 24, 32, 36, 41, 42, 52, 69, 73, 90, 125, 136, 143, 158]
EACH = [5, 3, 2]  # phone photos, portraits, news photos: of either kind

# A simulation that nobody could see is no test: so many levels over so much of the picture it must change.
LEAST_CHANGE, LEAST_CHANGED_FRAC = 12, 0.02
VIEWS = {"Front": "front", "Top-Down": "top", "Back": "back"}


def phone_photos(data, names):
    return [data / f"norwood_5view/images/{name}.jpg" for name in names]


def portraits(data, names):
    return [next((data / "celebamask/images").glob(name + "*")) for name in names]


def news_photos(data, places):
    with open(data / "manifest.csv", newline="") as f:
        bald = [row["file"] for row in csv.DictReader(f) if row["set"] == "lfw_parts" and "bald" in row["note"]]
    return [data / bald[i] for i in places]


def view_of(photo):
    return VIEWS.get(photo.stem.split("_")[-1], "front")


def simulate(bench, models, seed, photos, folder):
    """Photo -> simulated picture, for those on which it can be seen."""
    made = {photo: f"{folder}/{i}.png" for i, photo in enumerate(photos)}
    lines = [f"buzz {view_of(photo)} {seed} {photo} {path}\n" for photo, path in made.items()]
    subprocess.run([bench, models], input="".join(lines), text=True, check=True, stdout=subprocess.DEVNULL)
    return {photo: path for photo, path in made.items() if pathlib.Path(path).exists() and can_be_seen(photo, path)}


def can_be_seen(before, after):
    with Image.open(before) as a, Image.open(after) as b:
        change = np.abs(np.asarray(a.convert("RGB"), int) - np.asarray(b.convert("RGB"), int)).max(2)
    changed = change > 2
    return changed.mean() >= LEAST_CHANGED_FRAC and change[changed].mean() >= LEAST_CHANGE


def face_of(tonsure, photo, folder):
    """Where the pupils are, px of the photo; None where no face shows."""
    out = f"{folder}/face"
    shutil.rmtree(out, ignore_errors=True)
    subprocess.run([tonsure, "assess", f"{view_of(photo)}={photo}", "-o", out], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        landmarks = json.loads(pathlib.Path(out, "result.json").read_text())["photos"][0]["landmarks"]
        return [landmarks["left_pupil_px"], landmarks["right_pupil_px"]] if all(
            landmarks[k] for k in ("left_pupil_px", "right_pupil_px")) else None
    except (OSError, KeyError, TypeError):
        return None


def save(path, source, pupils):
    """One size and encoding; eyes, nose and mouth covered, for who knows the man knows whether he is bald."""
    with Image.open(source) as photo:
        photo = photo.convert("RGB")
        if pupils:
            apart = max(10, math.dist(*pupils))
            x, y = (sum(c) / 2 for c in zip(*pupils))
            box = [x - 0.95 * apart, y - 0.25 * apart, x + 0.95 * apart, y + 1.9 * apart]
            ImageDraw.Draw(photo).ellipse(box, fill=(127, 127, 127))
        k = SIDE_PX / max(photo.size)
        size = (round(photo.width * k), round(photo.height * k))
        photo.resize(size, Image.LANCZOS).save(path, quality=JPEG_QUALITY)


def person_of(photo):
    return "_".join(photo.stem.split("_")[:2]) if "norwood" in str(photo) else photo.stem


def draw_photos(draw, pools, made):
    """EACH of every pool and kind, no person twice: the stubble first, of which there are fewer people."""
    chosen, taken = [], set()
    for kind in ("real", "simulated"):
        for photos, count in zip(pools[kind], EACH):
            usable = [p for p in photos if kind == "real" or p in made]
            draw.shuffle(usable)
            for photo in usable:
                if count > 0 and person_of(photo) not in taken:
                    taken.add(person_of(photo))
                    chosen.append((photo, kind))
                    count -= 1
    draw.shuffle(chosen)
    return chosen


def make(args):
    draw, data = random.Random(args.round), pathlib.Path(args.data)
    if not data.is_dir():
        print("skipped: no labelled photos here")
        return 77
    pools = {"simulated": [phone_photos(data, BALD), portraits(data, BALD_PORTRAITS), news_photos(data, BALD_NEWS)],
             "real": [phone_photos(data, STUBBLE), portraits(data, STUBBLE_PORTRAITS), news_photos(data, STUBBLE_NEWS)]}
    out, key = pathlib.Path(args.output), pathlib.Path(args.key)
    out.mkdir(parents=True, exist_ok=True)
    key.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        made = simulate(args.bench, args.models, args.round, sum(pools["simulated"], []), folder)
        chosen = draw_photos(draw, pools, made)
        for i, (photo, kind) in enumerate(chosen, 1):
            pupils = face_of(args.tonsure, photo, folder)
            save(out / f"{i:02d}.jpg", made[photo] if kind == "simulated" else photo, pupils)
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
    sub.add_argument("--tonsure", default="build/release/tonsure")
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
