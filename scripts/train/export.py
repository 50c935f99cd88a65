#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Export a checkpoint for the C engine.

  export.py CHECKPOINT models [--blend OTHER SHARE] [--parity tests/data/parity.tsrw]

Writes models/parser.tsrw (batch norm folded into the convolutions, kernels as [out x height x width x in] in 16-bit floats, see
docs/format-weights.md), its SHA-256 and checksum into models/models.json, and models/training/parser.pt, the same weights before folding, which
train.py --init goes on from. --blend mixes in SHARE of the weights of another checkpoint of the same line of training. --parity stores an input with the outputs of this framework on the same 16-bit weights,
in the same file format: the C test compares its own outputs with them.
"""
import argparse
import hashlib
import json
import os
import struct
import zlib

import numpy as np
import torch

from network import BLOCKS, Parser, read_weights

TYPES = {np.dtype("<f4"): 1, np.dtype("<f2"): 2}


def fold(conv, norm):
    """(kernel OHWI, bias) of a convolution followed by batch norm."""
    k = (norm.weight / torch.sqrt(norm.running_var + norm.eps)).detach()
    return (conv.weight * k[:, None, None, None]).permute(0, 2, 3, 1), norm.bias - norm.running_mean * k


def layers(net):
    """(name in the C table, kernel, bias) of every layer with weights."""
    for i, stage in enumerate(net.stages):
        yield f"stage{i + 1}.down", *fold(stage[0][0], stage[0][1])
        for j in range(BLOCKS[i]):
            for part in "ab":
                m = getattr(stage[1 + j], part)
                yield f"stage{i + 1}.block{j + 1}.{part}", *fold(m[0], m[1])
    for name in ("up4", "up3", "up2", "up1"):
        for part in ("lift", "mix"):
            m = getattr(getattr(net, name), part)
            yield f"{name}.{part}", *fold(m[0], m[1])
    yield "maps", net.maps.weight.permute(0, 2, 3, 1), net.maps.bias
    yield "view", net.view.weight, net.view.bias


def write(path, tensors):
    """tensors: [(name, array of <f4 or <f2)]. Returns the bytes written."""
    table_end = 32 + 88 * len(tensors)
    table, payload = b"", b""
    for name, a in tensors:
        payload += b"\0" * (-len(payload) % 4)
        dims = list(a.shape) + [0] * (4 - a.ndim)
        table += struct.pack("<56sII4IQ", name.encode(), TYPES[a.dtype], a.ndim, *dims, table_end + len(payload))
        payload += np.ascontiguousarray(a).tobytes()
    body = table + payload
    head = struct.pack("<4sIIIQII", b"TSRW", 1, 0x01020304, len(tensors), 32 + len(body), zlib.crc32(body), 0)
    with open(path, "wb") as f:
        f.write(head + body)
    return head + body


def name_model(folder, name, data):
    """Put a model's file, its SHA-256 and the checksum that it states into models.json, beside the others. Returns the SHA-256."""
    path = os.path.join(folder, "models.json")
    listed = json.load(open(path)) if os.path.exists(path) else {}
    digest, (checksum,) = hashlib.sha256(data).hexdigest(), struct.unpack_from("<I", data, 24)
    listed[name] = {"file": name + ".tsrw", "sha256": digest, "crc32": f"{checksum:08x}"}
    with open(path, "w") as f:
        json.dump(listed, f, indent=4)
        f.write("\n")
    return digest


def round_to_half(net):
    """The same network with batch norm folded and every weight rounded to 16 bits, as the C engine sees it."""
    with torch.no_grad():
        def settle(block):
            kernel, bias = fold(block[0], block[1])
            block[0].weight.copy_(kernel.permute(0, 3, 1, 2).half().float())
            norm = block[1]
            norm.running_mean.zero_(), norm.running_var.fill_(1 - norm.eps), norm.weight.fill_(1), norm.bias.copy_(bias.half().float())
        for m in net.modules():
            if m.__class__.__name__ == "ConvNorm":
                settle(m)
        for m in (net.maps, net.view):
            m.weight.copy_(m.weight.half().float()), m.bias.copy_(m.bias.half().float())
    return net


@torch.no_grad()
def parity_tensors(net, size=96):
    """A smooth random input, small so that the stored file is, and what the network makes of it."""
    torch.manual_seed(1)
    x = torch.nn.functional.interpolate(torch.rand(1, 3, 12, 12) * 2 - 1, size=(size, size), mode="bicubic", align_corners=False)
    maps, view, pooled = net(x)
    f = lambda t: t.numpy().astype("<f4")
    return [("input", f(x[0].permute(1, 2, 0))), ("maps", f(maps[0].permute(1, 2, 0))), ("view", f(view[0])), ("pooled", f(pooled[0]))]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("checkpoint")
    ap.add_argument("models")
    ap.add_argument("--blend", nargs=2, metavar=("OTHER", "SHARE"))
    ap.add_argument("--parity")
    a = ap.parse_args()
    net = Parser().eval()
    state = read_weights(a.checkpoint)
    if a.blend:
        other, share = read_weights(a.blend[0]), float(a.blend[1])
        state = {k: torch.lerp(v, other[k], share) if v.is_floating_point() else v for k, v in state.items()}
    net.load_state_dict(state)
    tensors = []
    for name, kernel, bias in layers(net):
        tensors += [(name + ".weight", kernel.detach().numpy().astype("<f2")), (name + ".bias", bias.detach().numpy().astype("<f2"))]
    data = write(os.path.join(a.models, "parser.tsrw"), tensors)
    digest = name_model(a.models, "parser", data)
    os.makedirs(os.path.join(a.models, "training"), exist_ok=True)
    half = {k: v.half() if v.is_floating_point() and "running" not in k else v for k, v in state.items()}
    torch.save({"ema": half}, os.path.join(a.models, "training", "parser.pt"))
    print(digest, len(data), "bytes,", sum(t.size for _, t in tensors), "parameters")
    if a.parity:
        write(a.parity, parity_tensors(round_to_half(net)))


if __name__ == "__main__":
    main()
