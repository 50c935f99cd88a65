#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Time the same network in OpenCV's dnn module, one thread:  dnn.py MODEL.onnx SIZE_PX RUNS   prints {"cv_dnn_ms": median}."""
import json
import statistics
import sys
import time

import cv2
import numpy as np

path, size, runs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
cv2.setNumThreads(1)
net = cv2.dnn.readNetFromONNX(path)
photo = np.random.default_rng(0).uniform(-1, 1, (1, 3, size, size)).astype(np.float32)
spent_ms = []
for _ in range(runs + 3):   # the first runs also fuse layers and allocate
    net.setInput(photo)
    before = time.perf_counter()
    net.forward(["maps", "view"])
    spent_ms.append(1e3 * (time.perf_counter() - before))
print(json.dumps({"cv_dnn_ms": round(statistics.median(spent_ms[3:]), 3)}))
