#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Pages of the report against those kept in tests/golden/report: compare (default), generate, display.

    TSR_COMMAND=... TSR_SOURCE=... report.py [compare | generate | display FILE.html]

compare fails where a page differs by more than what another version of cairo does to the edges of letters; generate writes the
pages anew, which needs a line in CHANGELOG.md; display writes old, new and difference side by side. The photos are rendered.
"""
import base64
import io
import os
import subprocess
import sys
import tempfile

from PIL import Image, ImageChops

SOURCE = os.environ["TSR_SOURCE"]
KEPT = os.path.join(SOURCE, "tests", "golden", "report")
SAMPLES = os.path.join(SOURCE, "datasets", "samples")
FIVE = [f"{v}={os.path.join(SAMPLES, f'norwood5-{v}.png')}" for v in ("front", "top", "left", "right", "back")]
CASES = {
    "five-en": ["--lang", "en", "--from", "2027-01-11", "--date", "2026-12-01", "--name", "Visit 12", *FIVE],
    "one-tr": ["--lang", "tr", "--paper", "letter", os.path.join(SAMPLES, "areata-top.png")],
}
DPI = 40
MOST_MEAN_DIFFERENCE = 1.5  # of 255, over a page; moving one line of text by its height gives about 2
MOST_BLOCK_DIFFERENCE = 40  # of 255, mean of any square of BLOCK_PX
BLOCK_PX = 16


def draw(name, folder):
    """The pages of a case, grey."""
    done = subprocess.run([os.environ["TSR_COMMAND"], "assess", "--models", os.path.join(SOURCE, "models"), "--report", "-o", folder,
                           *CASES[name]], capture_output=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr.decode()
    prefix = os.path.join(folder, "page")
    subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", "-png", os.path.join(folder, "report.pdf"), prefix], check=True, timeout=60)
    files = sorted(n for n in os.listdir(folder) if n.startswith("page-"))
    return [Image.open(os.path.join(folder, n)).convert("L") for n in files]


def kept(name):
    files = sorted(n for n in os.listdir(KEPT) if n.startswith(name + "-"))
    return [Image.open(os.path.join(KEPT, n)).convert("L") for n in files]


def differ(old, new):
    """Why two pages are not the same, or None."""
    if old.size != new.size:
        return f"size {new.size}, was {old.size}"
    change = ImageChops.difference(old, new)
    blocks = change.resize((change.width // BLOCK_PX, change.height // BLOCK_PX), Image.BOX)
    mean, worst = change.resize((1, 1), Image.BOX).getpixel((0, 0)), blocks.getextrema()[1]
    return None if mean <= MOST_MEAN_DIFFERENCE and worst <= MOST_BLOCK_DIFFERENCE else f"mean difference {mean}, worst block {worst}"


def as_uri(image):
    out = io.BytesIO()
    image.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def main():
    mode = sys.argv[1] if len(sys.argv) > 1 else "compare"
    faults, rows = [], []
    for name in CASES:
        with tempfile.TemporaryDirectory(prefix="tonsure-golden-") as folder:
            new = draw(name, folder)
        old = kept(name)
        if mode == "generate":
            for n in os.listdir(KEPT):
                if n.startswith(name + "-"):
                    os.remove(os.path.join(KEPT, n))
            for i, page in enumerate(new):
                page.quantize(16).save(os.path.join(KEPT, f"{name}-{i + 1}.png"), optimize=True)
            continue
        if len(old) != len(new):
            faults.append(f"{name}: {len(new)} pages, were {len(old)}")
        for i, (a, b) in enumerate(zip(old, new)):
            why = differ(a, b)
            if why:
                faults.append(f"{name}, page {i + 1}: {why}")
            shown = [a, b] + ([ImageChops.difference(a, b)] if a.size == b.size else [])
            rows.append(f"<h2>{name} {i + 1}: {why or 'same'}</h2>" + "".join(f'<img src="{as_uri(x)}"> ' for x in shown))
    if mode == "display":
        with open(sys.argv[2], "w", encoding="utf-8") as f:
            f.write("<!DOCTYPE html><meta charset=utf-8><title>report: kept, new, difference</title>" + "\n".join(rows))
    print("\n".join(faults) if faults else f"report: {mode} done")
    return 1 if faults and mode == "compare" else 0


if __name__ == "__main__":
    sys.exit(main())
