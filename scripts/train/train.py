#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Train the head parser.

  train.py --data DIR --out DIR [--drawn DIR] [--minutes N] [--size PX] [--init CHECKPOINT]

Writes OUT/last.pt every few minutes (resumed by running the same command again) and OUT/log.txt with val figures measured at the
network's own size; scripts/evaluate measures the shipped C path. Needs Debian's python3-torch, python3-numpy, python3-opencv.
"""
import argparse
import copy
import itertools
import json
import math
import os
import time

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from augment import PAD, training_view
from labels import HAIR, SCALP, SKIN, read_rows, read_sample, shrink
from network import LABELS, PARTS, POINTS, Parser, read_weights

CACHE_SIDE = 448   # px; more than any zoom of the augmentation needs at 256
# How often a photo of a set is drawn in an epoch, against once for a face of the news: bald heads are rare and count most.
REPEAT = {"lfw_parts": .5, "celebamask": 2., "celebamask_hair": 1.5, "figaro1k": 2., "ccp_heads": .4, "fasseg_multipose": 1.5,
          "norwood_5view": 7., "alonet": 25., "bald_top_views": 5., "dermnet": 6.}
ONLY_VIEW_REPEAT = 2.   # a photo of norwood_5view without a mask teaches the view only


def load(data, split, drawn):
    out = []
    for r in read_rows(data, split):
        s = read_sample(data, r, drawn)
        if s is not None:
            out.append(shrink(s, CACHE_SIDE))
    return out


def load_shapes(data):
    """Loss masks of alonet_shapes that are patches: 2 to 70 % of the scalp."""
    out, root = [], os.path.join(data, "alonet_shapes")
    for name in sorted(os.listdir(os.path.join(root, "hairloss"))):
        loss, scalp = (cv2.imread(os.path.join(root, d, name), cv2.IMREAD_UNCHANGED) > 0 for d in ("hairloss", "scalp"))
        if .02 < loss.sum() / max(1, scalp.sum()) < .7:
            ys, xs = np.nonzero(scalp)
            out.append((loss[ys.min():ys.max() + 1, xs.min():xs.max() + 1] * 255).astype(np.uint8))
    return out


class Views(torch.utils.data.Dataset):
    def __init__(self, samples, shapes, size):
        self.samples, self.shapes, self.size = samples, shapes, size
        self.tones = [s.photo[s.bits == SCALP].mean(0) for s in samples if (s.bits == SCALP).sum() > 2000]

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, key):
        index, seed = key
        return training_view(np.random.default_rng(seed), self.samples[index], self.size, self.shapes, self.tones)


def weight_of(s):
    if s.set == "norwood_5view" and (s.bits == 15).all():
        return ONLY_VIEW_REPEAT
    if s.set == "lfw_parts" and (s.bits == HAIR).mean() < .03:
        return 2 * REPEAT[s.set]
    return REPEAT[s.set]


def loss_of(net, batch):
    x, bits, parts, has_parts, spots, known, view = batch
    x = x.contiguous(memory_format=torch.channels_last)
    with torch.autocast("cpu", torch.bfloat16):
        maps, view_logits, _ = net(x)
    maps, view_logits = maps.float().contiguous(), view_logits.float()
    n = len(LABELS)
    p = F.softmax(maps[:, :n], 1)
    allowed = (bits[:, None] >> torch.arange(n, dtype=torch.uint8)[None, :, None, None]) & 1
    pixel = -torch.log((p * allowed).sum(1) + 1e-12)
    # Neighbours that differ mark a border of the label, which is where the overlap is won or lost.
    edge = F.max_pool2d(bits.float()[:, None], 5, 1, 2) != -F.max_pool2d(-bits.float()[:, None], 5, 1, 2)
    said = (bits != 15).float() * (1 + edge[:, 0].float())
    label = (pixel * said).sum() / said.sum().clamp(min=1)
    # Soft overlap of hair and of bare scalp where the label is sure: what IoU rewards.
    sure = ((bits & (bits - 1)) == 0)
    overlap = 0.
    for c, bit in ((1, HAIR), (3, SCALP)):
        t, q = (bits == bit).float() * sure, p[:, c] * sure
        inter, total = (t * q).sum((1, 2)), t.sum((1, 2)) + q.sum((1, 2))
        has = (t.sum((1, 2)) > 40).float()
        overlap = overlap + ((1 - (inter + 10) / (total - inter + 10)) * has).sum() / has.sum().clamp(min=1)
    # Parts and points from the few photos that have them.
    with_parts, with_points = has_parts > 0, known.sum(1) > 0
    part = spot = maps.sum() * 0
    if with_parts.any():
        part = F.binary_cross_entropy_with_logits(maps[with_parts, n:n + len(PARTS)], parts[with_parts].float())
    if with_points.any():
        target, weight = spots[with_points], known[with_points]
        spot = F.binary_cross_entropy_with_logits(maps[with_points, n + len(PARTS):], target, 1 + 15 * target, reduction="none")
        spot = (spot.mean((2, 3)) * weight).sum() / weight.sum()
    seen = view >= 0
    looks = F.cross_entropy(view_logits[seen], view[seen]) if seen.any() else view_logits.sum() * 0
    whole = label + .5 * overlap + 2 * part + 5 * spot + .5 * looks
    return whole, dict(label=label, overlap=overlap, part=part, spot=spot, view=looks)


def in_fold(file, fold):
    """Whether the man of a photo of norwood_5view belongs to part fold[0] of fold[1]."""
    return sum(file.split("_")[2].encode()) % fold[1] == fold[0]


def step_back(_):
    """Data workers yield to the two threads that compute: a thread that waits for the other at a barrier costs most."""
    os.nice(8)


def rate_at(done, warmup):
    """Share of the highest rate when `done` of the run is over: a linear rise, then half a cosine down to 0.5 %."""
    if done < warmup:
        return .05 + .95 * done / warmup
    return .005 + .995 * .5 * (1 + math.cos(math.pi * (done - warmup) / (1 - warmup)))


def letterbox(photo, size):
    h, w = photo.shape[:2]
    k = size / max(h, w)
    cw, ch = max(1, round(w * k)), max(1, round(h * k))
    x, y = (size - cw) // 2, (size - ch) // 2
    box = np.full((size, size, 3), PAD, np.uint8)
    box[y:y + ch, x:x + cw] = cv2.resize(photo, (cw, ch), interpolation=cv2.INTER_AREA if k < 1 else cv2.INTER_LINEAR)
    kx, ky = cw / w, ch / h
    return box, np.array([[kx, 0, x + kx / 2 - .5], [0, ky, y + ky / 2 - .5]])


@torch.no_grad()
def measure(net, samples, size):
    """Val figures close to the scorer's, at cached size: mean IoU of hair a set, norwood bare IoU and share error, areata, view."""
    net.eval()
    got = {}
    for s in samples:
        x, m = letterbox(s.photo, size)
        x = torch.from_numpy(x[..., ::-1].transpose(2, 0, 1).astype(np.float32) / 127.5 - 1)[None]
        maps, view, _ = net(x.contiguous(memory_format=torch.channels_last))
        up = F.interpolate(maps[:, :4], scale_factor=2, mode="bilinear", align_corners=False)[0].numpy()
        back = cv2.warpAffine(up.transpose(1, 2, 0), m, s.photo.shape[1::-1], flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
        k = 1 << back.argmax(2)
        note = lambda key, v: got.setdefault(key, []).append(float(v))
        hair, scalp, known = s.bits == HAIR, s.bits == SCALP, (s.bits & (s.bits - 1)) == 0
        iou = lambda a, b: (a & b).sum() / max(1, (a | b).sum())
        if s.set == "alonet":
            inside = scalp | hair | (s.bits == 3)
            note("patch.iou", iou((k >= SKIN) & inside, scalp))
            note("patch.err", 100 * abs(int(((k >= SKIN) & inside).sum()) - int(scalp.sum())) / max(1, inside.sum()))
        elif s.set == "norwood_5view":
            note("view_right", view.argmax() == s.view)
            if (s.bits != 15).any():
                v = os.path.splitext(s.file)[0].split("_")[-1]
                share = lambda q: (q == SCALP).sum() / max(1, ((q == SCALP) | (q == HAIR)).sum())
                for key in (v, "all"):
                    note(f"{key}.err", 100 * abs(share(k) - share(s.bits)))
                    if scalp.mean() > .002:
                        note(f"{key}.bare", iou(k == SCALP, scalp))
                    if hair.mean() > .002:
                        note(f"{key}.hair", iou(k == HAIR, hair))
        else:
            if hair.mean() > .002:
                note(f"hair.{s.set}", iou((k == HAIR) & (known | (s.bits == 13)), hair))
            if s.set in ("lfw_parts", "celebamask"):
                note(f"person.{s.set}", iou(k >= SKIN, s.bits & 12 > 0))
    return {key: round(float(np.mean(v)), 3) for key, v in sorted(got.items())}


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", required=True)
    ap.add_argument("--out", required=True)
    ap.add_argument("--drawn", help="folder of further polygon files, <set>__<photo>.json")
    ap.add_argument("--size", type=int, default=224)
    ap.add_argument("--batch", type=int, default=16)
    ap.add_argument("--minutes", type=float, default=120, help="length of the run; the rate falls with the clock and ends at next to nothing")
    ap.add_argument("--per-epoch", type=int, default=6400)
    ap.add_argument("--rate", type=float, default=1.5e-3)
    ap.add_argument("--warmup", type=float, default=.05, help="share of the run in which the rate rises")
    ap.add_argument("--init", help="weights to start from: a last.pt, or models/training/parser.pt")
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("--fold", type=int, nargs=2, metavar=("I", "N"), help="leave subjects I of N of norwood_5view out of training")
    a = ap.parse_args()
    os.makedirs(a.out, exist_ok=True)
    torch.manual_seed(0)
    torch.set_flush_denormal(True)   # before the thread pool exists, so that it inherits; far from a spot its map is denormal
    torch.set_num_threads(a.threads)
    cv2.setNumThreads(1)
    train, val = load(a.data, "train", a.drawn), load(a.data, "val", None)
    if a.fold:
        train = [s for s in train if s.set != "norwood_5view" or not in_fold(s.file, a.fold)]
    views = Views(train, load_shapes(a.data), a.size)
    weights = np.array([weight_of(s) for s in train])
    net = Parser().to(memory_format=torch.channels_last)
    ema = copy.deepcopy(net).eval()
    opt = torch.optim.AdamW(net.parameters(), a.rate, weight_decay=.02)
    last, first_epoch, spent, step = os.path.join(a.out, "last.pt"), 0, 0., 0
    if os.path.exists(last):
        saved = torch.load(last)
        net.load_state_dict(saved["net"]), ema.load_state_dict(saved["ema"])
        opt.load_state_dict(saved["opt"])
        first_epoch, spent, step = saved["epoch"] + 1, saved["minutes"], saved["step"]
    elif a.init:
        net.load_state_dict(read_weights(a.init))
        ema.load_state_dict(net.state_dict())
    averaged = list(zip(ema.state_dict().values(), net.state_dict().values()))
    log = open(os.path.join(a.out, "log.txt"), "a", buffering=1)
    print(len(train), "train", len(val), "val", len(views.shapes), "shapes", file=log)
    began = time.time() - 60 * spent
    for epoch in itertools.count(first_epoch):
        if (time.time() - began) / 60 >= a.minutes:
            break
        rng, started = np.random.default_rng(epoch), time.time()
        index = rng.choice(len(train), a.per_epoch, p=weights / weights.sum())
        keys = list(zip(index.tolist(), rng.integers(1 << 62, size=a.per_epoch).tolist()))
        loader = torch.utils.data.DataLoader(views, a.batch, sampler=keys, num_workers=2, drop_last=True, worker_init_fn=step_back)
        net.train()
        sums, batches = {}, 0
        for batch in loader:
            done = (time.time() - began) / 60 / a.minutes
            if done >= 1:
                break
            for group in opt.param_groups:
                group["lr"] = a.rate * rate_at(done, a.warmup)
            total, terms = loss_of(net, batch)
            opt.zero_grad(set_to_none=True)
            total.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 2.)
            opt.step()
            step += 1
            decay = min(.999, (1 + step) / (10 + step))
            with torch.no_grad():
                for e, p in averaged:
                    e.copy_(p) if not e.dtype.is_floating_point else e.lerp_(p, 1 - decay)
            batches += 1
            for key, v in terms.items():
                sums[key] = sums.get(key, 0.) + float(v)
        saved = {"net": net.state_dict(), "ema": ema.state_dict(), "opt": opt.state_dict(), "epoch": epoch, "step": step,
                 "minutes": (time.time() - began) / 60}
        torch.save(saved, last + ".tmp")
        os.replace(last + ".tmp", last)
        line = {"epoch": epoch, "s": round(time.time() - started), **{k: round(v / max(1, batches), 4) for k, v in sums.items()}}
        if epoch % 12 == 11 or (time.time() - began) / 60 >= a.minutes:
            line.update(measure(ema, val, a.size))
        print(json.dumps(line), file=log)


if __name__ == "__main__":
    main()
