# SPDX-License-Identifier: Apache-2.0
"""The head parser's network: a residual encoder-decoder of plain 3x3 convolutions.

Input   [n x 3 x s x s] float, sRGB / 127.5 - 1, s a multiple of 32.
Output  maps [n x 12 x s/2 x s/2] logits (channels below), view [n x 5] logits, pooled [n x 192] encoder features.

Plain dense convolutions are chosen because they run near the machine's peak both in training (bf16) and in the C engine; skips
are added, not concatenated, so the decoder stays narrow. Batch norm is folded into the convolutions at export.
"""
import torch
from torch import nn
import torch.nn.functional as F

LABELS = ("background", "hair", "skin", "scalp")                       # one softmax
PARTS = ("brows", "eyes", "ears", "nose")                              # one sigmoid each: area of the part
POINTS = ("glabella", "left_pupil", "right_pupil", "subnasale")        # one sigmoid each: a spot of POINT_SIGMA at the landmark
VIEWS = ("front", "top", "left", "right", "back")
CHANNELS = LABELS + PARTS + POINTS
WIDTHS = (16, 32, 64, 128, 192)
BLOCKS = (0, 1, 1, 2, 2)


class ConvNorm(nn.Sequential):
    """Convolution without bias, batch norm, and a ReLU unless told otherwise."""

    def __init__(self, c_in, c_out, size=3, stride=1, relu=True):
        layers = [nn.Conv2d(c_in, c_out, size, stride, size // 2, bias=False), nn.BatchNorm2d(c_out)]
        super().__init__(*layers, *([nn.ReLU(inplace=True)] if relu else []))


class Residual(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.a, self.b = ConvNorm(c, c), ConvNorm(c, c, relu=False)

    def forward(self, x):
        return F.relu(x + self.b(self.a(x)))


class Up(nn.Module):
    """1x1 to the skip's width, bilinear x2, add the skip, 3x3."""

    def __init__(self, c_in, c_skip, c_out):
        super().__init__()
        self.lift, self.mix = ConvNorm(c_in, c_skip, 1, relu=False), ConvNorm(c_skip, c_out)

    def forward(self, x, skip):
        up = F.interpolate(self.lift(x), scale_factor=2, mode="bilinear", align_corners=False)
        return self.mix(F.relu(up + skip))


class Parser(nn.Module):
    def __init__(self):
        super().__init__()
        c_in, stages = 3, []
        for c, n in zip(WIDTHS, BLOCKS):
            stages.append(nn.Sequential(ConvNorm(c_in, c, stride=2), *[Residual(c) for _ in range(n)]))
            c_in = c
        self.stages = nn.ModuleList(stages)
        self.up4 = Up(192, 128, 96)
        self.up3 = Up(96, 64, 64)
        self.up2 = Up(64, 32, 32)
        self.up1 = Up(32, 16, 16)
        self.maps = nn.Conv2d(16, len(CHANNELS), 1)
        self.view = nn.Linear(192, len(VIEWS))

    def forward(self, x):
        skips = []
        for stage in self.stages:
            x = stage(x)
            skips.append(x)
        pooled = x.mean((2, 3))
        x = self.up4(x, skips[3])
        x = self.up3(x, skips[2])
        x = self.up2(x, skips[1])
        x = self.up1(x, skips[0])
        return self.maps(x), self.view(pooled), pooled


def read_weights(path):
    """The averaged weights of a last.pt or of models/training/parser.pt as 32-bit floats, for load_state_dict."""
    return {k: v.float() if v.is_floating_point() else v for k, v in torch.load(path, map_location="cpu")["ema"].items()}
