# SPDX-License-Identifier: Apache-2.0
"""tonsure batch when things go wrong: kills, stops, faults of the disk, photos that crash a decoder, odd names and folders; and shards.
Every test compares with an undisturbed run."""
import errno
import glob
import json
import os
import random
import shutil
import signal
import subprocess
import time
import unittest

from cli import COMMAND, MODELS, RUN_FILES, CliTest, head_jpeg, picture, tree

TIMING = ("timing.jsonl",)
SHIM = os.environ["TSR_FAULTS"]
UNFINISHED = 75
KILLS = int(os.environ.get("TSR_KILLS", "8"))
ROWS = [(f"p{i:02d}.jpg", f"case{i % 7}" if i % 3 else "") for i in range(20)]


def children(parent):
    """Processes whose parent this is."""
    found = []
    for path in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(path, encoding="utf-8", errors="replace") as f:
                fields = f.read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == parent and fields[0] != "Z":
            found.append(int(path.split("/")[2]))
    return sorted(found)


class Resume(CliTest):
    undisturbed = None # files of the photos as setUp makes them

    def setUp(self):
        super().setUp()
        self.root = self.path("photos")
        for i, (name, _) in enumerate(ROWS):
            head_jpeg(self.path("photos", name), side_px=160 + 8 * i)
        with open(self.path("photos", "p07.jpg"), "wb") as f:
            f.write(b"no picture\n")
        self.list = self.path("list.csv")
        with open(self.list, "w", encoding="utf-8") as f:
            f.write("photo,case\n" + "".join(f"{p},{c}\n" for p, c in ROWS))
        if not Resume.undisturbed:
            Resume.undisturbed = self.plain()

    def arguments(self, out, *more):
        return [COMMAND, "batch", "--models", MODELS, "--manifest", self.list, "--root", self.root, "-o", out, *more]

    def batch(self, out, *more, expect=1, env=None, **options):
        done = subprocess.run(self.arguments(out, *more), capture_output=True, timeout=100, stdin=subprocess.DEVNULL,
                              env={**os.environ, **(env or {})}, **options)
        if expect is not None:
            self.assertEqual(done.returncode, expect, done.stderr.decode())
        return done

    def start(self, out, *more):
        return subprocess.Popen(self.arguments(out, *more), stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)

    def plain(self):
        out = self.path("plain")
        self.batch(out, "--jobs", "1")
        return tree(out, TIMING)

    def check_same(self, out, expected=None):
        expected = expected or self.undisturbed
        self.assertEqual(sorted(tree(out, TIMING)), sorted(expected))
        self.assertEqual(tree(out, TIMING), expected)

    def test_any_number_of_jobs_gives_the_same_bytes(self):
        for jobs in ("2", "5", "64"):
            self.batch(self.path("out" + jobs), "--jobs", jobs)
            self.check_same(self.path("out" + jobs))
        self.check_run(self.path("out5"), [p for p, _ in ROWS])

    def test_kills_at_random_moments(self):
        rng = random.Random(4)
        out = self.path("out")
        started = time.monotonic()
        self.plain()
        whole_s = time.monotonic() - started
        for _ in range(KILLS):
            run = self.start(out, "--jobs", "2", "--resume")
            time.sleep(rng.uniform(0, whole_s))
            run.kill()
            run.communicate()
        self.batch(out, "--jobs", "2", "--resume")
        self.check_same(out)

    def test_killed_workers_change_nothing(self):
        out = self.path("out")
        run = self.start(out, "--jobs", "2")
        killed = done = 0
        while run.poll() is None:
            masks = len(glob.glob(os.path.join(out, "masks", "*")))
            if killed < 3 and masks >= done + 5: # by then the photo of the last one is done, which a second death would end
                for worker in children(run.pid)[:1]:
                    os.kill(worker, signal.SIGKILL)
                    killed, done = killed + 1, masks
            time.sleep(0.02)
        run.communicate()
        self.assertGreater(killed, 0)
        self.check_same(out)

    def test_a_signal_leaves_a_state_to_go_on_from(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            out = self.path(f"out{number}")
            run = self.start(out, "--jobs", "2")
            journal = os.path.join(out, ".work", "journal")
            while run.poll() is None and not glob.glob(os.path.join(out, "masks", "*")):
                time.sleep(0.01)
            run.send_signal(number)
            _, text = run.communicate()
            self.assertEqual(run.returncode, UNFINISHED, text)
            self.assertIn(b"--resume", text)
            self.assertGreater(os.path.getsize(journal), 1000) # what was in flight is kept
            self.assertFalse(os.path.exists(os.path.join(out, "run.json")))
            self.assertIn(b"--resume", self.batch(out, expect=1).stderr) # not without being asked to
            self.batch(out, "--resume")
            self.check_same(out)

    def test_a_finished_run_is_left_alone(self):
        out = self.path("out")
        self.batch(out)
        times = {f: os.stat(os.path.join(out, f)).st_mtime_ns for f in RUN_FILES}
        self.assertIn(b"are done", self.batch(out, "--resume").stderr)
        self.assertEqual(times, {f: os.stat(os.path.join(out, f)).st_mtime_ns for f in RUN_FILES})

    def test_changed_photos_and_lost_masks_are_done_again(self):
        out = self.path("out")
        self.batch(out)
        shutil.copyfile(self.path("photos", "p16.jpg"), self.path("photos", "p10.jpg"))
        os.remove(self.path("photos", "p17.jpg"))
        os.remove(os.path.join(out, "masks", "p18.jpg.png"))
        head_jpeg(self.path("photos", "p07.jpg"))
        self.assertIn(b"20 of 20", self.batch(out, "--resume").stderr)
        self.check_same(out, self.plain())
        self.assertFalse(os.path.exists(os.path.join(out, "masks", "p17.jpg.png")))

    def test_verify_looks_at_the_content(self):
        out = self.path("out")
        self.batch(out)
        photo = self.path("photos", "p12.jpg")
        info = os.stat(photo)
        with open(photo, "r+b") as f:
            f.seek(info.st_size // 2)
            f.write(bytes(64))
        os.utime(photo, ns=(info.st_atime_ns, info.st_mtime_ns))
        self.assertIn(b"are done", self.batch(out, "--resume").stderr)
        self.batch(out, "--resume", "--verify")
        self.check_same(out, self.plain())

    def test_new_rows_keep_the_old_ones(self):
        out = self.path("out")
        self.batch(out)
        with open(self.list, "a", encoding="utf-8") as f:
            f.write("new.jpg,new\n")
        head_jpeg(self.path("photos", "new.jpg"))
        done = self.batch(out, "--resume")
        self.assertIn(b"21 of 21", done.stderr)
        self.check_same(out, self.plain())

    def test_other_options_are_not_mixed(self):
        out = self.path("out")
        self.batch(out)
        before = tree(out)
        self.assertIn(b"other options", self.batch(out, "--resume", "--no-masks").stderr)
        self.assertEqual(tree(out), before)

    def test_a_damaged_journal_is_cut(self):
        out = self.path("out")
        self.batch(out)
        journal = os.path.join(out, ".work", "journal")
        size = os.path.getsize(journal)
        with open(journal, "rb") as f:
            data = f.read()
        for damage in ("cut", "flip", "junk"):
            with self.subTest(damage=damage), open(journal, "wb") as f:
                at = size * 2 // 3
                f.write(data[:at] if damage == "cut" else data[:at] + bytes([data[at] ^ 1]) + data[at + 1:] if damage == "flip" else data + b"TSRJ" * 9)
            os.remove(os.path.join(out, "run.json"))
            self.batch(out, "--resume")
            self.check_same(out)

    def test_two_runs_do_not_share_a_folder(self):
        out = self.path("out")
        first = self.start(out, "--jobs", "1")
        while not os.path.exists(os.path.join(out, ".work", "journal")):
            time.sleep(0.01)
        first.send_signal(signal.SIGSTOP)
        self.assertIn(b"another process", self.batch(out, "--resume", expect=UNFINISHED).stderr)
        first.send_signal(signal.SIGCONT)
        first.communicate()
        self.check_same(out)

    def test_a_photo_that_kills_its_reader_is_a_line(self):
        out = self.path("out")
        self.batch(out, "--jobs", "2", env={"LD_PRELOAD": SHIM, "TSR_FATAL": "p13.jpg"})
        lines = {x["photo"]: x for x in self.read_lines(out, "photos.jsonl")}
        self.assertEqual(lines["p13.jpg"]["status"], "error")
        self.assertIn("ended two processes", lines["p13.jpg"]["reasons"][0])
        self.assertEqual({p for p, x in lines.items() if x["status"] == "error"}, {"p13.jpg", "p07.jpg"})
        self.check_run(out, [p for p, _ in ROWS])

    def test_a_reader_that_dies_once_changes_nothing(self):
        out = self.path("out")
        self.batch(out, "--jobs", "2", env={"LD_PRELOAD": SHIM, "TSR_FATAL": "p13.jpg", "TSR_FATAL_ONCE": self.path("once")})
        self.assertTrue(os.path.exists(self.path("once")))
        self.check_same(out)

    def test_faults_of_the_disk_end_the_run_and_lose_nothing(self):
        for call in ("write", "fsync", "fdatasync", "syncfs", "rename"):
            for number in (1, 3):
                with self.subTest(call=call, number=number):
                    out = self.path(f"{call}{number}")
                    done = self.batch(out, "--jobs", "2", expect=None,
                                      env={"LD_PRELOAD": SHIM, "TSR_FAULT": f"{call}:{number}+:{errno.ENOSPC}" })
                    if done.returncode == 1 and os.path.exists(os.path.join(out, "run.json")):
                        continue # so late that nothing was called any more
                    self.assertEqual(done.returncode, 1)
                    self.assertIn(b"No space left", done.stderr)
                    self.batch(out, "--resume")
                    self.check_same(out)

    def test_shards_and_merge_give_the_same_bytes(self):
        out = self.path("out")
        for i in (3, 1, 4, 2):
            self.batch(out, "--shard", f"{i}/4", expect=None)
        self.assertIn(b"are done", self.batch(out, "--shard", "2/4", expect=None).stderr)
        self.assertEqual(self.run_command("merge", out).returncode, 1) # p07.jpg could not be read
        shutil.move(os.path.join(out, "shards"), self.path("kept"))
        self.check_same(out)

    def shards(self, out, count):
        for i in range(1, count + 1):
            self.batch(out, "--no-masks", "--shard", f"{i}/{count}", expect=None)

    def test_merge_refuses_what_is_not_whole(self):
        good = self.path("good")
        self.shards(good, 3)

        def broken(change):
            out = self.path("broken")
            shutil.rmtree(out, ignore_errors=True)
            shutil.copytree(good, out)
            change(os.path.join(out, "shards"))
            done = self.run_command("merge", out, expect=1)
            self.assertFalse(os.path.exists(os.path.join(out, "run.json")))
            return done.stderr

        def flip(path):
            with open(path, "r+b") as f:
                f.write(b"#")

        self.assertIn(b"2", broken(lambda s: shutil.rmtree(s + "/2-of-3")))
        self.assertIn(b"not complete", broken(lambda s: os.remove(s + "/3-of-3/shard.txt")))
        self.assertIn(b"not the file", broken(lambda s: flip(s + "/1-of-3/cases.jsonl")))
        self.assertIn(b"not the file", broken(lambda s: flip(s + "/1-of-3/rows.csv")))
        self.assertIn(b"shards of", broken(lambda s: shutil.copytree(s + "/1-of-3", s + "/1-of-4")))
        self.assertIn(b"not complete", broken(lambda s: (shutil.rmtree(s + "/1-of-3"), shutil.copytree(s + "/2-of-3", s + "/1-of-3"))))
        with open(self.list, "a", encoding="utf-8") as f:
            f.write("later.jpg,later\n")
        other = self.path("other")
        self.shards(other, 3)
        self.assertIn(b"another list", broken(lambda s: (shutil.rmtree(s + "/1-of-3"), shutil.copytree(other + "/shards/1-of-3", s + "/1-of-3"))))

    def test_merge_takes_shards_of_many_folders(self):
        one, two = self.path("one"), self.path("two")
        self.batch(one, "--shard", "1/2", expect=None)
        self.batch(two, "--shard", "2/2", expect=None)
        self.assertIn(b"1 of 2", self.run_command("merge", one, expect=1).stderr)
        self.run_command("merge", one, two, expect=1)
        shutil.rmtree(os.path.join(one, "shards"))
        self.check_same(one)
        self.assertIn(b"holds no shards", self.run_command("merge", self.path("photos"), expect=1).stderr)


class Folders(CliTest):
    def test_names_of_any_bytes_map_back(self):
        names = [b"\xff\xfe.png", b"caf\xe9.png", "gr\u00fcn.png".encode(), "\uf780 sign.png".encode(), b"new\nline.png", b'"quoted".png']
        root = os.fsencode(self.path("photos"))
        picture(self.path("any.png"), (40, 40))
        os.mkdir(root)
        for name in names:
            shutil.copyfile(self.path("any.png"), os.path.join(root, name))
        self.run_command("batch", root, "-o", self.path("out"), "--jobs", "2", expect=3)
        back = lambda text: b"".join(bytes([ord(c) - 0xF700]) if 0xF780 <= ord(c) <= 0xF7FF else c.encode() for c in text)
        lines = self.read_lines(self.path("out"), "photos.jsonl")
        self.assertEqual([back(x["photo"]) for x in lines], sorted(names))
        for line in lines:
            self.assertTrue(os.path.exists(os.path.join(os.fsencode(self.path("out")), back(line["mask"]))))
        for i in (1, 2):
            self.run_command("batch", root, "-o", self.path("sharded"), "--shard", f"{i}/2")
        self.run_command("merge", self.path("sharded"), expect=3)
        shutil.rmtree(self.path("sharded", "shards"))
        self.assertEqual(tree(self.path("sharded"), TIMING), tree(self.path("out"), TIMING))

    def test_loops_of_links_and_unreadable_folders(self):
        picture(self.path("photos", "sub", "a.png"), (40, 40))
        picture(self.path("photos", "closed", "b.png"), (40, 40))
        os.symlink("..", self.path("photos", "sub", "up"))
        os.symlink("self.png", self.path("photos", "self.png"))
        os.chmod(self.path("photos", "closed"), 0)
        self.addCleanup(os.chmod, self.path("photos", "closed"), 0o700)
        os.mkdir(self.path("results"))
        os.chmod(self.path("results"), 0o777)
        os.chmod(self.folder, 0o755)
        as_nobody = {"user": 65534, "group": 65534} if os.geteuid() == 0 else {}
        done = subprocess.run([COMMAND, "batch", "--models", MODELS, self.path("photos"), "-o", self.path("results", "out")],
                              capture_output=True, timeout=100, **as_nobody)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn(b"1 folders could not be read", done.stderr)
        lines = self.read_lines(self.path("results", "out"), "photos.jsonl")
        self.assertEqual([(x["photo"], x["status"]) for x in lines], [("self.png", "error"), ("sub/a.png", "not_assessable")])

    def test_many_files_in_one_folder(self):
        count = int(os.environ.get("TSR_MANY", "5000"))
        os.mkdir(self.path("photos"))
        for i in range(count):
            os.close(os.open(self.path("photos", f"{i}.jpg"), os.O_CREAT, 0o600)) # empty: an error line each
        done = self.run_command("batch", self.path("photos"), "-o", self.path("out"), expect=1)
        with open(self.path("out", "photos.jsonl"), encoding="utf-8") as f:
            names = [json.loads(line)["photo"] for line in f]
        self.assertEqual(names, sorted(f"{i}.jpg" for i in range(count)))
        self.assertIn(f"{count} not read".encode(), done.stderr)


class Kills(CliTest):
    """Random kills of a run that is long enough to sync its journal several times."""
    PHOTOS = 240
    KEPT_AFTER_S = 5 # batch syncs every 2 s; the rest is a busy machine's

    @staticmethod
    def has_records(out):
        journal = os.path.join(out, ".work", "journal")
        return os.path.exists(journal) and os.path.getsize(journal) > 4096 # more than the record of the options

    def check_kept(self, out, killed_at):
        """No photo that was finished some seconds before the kill is missing from the journal. True where the journal holds any."""
        with open(os.path.join(out, ".work", "journal"), "rb") as f:
            journal = f.read()
        for path in glob.glob(os.path.join(out, "masks", "*.png")):
            name = os.path.basename(path)
            if os.stat(path).st_mtime < killed_at - self.KEPT_AFTER_S:
                self.assertIn(f'"mask": "masks/{name}"'.encode(), journal)
        return b'"mask": "masks/' in journal

    def test_kills_at_random_moments(self):
        rng = random.Random(4)
        for i in range(self.PHOTOS):
            head_jpeg(self.path("photos", f"{i:03d}.jpg"), side_px=400 + i)
        arguments = [COMMAND, "batch", "--models", MODELS, self.path("photos"), "--jobs", "2", "-o"]
        started = time.monotonic()
        self.assertIn(subprocess.run([*arguments, self.path("whole")], capture_output=True).returncode, (0, 3))
        whole_s = time.monotonic() - started
        expected = tree(self.path("whole"), TIMING)
        out, begun, resumed, finished = self.path("out0"), 0, 0, 0
        for i in range(KILLS):
            run = subprocess.Popen([*arguments, out, "--resume"], stderr=subprocess.DEVNULL)
            while i % 2 and run.poll() is None and not self.has_records(out): # every other kill meets a journal in use
                time.sleep(0.01)
            time.sleep(rng.uniform(0, whole_s / (1 + i % 2)))
            run.kill()
            run.wait()
            if os.path.exists(os.path.join(out, ".work", "journal")):
                begun += 1
                resumed += self.check_kept(out, time.time())
            if os.path.exists(os.path.join(out, "run.json")): # the next kill shall meet work again
                self.assertEqual(tree(out, TIMING), expected)
                finished += 1
                shutil.rmtree(out)
                out = self.path(f"out{finished}")
        self.assertIn(subprocess.run([*arguments, out, "--resume"], capture_output=True).returncode, (0, 3))
        self.assertEqual(sorted(tree(out, TIMING)), sorted(expected))
        self.assertEqual(tree(out, TIMING), expected)
        self.assertGreater(resumed, 0)
        print(f"{KILLS} kills: {begun} had begun, {resumed} left records, {finished} runs were finished between them")


if __name__ == "__main__":
    unittest.main()
