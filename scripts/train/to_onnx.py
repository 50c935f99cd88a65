#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The parser as an ONNX file of one input size, for scripts/bench alone:  to_onnx.py CHECKPOINT SIZE_PX OUT.onnx"""
import sys

import torch

from network import Parser

checkpoint, size, out = sys.argv[1], int(sys.argv[2]), sys.argv[3]
net = Parser().eval()
net.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in torch.load(checkpoint)["ema"].items()})
torch.onnx.export(net, torch.zeros(1, 3, size, size), out, input_names=["photo"], output_names=["maps", "view", "pooled"],
                  opset_version=11)
