#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The same network by what a researcher would otherwise use, one thread: read, decode, the same passes, label map at photo size.

    peers.py (torch|dnn) CHECKPOINT_OR_ONNX SIZE_PX PHOTO...      prints {"cpu_ms": processor time a photo, "wall_ms": ...}

Passes are those of the product: the photo and its mirror image; for torch the encoder's pass is left out, which favours it.
"""
import json
import os
import resource
import sys
import time

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
import cv2
import numpy as np

kind, model, size, photos = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:]
cv2.setNumThreads(1)
if kind == "torch":
    import torch
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../scripts/train"))
    from network import Parser, read_weights
    torch.set_num_threads(1)
    net = Parser().eval()
    net.load_state_dict(read_weights(model))

    def passes(batch):
        with torch.inference_mode():
            return [net(torch.from_numpy(one[None]))[0][0].numpy() for one in batch]
else:
    net = cv2.dnn.readNetFromONNX(model)

    def passes(batch):
        maps = []
        for one in batch:
            net.setInput(one[None])
            maps.append(net.forward(["maps", "view"])[0][0].copy())
        return maps


def label_map(path):
    photo = cv2.imread(path)
    height, width = photo.shape[:2]
    scale = size / max(height, width)
    w, h = round(width * scale), round(height * scale)
    left, top = (size - w) // 2, (size - h) // 2
    square = np.full((size, size, 3), 127, np.uint8)
    square[top:top + h, left:left + w] = cv2.resize(photo, (w, h), interpolation=cv2.INTER_AREA)
    x = np.ascontiguousarray(square[:, :, ::-1].transpose(2, 0, 1), np.float32) / np.float32(127.5) - np.float32(1)
    plain, mirrored = passes([x, np.ascontiguousarray(x[:, :, ::-1])])
    labels = (plain + mirrored[:, :, ::-1])[:4, top // 2:(top + h + 1) // 2, left // 2:(left + w + 1) // 2]
    best, label = None, None
    for i in range(4):   # a label at a time: four maps of a large photo need not be held
        full = cv2.resize(labels[i], (width, height), interpolation=cv2.INTER_LINEAR)
        if best is None:
            best, label = full, np.zeros(full.shape, np.uint8)
        else:
            np.copyto(label, i, where=full > best)
            np.maximum(best, full, out=best)
    return label


def spent():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return 1e3 * (used.ru_utime + used.ru_stime), 1e3 * time.perf_counter()


for path in photos[:2]:   # warm
    label_map(path)
before = spent()
for path in photos:
    label_map(path)
cpu_ms, wall_ms = ((b - a) / len(photos) for a, b in zip(before, spent()))
print(json.dumps({"cpu_ms": round(cpu_ms, 2), "wall_ms": round(wall_ms, 2)}))
