#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Fit the finding (none, pattern thinning, alopecia areata, scarring, or no scalp at all) on the encoder's features, and print how well it does.

  finding.py --data DIR --cache DIR [--models models] [--build build/bench] [--write]

Features come from the library itself (tests/bench/features.c); the parser is used as it is. Every class comes mostly from one set of photos, so each photo is
taken several times over: as it is, with its ground painted over, cropped to the head and recompressed at one size, recoloured, turned and stretched. Eight-fold
cross-validation by person over train; val apart, by the model fitted on train, which is the one that --write saves (models/finding.tsrw). Copies and features
are kept in --cache, outside the work tree: they are photos. Formulas: analysis/judge/finding.c; docs/judgement.md 4.
"""
import argparse
import csv
import json
import multiprocessing.pool
import os
import random
import subprocess

import cv2
import numpy as np
import torch

from export import name_model, write

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CLASSES = ("none", "pattern_thinning", "alopecia_areata", "scarring", "no_scalp")
JUDGED = 4                                        # the classes before no_scalp
DERMNET = {"alopecia-areata": 2, "androgenic-alopecia": 1, "pseudopelade": 3, "lichen-planopilaris": 3, "folliculitis-decalvans": 3,
           "dissecting-cellulitis": 3, "tufted-folliculitis": 3, "hot-comb-alopecia": 3, "discoid-lupus": 3, "acne-keloidalis": 3}
FULL_HAIR_SETS = {"lfw_parts": .06, "celebamask": .06, "figaro1k": .06}       # share taken of heads with hair: the class has 500 of hair_types already
PARTS = (((6,), "brow", 1.6), ((11, 12), "chin", 2.6), ((2,), "nose", 1.5), ((8, 9), "ear", 1.3))   # codes of celebamask, and the crop about them
PARTS_SHARE = .35
CLASS_WEIGHT = (1., 1., 1., 1.1, .5)              # the classes weigh alike, whatever their number; a missed scar is the costly error
SET_WEIGHT = {"dermnet": 2., "extra_view": .3, "full_hair": .5, "bald_face": .05}               # kinds side by side in one set tell more than other sets do
PENALTY = .01                                     # of the squared weights; 0.001 to 0.03 do alike
FOLDS, SIDE_PX, HARD_PX = 8, 1024, 256
COPIES = ("as it is", "ground painted", "guard", "turned", "guard turned")
GUARD, GROUND, SWAP = "guard", "ground alone", "ground swapped"


def listed(data):
    """[(file, set, split, subject, class or None where another view of a pattern, kind)] of all that has a class."""
    rng, out = random.Random(5), []
    with open(os.path.join(data, "manifest.csv")) as f:
        rows = [r for r in csv.DictReader(f) if r["split"] in ("train", "val")]
    for r in rows:
        s, kind, c = r["set"], "scored", None
        if s == "hair_types":
            c = 0
        elif s == "norwood_5view":
            c, kind = 1, "scored" if r["view"] == "Top-Down" else "extra_view"
        elif s == "alonet":
            c = 2
        elif s == "dermnet":
            c = DERMNET.get(r["diagnosis"])
        elif s == "bald_top_views" and r["note"] == "not_bald":
            c, kind = 0, "full_hair"
        elif s in FULL_HAIR_SETS and "bald" not in r["note"] and rng.random() < FULL_HAIR_SETS[s]:
            c, kind = 0, "full_hair"
        if c is not None:
            out.append({"file": r["file"], "set": s, "split": r["split"], "subject": f"{s}:{r['subject'] or r['file']}", "class": c, "kind": kind})
    rng = random.Random(3)
    for r in rows:
        if r["set"] == "celebamask":
            out += [{"file": r["file"], "set": s, "split": r["split"], "subject": f"celebamask:{r['subject'] or r['file']}", "class": JUDGED, "kind": "part",
                     "part": p} for p, (_, s, _) in enumerate(PARTS) if rng.random() < PARTS_SHARE]
    # Faces of the news with bare scalp: nobody says why, but pattern loss is by far the commonest reason.
    out += [{"file": r["file"], "set": r["set"], "split": r["split"], "subject": f"{r['set']}:{r['subject'] or r['file']}", "class": 1, "kind": "bald_face"}
            for r in rows if r["set"] == "lfw_parts" and "bald" in r["note"]]
    return out


def part_of_face(data, item):
    photo = cv2.imread(os.path.join(data, item["file"]))
    mask = cv2.imread(os.path.join(data, item["file"].replace("images", "masks").rsplit(".", 1)[0] + ".png"), 0)
    codes, name, zoom = PARTS[item["part"]]
    ys, xs = np.nonzero(np.isin(cv2.resize(mask, photo.shape[1::-1], interpolation=cv2.INTER_NEAREST), codes))
    if len(ys) < 30:
        return None
    half = max(np.ptp(ys), np.ptp(xs)) * zoom / 2 + 8
    cy, cx = ys.mean() + (.4 * half if name == "chin" else 0), xs.mean()
    crop = photo[int(max(0, cy - half)):int(cy + half), int(max(0, cx - half)):int(cx + half)]
    return crop if min(crop.shape[:2]) >= 32 else None


def head_of(mask):
    """The bounding box of the largest piece of hair and scalp: left, top, right, bottom; None without one."""
    n, _, stats, _ = cv2.connectedComponentsWithStats(np.isin(mask, (1, 3)).astype(np.uint8))
    if n < 2:
        return None
    left, top, w, h = stats[1 + np.argmax(stats[1:, cv2.CC_STAT_AREA]), :4]
    return left, top, left + w, top + h


def crop_to_head(photo, mask, margin):
    box = head_of(mask)
    if box is None or min(box[2] - box[0], box[3] - box[1]) < 20:
        return photo, mask
    m = margin * max(box[2] - box[0], box[3] - box[1])
    at = np.s_[int(max(0, box[1] - m)):int(box[3] + m), int(max(0, box[0] - m)):int(box[2] + m)]
    return photo[at], mask[at]


def paint_ground(photo, mask, rng):
    alpha = cv2.GaussianBlur((mask == 0).astype(np.float32), (0, 0), max(photo.shape[:2]) / 150)[..., None]
    return (photo * (1 - alpha) + alpha * rng.uniform(0, 255, 3)).astype(np.uint8)


def recompress(photo, side, quality):
    k = side / max(photo.shape[:2])
    photo = cv2.resize(photo, (max(33, round(photo.shape[1] * k)), max(33, round(photo.shape[0] * k))), interpolation=cv2.INTER_AREA)
    return cv2.imdecode(cv2.imencode(".jpg", photo, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], 1)


def recolour(photo, rng):
    return np.clip(photo * (rng.uniform(.75, 1.25) * rng.uniform(.92, 1.08, 3)), 0, 255).astype(np.uint8)


def turn(photo, rng):
    h, w = photo.shape[:2]
    m = cv2.getRotationMatrix2D((w / 2, h / 2), rng.uniform(-15, 15), rng.uniform(.9, 1.3))
    photo = cv2.warpAffine(photo[:, ::-1] if rng.random() < .5 else photo, m, (w, h), borderMode=cv2.BORDER_REFLECT)
    return cv2.resize(photo, (max(33, round(w * rng.uniform(.85, 1.18))), h), interpolation=cv2.INTER_AREA)


def ground_of(photo, mask):
    """The ground alone, small: it spreads smoothly over the head, and grey where there is no ground near. Of the head nothing stays, not even an outline."""
    k = HARD_PX / max(photo.shape[:2])
    photo, mask = (cv2.resize(i, None, fx=k, fy=k, interpolation=how) for i, how in ((photo, cv2.INTER_AREA), (mask, cv2.INTER_NEAREST)))
    ground = cv2.erode((mask == 0).astype(np.float32), np.ones((9, 9)))
    sigma = HARD_PX / 8
    spread = cv2.GaussianBlur(photo * ground[..., None], (0, 0), sigma) + .01 * 128
    spread /= (cv2.GaussianBlur(ground, (0, 0), sigma) + .01)[..., None]
    kept = (cv2.GaussianBlur(ground, (0, 0), 5) * ground)[..., None]
    return (photo * kept + spread * (1 - kept)).astype(np.uint8)


def swap_ground(photo, mask, other, other_mask):
    """The head before the ground of a photo of another class."""
    ground = cv2.resize(ground_of(other, other_mask), photo.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    alpha = cv2.GaussianBlur((mask == 0).astype(np.float32), (0, 0), max(photo.shape[:2]) / 300)[..., None]
    return (photo * (1 - alpha) + alpha * ground).astype(np.uint8)


def copy_of(photo, mask, kind, rng):
    """A copy of a photo; a guard copy has neither ground nor border nor size nor compression of its set."""
    if kind == "ground painted":
        return paint_ground(photo, mask, rng)
    if kind == GUARD:
        return recompress(paint_ground(*crop_to_head(photo, mask, .05), rng), HARD_PX, rng.integers(60, 90))
    if kind == "turned":
        return turn(recolour(photo, rng), rng)
    if kind == "guard turned":
        near, mask = crop_to_head(photo, mask, rng.uniform(.02, .3))
        near, mask = (near[:, ::-1], mask[:, ::-1]) if rng.random() < .5 else (near, mask)
        return recolour(recompress(paint_ground(near, mask, rng), rng.integers(180, 500), rng.integers(50, 95)), rng)
    return ground_of(photo, mask) if kind == GROUND else photo


def kinds_of(item):
    if item["kind"] == "part":
        return ("as it is", GUARD)
    if item["split"] == "val":
        return ("as it is", GUARD) + ((GROUND, SWAP) if item["kind"] == "scored" else ())
    return COPIES + ((GROUND, SWAP) if item["kind"] == "scored" else ())


def read(data, item, masks):
    """A photo of at most SIDE_PX and its label map; None for a part of a face that cannot be cut out."""
    photo = part_of_face(data, item) if item["kind"] == "part" else cv2.imread(os.path.join(data, item["file"]))
    if photo is None:
        return None, None
    mask = np.ones(photo.shape[:2], np.uint8) if item["kind"] == "part" else cv2.imread(os.path.join(masks, item["file"] + ".png"), 0)
    k = SIDE_PX / max(photo.shape[:2])
    if k < 1:
        photo = cv2.resize(photo, None, fx=k, fy=k, interpolation=cv2.INTER_AREA)
    return photo, cv2.resize(mask, photo.shape[1::-1], interpolation=cv2.INTER_NEAREST)


def make_copies(job):
    """Write the wanted copies of one photo; returns [(item index, kind, path)]. other: a photo of another class."""
    data, masks, folder, index, item, kinds, other = job
    photo, mask = read(data, item, masks)
    out = []
    for kind in kinds if photo is not None else ():
        rng = np.random.default_rng((index, *kind.encode()))
        path = os.path.join(folder, f"{index}_{kind.replace(' ', '_')}.png")
        copy = swap_ground(photo, mask, *read(data, other, masks)) if kind == SWAP else copy_of(photo, mask, kind, rng)
        cv2.imwrite(path, copy, [cv2.IMWRITE_PNG_COMPRESSION, 1])
        out.append((index, kind, path))
    return out


def features_of(a, copies):
    """bench_features over all copies, half in each of two processes."""
    def start(part):
        p = subprocess.Popen([os.path.join(a.build, "tests/bench/bench_features"), a.models], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return p, "".join(f"unknown {path}\n" for _, _, path in part)
    half = (len(copies) + 1) // 2
    out = []
    with multiprocessing.pool.ThreadPool(2) as pool:
        for text in pool.map(lambda job: job[0].communicate(job[1])[0], [start(copies[:half]), start(copies[half:])]):
            out += [json.loads(line)["features"] for line in text.splitlines()]
    return np.array(out, np.float32)


def gather(a):
    """Items, item index and kind of each copy, and its features. What the cache holds is not made again; empty it after new parser weights."""
    items, kept, folder = listed(a.data), os.path.join(a.cache, "features.npz"), os.path.join(a.cache, "copies")
    masks, manifest = os.path.join(a.cache, "masks"), os.path.join(a.cache, "manifest.csv")
    index, kind, x = np.zeros(0, int), np.zeros(0, str), np.zeros((0, 0), np.float32)
    if os.path.exists(kept):
        with np.load(kept) as z:
            index, kind, x = z["index"], z["kind"], z["x"]
    files = sorted({i["file"] for i in items if i["kind"] != "part"})
    if any(not os.path.exists(os.path.join(masks, "masks", f + ".png")) for f in files):
        os.makedirs(folder, exist_ok=True)
        with open(manifest, "w") as f:
            f.write("photo,case,view\n" + "".join(f"{x},,\n" for x in files))
        subprocess.run([os.path.join(a.build, "tonsure"), "batch", "--manifest", manifest, "--root", a.data, "-o", masks, "--force", "--models", a.models],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    made, rng = set(zip(index.tolist(), kind.tolist())), random.Random(7)
    others = [rng.choice([j for j in items if j["kind"] == "scored" and j["class"] != i["class"]]) for i in items]
    jobs = [(a.data, os.path.join(masks, "masks"), folder, n, i, [k for k in kinds_of(i) if (n, k) not in made], others[n]) for n, i in enumerate(items)]
    with multiprocessing.Pool(2) as pool:
        copies = sum(pool.map(make_copies, [j for j in jobs if j[5]], chunksize=16), [])
    if copies:
        more = features_of(a, copies)
        x = np.concatenate([x, more]) if len(x) else more
        index, kind = np.concatenate([index, [c[0] for c in copies]]), np.concatenate([kind, [c[1] for c in copies]])
        np.savez(kept, x=x, index=index, kind=kind)
    used = np.array([k in kinds_of(items[i]) for i, k in zip(index, kind)])
    return items, index[used], kind[used], x[used].astype(np.float64)


class Model:
    """Multinomial logistic regression on standardised features."""

    def __init__(self, x, t, w, classes=len(CLASSES), penalty=PENALTY):
        self.mean = x.mean(0)
        sd = x.std(0)
        self.sd = sd + 1e-3 * sd.mean() + 1e-6
        z, t, w = torch.tensor((x - self.mean) / self.sd, dtype=torch.float32), torch.tensor(t), torch.tensor(w, dtype=torch.float32)
        m = torch.zeros(z.shape[1] + 1, classes, requires_grad=True)
        optimiser = torch.optim.LBFGS([m], max_iter=80, line_search_fn="strong_wolfe", history_size=20)

        def loss():
            optimiser.zero_grad()
            nll = torch.nn.functional.cross_entropy(z @ m[:-1] + m[-1], t, reduction="none")
            total = (nll * w).sum() / w.sum() + penalty * (m[:-1] ** 2).sum()
            total.backward()
            return total
        optimiser.step(loss)
        self.w, self.b = m.detach().numpy()[:-1].astype(np.float64), m.detach().numpy()[-1].astype(np.float64)

    def logits(self, x):
        return (x - self.mean) / self.sd @ self.w + self.b

    def distance(self, x):
        """Root mean square of the standardised features: how unlike the training photos."""
        return np.sqrt((((x - self.mean) / self.sd) ** 2).mean(1))


def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def weights(items, index):
    w = np.array([SET_WEIGHT.get(items[i]["kind"], 1) * SET_WEIGHT.get(items[i]["set"], 1) for i in index])
    t = np.array([items[i]["class"] for i in index])
    for c, of_class in enumerate(CLASS_WEIGHT):
        if (t == c).any():
            w[t == c] *= of_class / w[t == c].sum()
    return w


def decide(p, unsure):
    """The class, or -1 where no class is likely enough, or no scalp the likeliest."""
    k = p[:, :JUDGED].argmax(1)
    best = p[:, :JUDGED].max(1) / p[:, :JUDGED].sum(1)
    return np.where((best < unsure) | (p[:, JUDGED] >= .5), -1, k)


def scores(t, k, of=range(JUDGED)):
    """F1 of each class; undetermined counts as missed."""
    out = []
    for c in of:
        tp, wrong, missed = ((t == c) & (k == c)).sum(), ((t != c) & (k == c)).sum(), ((t == c) & (k != c)).sum()
        out.append(2 * tp / max(1, 2 * tp + wrong + missed))
    return np.array(out)


def calibration_error(p, t, bins=10):
    """Expected calibration error of the best class's probability, ten bins of equal width."""
    q = p[:, :JUDGED] / p[:, :JUDGED].sum(1, keepdims=True)
    best, hit = q.max(1), q.argmax(1) == t
    at = np.minimum((best * bins).astype(int), bins - 1)
    return sum((at == b).sum() / len(t) * abs(best[at == b].mean() - hit[at == b].mean()) for b in range(bins) if (at == b).any())


def show(name, p, t, sets, unsure):
    k = decide(p, unsure)
    f = scores(t, k)
    d = sets == "dermnet"
    inside = scores(t[d], k[d], (1, 2, 3))
    print(f"{name}: n {len(t)}, macro F1 {f.mean():.3f} ({', '.join(f'{c} {v:.2f}' for c, v in zip(CLASSES, f))}), scarring recall "
          f"{((t == 3) & (k == 3)).sum() / (t == 3).sum():.2f} of {(t == 3).sum()}, undetermined {(k < 0).mean():.3f}, ECE {calibration_error(p, t):.3f}; "
          f"inside dermnet n {d.sum()}, macro F1 {inside.mean():.3f} ({', '.join(f'{v:.2f}' for v in inside)})")


def best_temperature(z, t, w):
    grid = np.geomspace(.3, 3, 60)
    nll = [-(np.log(softmax(z[:, :JUDGED] / g)[np.arange(len(t)), t]) * w).sum() for g in grid]
    return float(grid[int(np.argmin(nll))])


def ground_alone(items, index, kind, x, folds):
    """How well the same kind of model tells the classes from photos whose heads are painted over: mean recall of the four; chance is 0.25."""
    use = kind == GROUND
    use &= np.array([items[i]["split"] == "train" for i in index])
    t, hit = np.array([items[i]["class"] for i in index]), np.zeros(len(index), bool)
    for f in range(FOLDS):
        fit, left = use & (folds != f), use & (folds == f)
        model = Model(x[fit], t[fit], weights(items, index[fit]), JUDGED)
        hit[left] = model.logits(x[left]).argmax(1) == t[left]
    recall = [hit[use & (t == c)].mean() for c in range(JUDGED)]
    print(f"ground alone, train left out: recall {', '.join(f'{c} {v:.2f}' for c, v in zip(CLASSES, recall))}; mean {np.mean(recall):.3f}, chance 0.25")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    parser.add_argument("--cache", required=True)
    parser.add_argument("--models", default=os.path.join(ROOT, "models"))
    parser.add_argument("--build", default=os.path.join(ROOT, "build/bench"))
    parser.add_argument("--unsure", type=float, default=.4, help="below this probability nothing is said")
    parser.add_argument("--write", action="store_true")
    a = parser.parse_args()
    items, index, kind, x = gather(a)
    t, sets = np.array([items[i]["class"] for i in index]), np.array([items[i]["set"] for i in index])
    train = np.array([items[i]["split"] == "train" for i in index])
    scored = np.array([items[i]["kind"] == "scored" for i in index])
    people = sorted({i["subject"] for i in items})
    fold_of = dict(zip(np.random.default_rng(1).permutation(people), np.arange(len(people)) % FOLDS))
    folds = np.array([fold_of[items[i]["subject"]] for i in index])
    fitted = train & ~np.isin(kind, (GROUND, SWAP))
    z = np.zeros((len(index), len(CLASSES)))
    for f in range(FOLDS):
        fit, left = fitted & (folds != f), train & (folds == f)
        z[left] = Model(x[fit], t[fit], weights(items, index[fit])).logits(x[left])
    model = Model(x[fitted], t[fitted], weights(items, index[fitted]))
    z[~train] = model.logits(x[~train])
    left_out = fitted & scored & (kind == "as it is")
    temperature = best_temperature(z[left_out], t[left_out], weights(items, index[left_out]))
    p = softmax(z / temperature)
    print(f"temperature {temperature:.3f}")
    for name, who in (("train, left out", train), ("val", ~train)):
        for copy in ("as it is", GUARD, SWAP):
            m = who & scored & (kind == copy)
            show(f"{name}, {copy}", p[m], t[m], sets[m], a.unsure)
        part = who & (t == JUDGED) & (kind == "as it is")
        print(f"{name}: parts of faces undetermined {(decide(p[part], a.unsure) < 0).mean():.3f} of {part.sum()}")
        for more in ("extra_view", "full_hair", "bald_face"):
            m = who & (kind == "as it is") & np.array([items[i]["kind"] == more for i in index])
            print(f"{name}, {more}: right {(decide(p[m], a.unsure) == t[m]).mean():.3f} of {m.sum()}")
    ground_alone(items, index, kind, x, folds)
    far = model.distance(x[fitted & (t < JUDGED) & (kind == "as it is")])
    print(f"distance: median {np.median(far):.2f}, 99 % {np.quantile(far, .99):.2f}, most {far.max():.2f}")
    if a.write:
        tensors = [("mean", model.mean), ("deviation", model.sd), ("weights", model.w.T / temperature), ("bias", model.b / temperature),
                   ("distance", np.array([far.max()]))]
        data = write(os.path.join(a.models, "finding.tsrw"), [(n, np.ascontiguousarray(v, "<f4")) for n, v in tensors])
        name_model(a.models, "finding", data)


if __name__ == "__main__":
    main()
