# SPDX-License-Identifier: Apache-2.0
"""Training views of a Sample: random geometry, colour, damage, and bald patches of real shapes pasted into hair."""
import cv2
import numpy as np

from labels import BARE, BG, HAIR, SCALP, Sample
from network import PARTS, POINTS, VIEWS

POINT_SIGMA = 2.0   # px of the output map
PAD = 127           # the letterbox grey that the parser pads with
NO_HEAD_SHARE = .03
RETONE_SHARE, RETONE_BALD_SHARE = .15, .4
SHAVE_SHARE, SHAVE_BALD_SHARE = .08, .2
SHORT_HAIRED = ("norwood_5view", "alonet", "bald_top_views", "lfw_parts", "dermnet")   # long hair has not the outline of a shaved head
FREE_TURN = ("top", "back")


def random_matrix(rng, shape, size, turn_deg):
    """Photo -> network square: letterbox, then zoom, stretch, turn, shift and mirror. Returns (2x3 matrix, mirrored)."""
    h, w = shape
    k = size / max(h, w) * np.exp(rng.uniform(np.log(.72), np.log(1.5)))
    stretch = np.exp(rng.normal(0, .09))
    a = np.deg2rad(turn_deg)
    mirror = rng.random() < .5
    m = np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]]) @ np.diag([k * stretch * (-1 if mirror else 1), k / stretch])
    spare = np.abs(m) @ [w, h] - size
    centre = size / 2 + rng.uniform(-.5, .5, 2) * (np.abs(spare) * .7 + .1 * size)
    t = centre - .5 - m @ [(w - 1) / 2, (h - 1) / 2]
    return np.column_stack([m, t]), mirror


def recolour(rng, x):
    """Gamma, brightness, contrast, white balance by one table a channel, then saturation; x is BGR u8."""
    ramp = np.arange(256) / 255
    if rng.random() < .7:
        ramp = ramp ** np.exp(rng.normal(0, .3))
    gain = np.exp(rng.normal(0, .15)) * np.exp(rng.normal(0, .07, 3))
    table = np.clip((ramp[:, None] * gain + rng.normal(0, .04)) * 255, 0, 255).astype(np.uint8)
    y = cv2.LUT(x, table[None])
    s = 0. if rng.random() < .04 else np.exp(rng.normal(0, .25))
    grey = cv2.cvtColor(cv2.cvtColor(y, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    return cv2.addWeighted(y, s, grey, 1 - s, 0)


def shave(rng, x, bits, tones):
    """Long hair cut to stubble: scalp of the person's own tone, darkened by dots too fine to see and by a fade; x is BGR f32."""
    hair = bits == HAIR
    skin = (bits & BARE > 0) & (bits & (HAIR | 1) == 0)
    if hair.sum() < 400:
        return
    tone = x[skin].mean(0) if skin.sum() > 300 else tones[rng.integers(len(tones))]
    size = np.sqrt(float(hair.sum()))
    grey = x.mean(2)
    light = cv2.blur(grey, (2 * int(.08 * size) + 3,) * 2)
    light = np.clip(light / max(1., light[hair].mean()), .5, 1.6) ** rng.uniform(.1, .5)
    dots = cv2.GaussianBlur(rng.standard_normal(bits.shape, np.float32), (0, 0), rng.uniform(.4, .9))
    fade = cv2.GaussianBlur(rng.standard_normal(bits.shape, np.float32), (0, 0), .15 * size)
    share = rng.uniform(.25, .75) * (1 + rng.uniform(0, .3) * fade / max(1e-6, fade.std()) + rng.uniform(.06, .4) * dots / dots.std())
    ink = rng.uniform(15, 90) * np.array([rng.uniform(.85, 1.15), 1, 1])          # grey to brown, seen through skin
    strand = (grey - light) * rng.uniform(0, .06)                                 # what is left of the partings and whorls
    share = np.clip(share, .08, .92)[..., None]
    shaved = tone * light[..., None] * (1 - share) + ink * share + strand[..., None]
    x += (np.clip(shaved, 0, 255) - x) * soft_mask(hair, rng.uniform(1, 2.5))


def soft_mask(where, sigma=1.5):
    return cv2.GaussianBlur(where.astype(np.float32), (0, 0), sigma)[..., None]


def retone_hair(rng, x, bits):
    """Other people's hair: grey, white, fair or darker."""
    hair = bits == HAIR
    if hair.sum() > 400:
        grey = x.mean(2, keepdims=True)
        target = rng.uniform(30, 225)
        toned = target + (grey - grey[hair].mean()) * rng.uniform(.4, 1.1) + (x - grey) * rng.uniform(0, 1)
        x += (np.clip(toned, 0, 255) - x) * soft_mask(hair) * rng.uniform(.5, 1)


def retone_skin(rng, x, bits):
    """Darker skin and scalp, down to a quarter of their light, with the sharper highlights that dark skin shows."""
    skin = (bits & BARE > 0) & (bits & 1 == 0)
    k = rng.uniform(.25, .85) * np.array([rng.uniform(.75, 1), rng.uniform(.85, 1), 1])   # melanin takes blue first
    x *= 1 + (k - 1) * soft_mask(skin)
    if rng.random() < .5 and skin.any():
        ys, xs = np.nonzero(skin)
        glare = np.zeros(bits.shape, np.float32)
        reach = .25 * np.sqrt(len(ys))
        for _ in range(rng.integers(1, 4)):
            i = rng.integers(len(ys))
            axes = np.maximum(1, reach * rng.uniform(.1, .8, 2)).astype(int)
            cv2.ellipse(glare, (int(xs[i]), int(ys[i])), (int(axes[0]), int(axes[1])), rng.uniform(0, 180), 0, 360, 1., -1)
        glare = cv2.GaussianBlur(glare, (0, 0), max(1., reach * rng.uniform(.1, .4)))
        x += (glare * skin)[..., None] * rng.uniform(30, 130)


def no_head(rng, photo, bits):
    """A picture without a head: a piece of ground cut from a photo, or noise, shading and stripes. Returns (photo, bits) or None."""
    h, w = bits.shape
    if rng.random() < .4:
        yy, xx = np.mgrid[:h, :w] / max(h, w)
        x = rng.uniform(0, 255, 3) + rng.uniform(-60, 60, 3) * np.linspace(-1, 1, w)[None, :, None] * np.ones((h, 1, 1))
        x = x + cv2.GaussianBlur(rng.standard_normal((h, w, 3), np.float32), (0, 0), rng.uniform(.1, 12)) * rng.uniform(0, 120)
        if rng.random() < .5:                      # stripes, straight or bent, as of blinds, cloth and wood
            a, bend, pitch = rng.uniform(0, np.pi), rng.uniform(0, .3), rng.uniform(6, 80)
            wave = np.sin(2 * np.pi * pitch * (xx * np.cos(a) + yy * np.sin(a) + bend * np.sin(9 * (yy * np.cos(a) - xx * np.sin(a)))))
            x = x + (wave * rng.uniform(15, 90))[..., None] * rng.uniform(.5, 1, 3)
        return np.clip(x, 0, 255).astype(np.uint8), np.full((h, w), 1, np.uint8)
    for _ in range(8):
        side = int(min(h, w) * rng.uniform(.2, .5))
        y, x = rng.integers(0, h - side + 1), rng.integers(0, w - side + 1)
        if (bits[y:y + side, x:x + side] == 1).all():
            return photo[y:y + side, x:x + side], bits[y:y + side, x:x + side]
    return None


def damage(rng, x):
    """Blur, lost resolution, sensor noise, JPEG."""
    if rng.random() < .25:
        x = cv2.GaussianBlur(x, (0, 0), rng.uniform(.3, 2))
    if rng.random() < .2:
        h, w = x.shape[:2]
        k = rng.uniform(.3, .8)
        x = cv2.resize(cv2.resize(x, (int(w * k), int(h * k)), interpolation=cv2.INTER_AREA), (w, h), interpolation=cv2.INTER_LINEAR)
    if rng.random() < .3:
        noise = rng.standard_normal(x.shape, np.float32) * np.float32(rng.uniform(2, 14))
        x = np.clip(x + noise, 0, 255).astype(np.uint8)
    if rng.random() < .3:
        x = cv2.imdecode(cv2.imencode(".jpg", x, [cv2.IMWRITE_JPEG_QUALITY, int(rng.uniform(25, 90))])[1], 1)
    return x


def paste_patches(rng, photo, bits, shapes, tones):
    """Bald patches in the hair: shapes of real areata loss, the colour of scalp, the light of the photo, soft and hairy edges."""
    hair = (bits == HAIR).astype(np.uint8)
    x, y, w, h = cv2.boundingRect(hair)
    if hair.sum() < 400 or min(w, h) < 24:
        return photo, bits
    shape = shapes[rng.integers(len(shapes))]
    if rng.random() < .5:
        shape = shape[:, ::-1]
    sx, sy = w * rng.uniform(.5, 1.3) / shape.shape[1], h * rng.uniform(.5, 1.3) / shape.shape[0]
    a = np.deg2rad(rng.uniform(-40, 40))
    m = np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]]) @ np.diag([sx, sy])
    at = np.array([x + w * rng.uniform(.3, .7), y + h * rng.uniform(.3, .7)])
    m = np.column_stack([m, at - m @ [shape.shape[1] / 2, shape.shape[0] / 2]])
    patch = cv2.warpAffine(shape, m, photo.shape[1::-1], flags=cv2.INTER_LINEAR)
    patch = ((patch > 127) & (hair > 0)).astype(np.uint8)
    if patch.sum() < 150:
        return photo, bits
    # All that follows happens in the patch's own neighbourhood.
    px, py, pw, ph = cv2.boundingRect(patch)
    pad = 16
    y0, y1, x0, x1 = max(0, py - pad), py + ph + pad, max(0, px - pad), px + pw + pad
    skin = (bits & BARE > 0) & (bits & (HAIR | 1) == 0)
    tone = photo[skin].mean(0) if skin.sum() > 300 and rng.random() < .6 else tones[rng.integers(len(tones))]
    size = np.sqrt(float(w * h))
    f, patch = photo[y0:y1, x0:x1].astype(np.float32), patch[y0:y1, x0:x1]
    grey = cv2.cvtColor(photo[y0:y1, x0:x1], cv2.COLOR_BGR2GRAY).astype(np.float32)
    light = cv2.blur(grey, (2 * int(.06 * size) + 3,) * 2)
    light = light / max(1., light[patch > 0].mean())
    grain = cv2.GaussianBlur(rng.standard_normal(patch.shape, np.float32), (0, 0), rng.uniform(.6, 2.5))
    grain *= rng.uniform(1, 5) / max(1e-3, grain.std())
    scalp = np.asarray(tone, np.float32) * (np.clip(light, .5, 1.6) ** rng.uniform(.2, .8))[..., None] + grain[..., None]
    # Strands of the photo itself stay over the border: where the hair is darker than its surroundings the patch yields.
    soft = cv2.GaussianBlur(patch.astype(np.float32), (0, 0), rng.uniform(.6, .018 * size + .8))
    strand = np.clip((cv2.blur(grey, (9, 9)) - grey) / 20, -1, 1) * rng.uniform(0, .5)
    alpha = np.clip((soft - .5) * rng.uniform(1.2, 3) + .5 - strand * (soft < .97), 0, 1)
    if rng.random() < .3:                          # thin regrowth inside the patch
        stubble = cv2.GaussianBlur(rng.standard_normal(patch.shape, np.float32), (0, 0), .7)
        alpha *= 1 - np.clip(stubble * 2 - 1, 0, 1) * rng.uniform(.2, .7)
    out, mixed = bits.copy(), photo.copy()
    out[y0:y1, x0:x1][(patch > 0) & (soft > .5)] = SCALP
    mixed[y0:y1, x0:x1] = (f + (np.clip(scalp, 0, 255) - f) * alpha[..., None]).astype(np.uint8)
    return mixed, out


def warp_area(photo, m, size):
    """warpAffine that shrinks by pixel area, as the parser does, and not by sampling."""
    k = np.sqrt(abs(np.linalg.det(m[:, :2])))
    if k < .75:
        h, w = photo.shape[:2]
        small = cv2.resize(photo, (max(1, round(w * k)), max(1, round(h * k))), interpolation=cv2.INTER_AREA)
        sx, sy = w / small.shape[1], h / small.shape[0]
        to_photo = np.array([[sx, 0, sx / 2 - .5], [0, sy, sy / 2 - .5], [0, 0, 1]])
        photo, m = small, m @ to_photo
    return cv2.warpAffine(photo, m, (size, size), flags=cv2.INTER_LINEAR, borderValue=(PAD,) * 3)


def point_maps(points, m, side, mirror):
    """[len(POINTS) x side x side] spots in the output map, and the weight of each: 0 where nothing is known."""
    maps, known = np.zeros((len(POINTS), side, side), np.float32), np.zeros(len(POINTS), np.float32)
    if points is None:
        return maps, known
    known[:] = 1
    yy, xx = np.mgrid[:side, :side]
    swap = {"left_pupil": "right_pupil", "right_pupil": "left_pupil"} if mirror else {}
    for i, name in enumerate(POINTS):
        p = points[swap.get(name, name)]
        if p is not None:
            x, y = (m @ [p[0], p[1], 1] + .5) / 2 - .5
            maps[i] = np.exp(-((xx - x) ** 2 + (yy - y) ** 2) / (2 * POINT_SIGMA ** 2))
    return maps, known


def training_view(rng, sample, size, shapes, tones):
    """Arrays of one training example: photo [3 x s x s] f32, bits [s/2 x s/2] u8, parts, points with weights, view."""
    photo, bits = sample.photo, sample.bits
    if rng.random() < NO_HEAD_SHARE:
        empty = no_head(rng, photo, bits)
        if empty:
            sample = Sample(sample.set, sample.file, sample.split, *empty)
            photo, bits = empty
    hairy = sample.set in ("figaro1k", "celebamask_hair", "celebamask", "norwood_5view", "alonet", "lfw_parts", "fasseg_multipose")
    if hairy and rng.random() < (.15 if sample.set in ("lfw_parts", "norwood_5view") else .35):
        photo, bits = paste_patches(rng, photo, bits, shapes, tones)
    bald = (bits == SCALP).mean() > .02            # few photos, so that their people must stand for many
    if sample.set in SHORT_HAIRED and rng.random() < (SHAVE_BALD_SHARE if bald else SHAVE_SHARE):
        x = photo.astype(np.float32)
        shave(rng, x, bits, tones)
        photo = np.clip(x, 0, 255).astype(np.uint8)
    if rng.random() < (RETONE_BALD_SHARE if bald else RETONE_SHARE):
        x = photo.astype(np.float32)
        (retone_skin if rng.random() < (.6 if bald else .4) else retone_hair)(rng, x, bits)
        photo = np.clip(x, 0, 255).astype(np.uint8)
    name = VIEWS[sample.view] if sample.view >= 0 else ""
    free = name in FREE_TURN or sample.set in ("alonet", "bald_top_views", "dermnet")
    turn = rng.uniform(-180, 180) if free and rng.random() < .3 else rng.normal(0, 12)
    m, mirror = random_matrix(rng, photo.shape[:2], size, turn)
    x = warp_area(photo, m, size)
    half = np.vstack([m[0] / 2, m[1] / 2])
    half[:, 2] -= .25                              # pixel centres of the half-size map
    nearest = dict(dsize=(size // 2, size // 2), flags=cv2.INTER_NEAREST)
    bits = cv2.warpAffine(bits, half, borderValue=BG, **nearest)   # beyond the photo lies the grey that the parser pads with
    parts = np.zeros((len(PARTS), size // 2, size // 2), np.uint8)
    has_parts = sample.parts is not None
    if has_parts:
        p = cv2.warpAffine(sample.parts, half, **nearest)
        parts = (p[None] >> np.arange(len(PARTS))[:, None, None] & 1).astype(np.uint8)
    spots, known = point_maps(sample.points, m, size // 2, mirror)
    view = sample.view
    if mirror and name in ("left", "right"):
        view = VIEWS.index("right" if name == "left" else "left")
    x = damage(rng, recolour(rng, x) if rng.random() < .9 else x)
    x = x[..., ::-1].transpose(2, 0, 1).astype(np.float32) / 127.5 - 1
    return x, bits, parts, np.float32(has_parts), spots, known, view
