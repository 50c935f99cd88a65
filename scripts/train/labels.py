# SPDX-License-Identifier: Apache-2.0
"""What each labelled set says about a pixel, in one form: a bit set of the classes its label allows.

Bits: 1 background, 2 hair, 4 skin, 8 bare scalp; 15 says nothing. Most sets were not made for bald heads: their "skin" may be bare
scalp, their "hair" may be a beard. A pixel's loss is minus the log of the summed probability of its allowed classes, so a set is
never made to say more than it knows. PARTS (brows, eyes, ears, nose) and POINTS come from the sets that have them.
"""
import csv
import json
import os

import cv2
import numpy as np

from network import PARTS, POINTS, VIEWS

BG, HAIR, SKIN, SCALP = 1, 2, 4, 8
BARE = SKIN | SCALP
ANY = 15
VIEW_NAMES = {"Front": "front", "Top-Down": "top", "Left": "left", "Right": "right", "Back": "back"}
POLYGON_BITS = {"bg": BG, "hair": HAIR, "skin": SKIN, "scalp": SCALP}
CELEBA_PARTS = {"brows": (6, 7), "eyes": (4, 5), "ears": (8, 9), "nose": (2,)}


class Sample:
    """One photo with what is known of it. bits [h x w] u8; parts [h x w] u8 bit set or None; points {name: (x, y) or None}."""

    __slots__ = ("set", "file", "split", "photo", "bits", "parts", "points", "view")

    def __init__(self, set, file, split, photo, bits, parts=None, points=None, view=-1):
        self.set, self.file, self.split, self.photo, self.bits = set, file, split, photo, bits
        self.parts, self.points, self.view = parts, points, view


def read_rows(data, split=None):
    with open(os.path.join(data, "manifest.csv")) as f:
        return [r for r in csv.DictReader(f) if r["split"] and (split is None or r["split"] == split)]


def side_path(data, r, folder, ext=".png"):
    return os.path.join(data, r["set"], folder, os.path.splitext(os.path.basename(r["file"]))[0] + ext)


def read_gray(path):
    return cv2.imread(path, cv2.IMREAD_UNCHANGED) if os.path.exists(path) else None


def polygon_bits(polygons, shape):
    """Polygons painted in their order, later over earlier; what none covers is background."""
    bits = np.full(shape, BG, np.uint8)
    for p in polygons:
        pts = np.round(np.array(p["pts"], np.float64) * 16).astype(np.int32)
        cv2.fillPoly(bits, [pts], POLYGON_BITS[p["class"]], shift=4)
    return bits


def lfw_bits(mask):
    bits = np.choose(mask, (BG, HAIR, BARE)).astype(np.uint8)
    h, w = mask.shape                       # faces are centred, eyes at 0.47 of the height
    low = np.zeros(mask.shape, bool)
    low[h // 2:] = True
    bits[low & (mask == 2)] = SKIN
    low[:, :int(.3 * w)] = low[:, int(.7 * w):] = False
    bits[low & (mask == 1)] = HAIR | SKIN   # a beard, or long hair
    return bits


def celeba_bits(mask):
    bits = np.full(mask.shape, BG, np.uint8)
    bits[np.isin(mask, (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 17))] = BARE
    brows = np.nonzero(np.isin(mask, (6, 7)))[0]
    if brows.size:
        below = np.arange(mask.shape[0])[:, None] >= brows.min()
        bits[below & (bits == BARE)] = SKIN
    bits[mask == 13] = HAIR
    bits[mask == 15] = ANY
    return bits


def celeba_parts(mask):
    parts = np.zeros(mask.shape, np.uint8)
    for i, name in enumerate(PARTS):
        parts[np.isin(mask, CELEBA_PARTS[name])] |= 1 << i
    return parts


def celeba_points(mask):
    """Landmarks read off the part masks; None where a part is hidden. Codes are the person's left and right."""
    def centre(code, least=10):
        at = np.argwhere(mask == code)
        return tuple(at.mean(0)[::-1]) if len(at) >= least else None

    points = dict.fromkeys(POINTS)
    points["right_pupil"], points["left_pupil"] = centre(4), centre(5)
    if points["right_pupil"] and points["left_pupil"] and points["right_pupil"][0] < points["left_pupil"][0]:
        points["right_pupil"], points["left_pupil"] = points["left_pupil"], points["right_pupil"]
    brows = [np.argwhere(mask == c) for c in (6, 7)]
    if all(len(b) > 15 for b in brows):
        a, b = sorted(brows, key=lambda p: p[:, 1].mean())
        inner = a[a[:, 1].argmax()], b[b[:, 1].argmin()]
        points["glabella"] = tuple(np.mean(inner, 0)[::-1])
    nose = np.argwhere(mask == 2)
    if len(nose) > 30:
        low = nose[nose[:, 0] >= np.quantile(nose[:, 0], .97)]
        points["subnasale"] = (low[:, 1].mean(), float(nose[:, 0].max()))
    return points


def alonet_bits(data, r, drawn):
    """The drawn polygons, and inside the experts' SALT outline what the experts say: loss is bare scalp, the rest is not."""
    scalp, loss = (read_gray(side_path(data, r, d)) for d in ("scalp_mask", "hairloss_mask"))
    if r["note"] not in ("verified", "probable") or scalp is None or loss is None:
        return drawn
    scalp, loss = scalp > 127, loss > 127
    bits = np.full(scalp.shape, ANY, np.uint8) if drawn is None else drawn.copy()
    bits[scalp & loss] = SCALP
    bits[scalp & ~loss & (bits & (HAIR | BG) == 0)] = HAIR
    bits[scalp & ~loss & (bits == ANY)] = HAIR | BG
    return bits


def fasseg_view(file):
    """The view that the file name's pose says; -1 between front and profile. At +90 degrees the nose points to the picture's left."""
    pose = os.path.basename(file).split("_")[1]
    deg = int(pose[1:]) if pose[0] in "mp" else int(pose)
    if deg <= 30:
        return VIEWS.index("front")
    return -1 if deg < 75 else VIEWS.index("left" if pose[0] == "p" else "right")


def read_sample(data, r, drawn_dir=None):
    """The Sample of a manifest row, or None where nothing is known of its pixels."""
    s = r["set"]
    photo = cv2.imread(os.path.join(data, r["file"]), cv2.IMREAD_COLOR)
    view = VIEWS.index(VIEW_NAMES[r["view"]]) if s == "norwood_5view" and r["note"] != "orientation uncertain" else -1
    parts = points = bits = None
    mask = read_gray(side_path(data, r, "masks"))
    stem = os.path.splitext(os.path.basename(r["file"]))[0]
    drawn = drawn_dir and os.path.join(drawn_dir, f"{s}__{stem}.json")
    if drawn and os.path.exists(drawn):
        with open(drawn) as f:
            doc = json.load(f)
        bits = polygon_bits(doc["polys"], photo.shape[:2])
        points = marks_to_points(doc.get("landmarks"))
    elif s == "norwood_5view" and mask is not None:
        bits = np.left_shift(1, mask).astype(np.uint8)
        with open(side_path(data, r, "polygons", ".json")) as f:
            points = marks_to_points(json.load(f).get("landmarks"))
    elif s in ("lfw_parts", "ccp_heads") and mask is not None:
        bits = lfw_bits(mask)
        view = VIEWS.index("front") if s == "lfw_parts" else -1
    elif s == "celebamask":
        bits, parts, points = celeba_bits(mask), celeba_parts(mask), celeba_points(mask)
        view = VIEWS.index("front")
    elif s in ("celebamask_hair", "figaro1k"):
        bits = np.where(mask == 1, HAIR, BG | BARE).astype(np.uint8)
    elif s == "fasseg_multipose":
        bits = np.choose(mask, (BG, HAIR, BARE)).astype(np.uint8)
        view = fasseg_view(r["file"])
    if s == "bald_top_views" and os.path.basename(r["file"]).startswith("bald_"):
        view = VIEWS.index("top")
    if s == "alonet":
        bits = alonet_bits(data, r, bits)
    if bits is None:
        if view < 0:
            return None
        bits = np.full(photo.shape[:2], ANY, np.uint8)
    return Sample(s, r["file"], r["split"], photo, bits, parts, points, view)


def marks_to_points(marks):
    """Landmarks of an annotation file as POINTS; None where the file says nothing at all of landmarks."""
    if not marks:
        return None
    return {name: tuple(marks[name]) if marks.get(name) else None for name in POINTS}


def shrink(sample, side):
    """The sample with its long side at most `side` px."""
    h, w = sample.photo.shape[:2]
    k = side / max(h, w)
    if k < 1:
        size = (max(1, round(w * k)), max(1, round(h * k)))
        sample.photo = cv2.resize(sample.photo, size, interpolation=cv2.INTER_AREA)
        sample.bits = cv2.resize(sample.bits, size, interpolation=cv2.INTER_NEAREST_EXACT)
        if sample.parts is not None:
            sample.parts = cv2.resize(sample.parts, size, interpolation=cv2.INTER_NEAREST_EXACT)
        if sample.points:
            sample.points = {n: p and ((p[0] + .5) * size[0] / w - .5, (p[1] + .5) * size[1] / h - .5)
                             for n, p in sample.points.items()}
    return sample
