#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Share of the scalp's area in each zone and view, on a model head: the constants PARTS of analysis/pipeline/case_zones.c.

The head is an ellipsoid; each piece of its scalp goes to the view that sees it most squarely (top, side, back), and in it to the zone in which
analysis/measure/zones.c puts the place. Lengths in mm; x to the side, y forward, z up, from the ear's height. docs/measurement.md 9.
"""
import numpy as np

BREADTH, LENGTH, MIDDLE_Z, HALF_HEIGHT = 152., 197., 40., 92.
# Height of the hairline by direction, degrees from straight ahead: trichion, temple, above the ear, nape.
HAIRLINE = [(0, 100), (35, 96), (55, 70), (65, 45), (75, 15), (85, 5), (100, 22), (112, 10), (120, -25), (180, -35)]
STEPS = 1500


def head(breadth=BREADTH, length=LENGTH, middle=MIDDLE_Z, half_height=HALF_HEIGHT, hairline=0.):
    """Places, outward normals and areas (cm2) of the scalp's pieces on one half of the head."""
    a, b, c = breadth / 2, length / 2, half_height
    polar, turn = np.meshgrid((np.arange(STEPS) + .5) * np.pi / STEPS, (np.arange(STEPS) + .5) * np.pi / STEPS - np.pi / 2, indexing="ij")
    x, y, z = a * np.sin(polar) * np.cos(turn), b * np.sin(polar) * np.sin(turn), middle + c * np.cos(polar)
    normal = np.stack([x / a**2, y / b**2, (z - middle) / c**2])
    slant = np.sqrt((normal**2).sum(0))
    area = a * b * c * np.sin(polar) * slant * (np.pi / STEPS)**2 / 100
    scalp = z > np.interp(np.degrees(np.arctan2(x / a, y / b)), *zip(*HAIRLINE)) + hairline
    return (x[scalp], y[scalp], z[scalp]), (normal / slant)[:, scalp], area[scalp]


def middled(values, seen):
    lo, hi = values[seen].min(), values[seen].max()
    return (values - (lo + hi) / 2) / ((hi - lo) / 2)


def parts(**head_of):
    (x, y, z), normal, area = head(**head_of)
    top_up, top_right = middled(y, normal[2] > 0), x / x[normal[2] > 0].max()
    top = np.where(top_right > .60, np.where(top_up > .30, "temple", "side"),
                   np.where(top_up > .33, "frontal", np.where(top_up > -.20, "mid", np.where(top_up > -.70, "vertex", "occipital"))))
    up, forward = z / z.max(), middled(y, normal[0] > 0)
    side = np.where((forward > np.where(up > .72, .35, .15)) & (up > .50), "temple",
                    np.where((up > .72) | ((forward < -.25) & (up > .55)), np.where(forward > -.25, "mid", "vertex"),
                             np.where(forward < -.45, "occipital", "side")))
    back_up, back_right = middled(z, normal[1] < 0), x / x[normal[1] < 0].max()
    back = np.where((back_right > .65) & (back_up < .50), "side", np.where(back_up > .20, "vertex", "occipital"))
    view = np.argmax([normal[2], normal[0], -normal[1]], axis=0)
    shares = {}
    for v, (name, zone) in enumerate((("top", top), ("side", side), ("back", back))):
        for zone_name in ("frontal", "mid", "vertex", "temple", "side", "occipital"):
            share = area[(view == v) & (zone == zone_name)].sum() / area.sum()
            if share > .01:
                shares[f"{zone_name} by {name}"] = share
    return 2 * area.sum(), shares


def main():
    for change in ({}, {"breadth": 160.}, {"length": 205.}, {"middle": 30., "half_height": 102.}, {"hairline": 8.}, {"hairline": -8.}):
        total, shares = parts(**change)
        print(f"{change or 'head'}: scalp {total:.0f} cm2; both sides: " + ", ".join(f"{k} {v:.3f}" for k, v in shares.items()))


if __name__ == "__main__":
    main()
