#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How wide the interval of the bare share must be, on men that the network has not seen.

  calibrate.py CHECKPOINT --data DIR [--drawn DIR] --fold I N [--size PX] [--as-wide-as SHIPPED]

CHECKPOINT comes from `train.py --fold I N`, which left those men of norwood_5view out. Prints, for each pair of the two constants of
analysis/measure/coverage.c, the share of photos whose true bare share lies in the interval, and the intervals' mean width.
--as-wide-as prints the mean width of both networks' intervals on training photos without a mask instead: SHIPPED has been trained longer and is
surer of itself, so its constants are those that make its intervals as wide as CHECKPOINT's.
"""
import argparse
import os

import cv2
import numpy as np
import torch

from labels import HAIR, SCALP, read_rows, read_sample, side_path
from network import LABELS, Parser, read_weights
from train import in_fold, letterbox

SHIFTS = (.75, 1., 1.25, 1.5, 1.75, 1.85, 2., 2.5)
BORDERS_PX = (.5, .75, 1., 1.25, 1.5, 1.75)


def share(labels):
    bare, hair = (labels == LABELS.index("scalp")).sum(), (labels == LABELS.index("hair")).sum()
    return bare / max(1, bare + hair)


def interval(logits, shift, border_px):
    """As coverage.c has it, on the map's own pixels."""
    def moved(by):
        m = logits.copy()
        m[LABELS.index("scalp")] += by
        return m.argmax(0)
    plain = moved(0)
    bare = plain == LABELS.index("scalp")
    border = (bare[:, 1:] != bare[:, :-1]).sum() + (bare[1:] != bare[:-1]).sum()
    outline = border_px * border / max(1, (bare | (plain == LABELS.index("hair"))).sum())
    value = share(plain)
    return min(value, max(0, share(moved(-shift)) - outline)), max(value, min(1, share(moved(shift)) + outline))


@torch.no_grad()
def logits_of(net, photo, size):
    x = letterbox(photo, size)[0][..., ::-1].transpose(2, 0, 1).astype(np.float32) / 127.5 - 1
    both = torch.from_numpy(np.stack([x, x[:, :, ::-1]]))
    maps = net(both.contiguous(memory_format=torch.channels_last))[0][:, :len(LABELS)]
    return ((maps[0] + maps[1].flip(2)) / 2).numpy()


def unmasked(data, drawn):
    """Training photos of bald and balding heads that no mask was drawn for."""
    for r in read_rows(data, "train"):
        name = os.path.splitext(os.path.basename(r["file"]))[0]
        if r["set"] in ("norwood_5view", "dermnet", "bald_top_views") and not os.path.exists(side_path(data, r, "masks")) and not (
                drawn and os.path.exists(os.path.join(drawn, f"{r['set']}__{name}.json"))):
            yield cv2.imread(os.path.join(data, r["file"]), cv2.IMREAD_COLOR)


def print_widths(name, net, photos, size):
    logits = [logits_of(net, photo, size) for photo in photos]
    print(f"{name}: mean width in points; rows: logit shift; columns: border in map pixels")
    print("| |" + "|".join(f" {b:.2f} " for b in BORDERS_PX) + "|\n|---|" + "---|" * len(BORDERS_PX))
    for shift in SHIFTS:
        widths = [np.mean([hi - lo for lo, hi in (interval(x, shift, b) for x in logits)]) for b in BORDERS_PX]
        print(f"| {shift:.2f} |" + "|".join(f" {100 * w:.1f} " for w in widths) + "|")


def load_network(path):
    net = Parser().eval().to(memory_format=torch.channels_last)
    net.load_state_dict(read_weights(path))
    return net


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("checkpoint")
    ap.add_argument("--data", required=True)
    ap.add_argument("--drawn")
    ap.add_argument("--fold", type=int, nargs=2, required=True)
    ap.add_argument("--size", type=int, default=224)
    ap.add_argument("--as-wide-as", metavar="SHIPPED")
    a = ap.parse_args()
    net = load_network(a.checkpoint)
    if a.as_wide_as:
        photos = list(unmasked(a.data, a.drawn))
        print_widths("left-out network", net, photos, a.size)
        print_widths("shipped network", load_network(a.as_wide_as), photos, a.size)
        return
    cases = []
    for r in read_rows(a.data, "train"):
        if r["set"] == "norwood_5view" and in_fold(r["file"], a.fold):
            s = read_sample(a.data, r, a.drawn)
            if s is not None and (s.bits != 15).any():
                truth = (s.bits == SCALP).sum() / max(1, ((s.bits == SCALP) | (s.bits == HAIR)).sum())
                cases.append((truth, logits_of(net, s.photo, a.size)))
    errors = [100 * abs(share(logits.argmax(0)) - truth) for truth, logits in cases]
    print(f"{len(cases)} photos of men left out; error of the share {np.mean(errors):.1f} points (median {np.median(errors):.1f})")
    print("rows: logit shift; columns: border in map pixels; share of photos in the interval / mean width in points")
    print("| |" + "|".join(f" {b:.2f} " for b in BORDERS_PX) + "|\n|---|" + "---|" * len(BORDERS_PX))
    for shift in SHIFTS:
        cells = []
        for border_px in BORDERS_PX:
            ends = [interval(logits, shift, border_px) for _, logits in cases]
            held = np.mean([lo <= truth <= hi for (truth, _), (lo, hi) in zip(cases, ends)])
            cells.append(f" {held:.3f} / {100 * np.mean([hi - lo for lo, hi in ends]):.1f} ")
        print(f"| {shift:.2f} |" + "|".join(cells) + "|")


if __name__ == "__main__":
    main()
