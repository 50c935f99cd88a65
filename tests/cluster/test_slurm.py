# SPDX-License-Identifier: Apache-2.0
"""A job array over photos on a real Slurm of two nodes, with a worker and a node killed in the middle: every photo exactly once, and
the same bytes as on one machine. Skipped, saying so, only without root or /sys/fs/cgroup."""
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))
from cli import COMMAND, MODELS, SAMPLES, SOURCE, tree
from slurm import Slurm, kill, parent_of, processes, read, wait_for

SKIPPED = 77
DATA = os.environ.get("TSR_DATA") or os.path.join(SOURCE, "..", "shared", "data")
PHOTOS, SHARDS = 150, 6


def choose():
    """Root, and rows of a manifest: real photos of whole cases where they are at hand, else the samples under many names."""
    listed = os.path.join(DATA, "manifest.csv")
    if os.path.exists(listed):
        with open(listed, encoding="utf-8", newline="") as f:
            rows = [r for r in csv.DictReader(f) if r["set"] in ("norwood_5view", "alonet", "bald_top_views")]
        return DATA, [(r["file"], r["subject"] if r["set"] == "norwood_5view" else "") for r in rows[:PHOTOS]]
    return None, [(f"{i}.png", f"case{i // 3}") for i in range(PHOTOS)]


class Cluster(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="tonsure-slurm-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.root, self.rows = choose()
        if self.root is None:
            self.root = os.path.join(self.folder, "photos")
            os.mkdir(self.root)
            samples = sorted(n for n in os.listdir(SAMPLES) if n.endswith(".png"))
            for i, (name, _) in enumerate(self.rows):
                shutil.copyfile(os.path.join(SAMPLES, samples[i % len(samples)]), os.path.join(self.root, name))
        self.list = os.path.join(self.folder, "list.csv")
        with open(self.list, "w", encoding="utf-8", newline="") as f:
            csv.writer(f).writerows([("photo", "case"), *self.rows, ("missing.jpg", "")])
        self.out = os.path.join(self.folder, "out")
        self.arguments = ["--models", MODELS, "--manifest", self.list, "--root", self.root]
        os.mkdir(os.path.join(self.folder, "slurm"))
        self.slurm = Slurm(os.path.join(self.folder, "slurm"))
        self.slurm.environment["TONSURE"] = COMMAND
        self.addCleanup(self.slurm.stop)

    def working(self, node):
        """Main processes of tonsure on a node that have begun to write masks."""
        found = []
        for pid in processes():
            words = read(pid, "cmdline").split(b"\0")
            if b"batch" not in words or self.out.encode() not in words or b"SLURMD_NODENAME=" + node.encode() not in read(pid, "environ").split(b"\0"):
                continue
            shard = words[words.index(b"--shard") + 1].decode().replace("/", "-of-")
            if os.path.isdir(os.path.join(self.out, "shards", shard, "masks")) and read(parent_of(pid), "comm") != b"tonsure\n":
                found.append(pid)
        return found

    def kill_one(self, node, how):
        wait_for(lambda: self.working(node), 150, f"task at work on {node}")
        how(self.working(node)[0])

    def states(self, jobs):
        """State of every task, and how often they were begun anew; a task that waits for its second start may start now."""
        shown = self.slurm.run("scontrol", "-o", "show", "job", jobs)
        tasks = [dict(word.split("=", 1) for word in line.split() if "=" in word) for line in shown.splitlines()]
        for task in tasks:
            if task["JobState"] == "PENDING" and task["Reason"] == "BeginTime":
                self.slurm.run("scontrol", "update", f"JobId={task['JobId']}", "StartTime=now")
        return [task["JobState"] for task in tasks], sum(int(task["Restarts"]) for task in tasks)

    def test_an_array_with_a_killed_worker_and_a_killed_node(self):
        alone = os.path.join(self.folder, "alone")
        self.assertEqual(subprocess.run([COMMAND, "batch", *self.arguments, "-o", alone], stderr=subprocess.DEVNULL).returncode, 1)
        self.slurm.start()
        submit = os.path.join(SOURCE, "scripts", "slurm", "submit")
        array, merge = self.slurm.run(submit, "-n", str(SHARDS), "-a", "--cpus-per-task=1", self.out, *self.arguments, check=True).split()
        self.kill_one("node1", kill)
        self.kill_one("node2", lambda _: self.slurm.kill_node("node2"))
        done = lambda: (lambda states: len(states) >= 1 and set(states) <= {"COMPLETED", "FAILED", "CANCELLED"})(self.states(array)[0])
        wait_for(done, 300, "end of the array")
        states, restarts = self.states(array)
        self.assertEqual(set(states), {"COMPLETED"})
        self.assertGreaterEqual(restarts, 2)
        wait_for(lambda: self.states(merge)[0] and self.states(merge)[0][0] in ("COMPLETED", "FAILED", "CANCELLED"), 150, "merge")
        self.assertEqual(self.states(merge)[0], ["COMPLETED"]) # though missing.jpg could not be read
        for name in ("shards", "logs"):
            shutil.move(os.path.join(self.out, name), os.path.join(self.folder, name))
        with open(os.path.join(self.out, "photos.jsonl"), encoding="utf-8") as f:
            self.assertEqual([json.loads(line)["photo"] for line in f], [p for p, _ in self.rows] + ["missing.jpg"])
        self.assertEqual(tree(self.out, ("timing.jsonl",)), tree(alone, ("timing.jsonl",)))
        print(f"{len(self.rows) + 1} photos in {SHARDS} shards, {restarts} restarts: the same bytes as on one machine")


if __name__ == "__main__":
    if os.geteuid() != 0 or not os.path.isdir("/sys/fs/cgroup"):
        print("skipped: a Slurm of its own needs root and /sys/fs/cgroup")
        sys.exit(SKIPPED)
    unittest.main()
