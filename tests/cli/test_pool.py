# SPDX-License-Identifier: Apache-2.0
"""tonsure batch: how far workers run ahead of their parent, and results ahead of the list."""
import glob
import os
import random
import signal
import subprocess
import time
import unittest

from cli import COMMAND, MODELS, CliTest, picture, tree

TIMING = ("timing.jsonl",)
WORKER_CASES = 2 # BATCH_WORKER_CASES: a worker has one in work and one to begin with at once
WINDOW_CASES = 256 # BATCH_WINDOW_CASES
JOBS = 2


class Pool(CliTest):
    def photos(self, count):
        """Tiny photos whose files have sizes of their own: what follows a PNG's end is not read."""
        rng = random.Random(7)
        with open(picture(self.path("any.png"), (40, 40)), "rb") as f:
            data = f.read()
        os.mkdir(self.path("photos"))
        for i in range(count):
            with open(self.path("photos", f"{i:04d}.png"), "wb") as f:
                f.write(data + bytes(rng.randrange(100000)))

    def start(self, out):
        return subprocess.Popen([COMMAND, "batch", "--models", MODELS, self.path("photos"), "-o", out, "--jobs", str(JOBS), "--resume"],
                                stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def done(self, out):
        return {int(os.path.basename(p)[:4]) for p in glob.glob(os.path.join(out, "masks", "*.png"))}

    def wait_for(self, run, out, count):
        while run.poll() is None and len(self.done(out)) < count:
            time.sleep(0.002)
        self.assertIsNone(run.returncode, "the run was over before it could be looked at")

    def test_workers_wait_for_a_parent_that_takes_nothing(self):
        count = 60
        self.photos(count)
        out = self.path("out")
        run = self.start(out)
        self.wait_for(run, out, 10)
        run.send_signal(signal.SIGSTOP)
        time.sleep(0.05) # the signal's way
        before = len(self.done(out))
        time.sleep(1)
        after = len(self.done(out))
        run.send_signal(signal.SIGCONT)
        self.assertLessEqual(after - before, JOBS * WORKER_CASES)
        self.assertLess(after, count)
        self.assertEqual(run.wait(), 3)
        whole = self.start(self.path("whole"))
        self.assertEqual(whole.wait(), 3)
        self.assertEqual(tree(out, TIMING), tree(self.path("whole"), TIMING))

    def test_large_photos_come_first_but_no_farther_than_the_window(self):
        self.photos(600)
        out = self.path("out")
        run = self.start(out)
        self.wait_for(run, out, 60)
        run.send_signal(signal.SIGTERM)
        self.assertEqual(run.wait(), 75)
        done = self.done(out)
        self.assertLess(max(done), len(done) + WINDOW_CASES)
        sizes = [os.path.getsize(self.path("photos", f"{i:04d}.png")) for i in range(WINDOW_CASES)]
        first = {i for i in done if i < WINDOW_CASES}
        smallest = sorted(range(WINDOW_CASES), key=lambda i: sizes[i])[:20]
        self.assertFalse(first & set(smallest)) # they can wait


if __name__ == "__main__":
    unittest.main()
