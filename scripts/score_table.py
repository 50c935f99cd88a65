#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The scorer's figures as a Markdown table:  score_table.py EVALUATION_DIR"""
import json
import os
import sys


def main():
    with open(os.path.join(sys.argv[1], "score.json")) as f:
        scores = json.load(f)
    print("| figure | n | mean | 90 % interval | median |\n|---|---|---|---|---|")
    for key, s in sorted(scores.items()):
        if s.get("mean") is not None:
            print(f"| {key} | {s['n']} | {s['mean']:.3f} | {s['lo']:.3f} to {s['hi']:.3f} | {s['median']:.3f} |")
    print("\nphotos: " + ", ".join(f"{n} {status}" for status, n in sorted(scores["photos"].items())))


if __name__ == "__main__":
    main()
