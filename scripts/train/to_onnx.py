#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The parser as an ONNX file of one input size, for scripts/bench alone:  to_onnx.py CHECKPOINT SIZE_PX OUT.onnx"""
import sys

import torch

from network import Parser, read_weights

checkpoint, size, out = sys.argv[1], int(sys.argv[2]), sys.argv[3]
net = Parser().eval()
net.load_state_dict(read_weights(checkpoint))
torch.onnx.export(net, torch.zeros(1, 3, size, size), out, input_names=["photo"], output_names=["maps", "view", "pooled"],
                  opset_version=11)
