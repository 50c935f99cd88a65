# SPDX-License-Identifier: Apache-2.0
"""tonsure simulate."""
import os
import re
import unittest

from PIL import Image

from cli import SAMPLES, CliTest, picture

TOP = os.path.join(SAMPLES, "norwood5-top.png")


class Simulate(CliTest):
    def read(self, *parts):
        with open(self.path(*parts), "rb") as f:
            return f.read()

    def test_every_file_is_there_and_the_same_in_every_run(self):
        for out in ("a", "b"):
            done = self.run_command("simulate", "top=" + TOP, "-o", self.path(out), "--seed", "3", expect=0)
            self.assertIn(b"norwood5-top.png\n  style buzz, 3 sessions, seed 3: ", done.stdout)
            self.assertEqual(done.stderr, b"")
        names = sorted(os.listdir(self.path("a")))
        self.assertEqual(names, ["norwood5-top.png." + part for part in
                                 ("after.png", "before-after.png", "session-1.png", "session-2.png", "session-3.png",
                                  "simulation.html")])
        for name in names:
            self.assertEqual(self.read("a", name), self.read("b", name), name)
        self.assertEqual(self.read("a", names[0]), self.read("a", "norwood5-top.png.session-3.png"))
        with Image.open(self.path("a", names[1])) as pair, Image.open(TOP) as photo:
            self.assertGreaterEqual(pair.width, 2 * photo.width)
            self.assertLessEqual(max(pair.size), 2048)
            self.assertEqual(pair.info, {})

    def test_the_page_stands_alone_and_can_be_used_by_keys(self):
        self.run_command("simulate", "top=" + TOP, "-o", self.path("o"), "--sessions", "2", expect=0)
        page = self.read("o", "norwood5-top.png.simulation.html").decode()
        sources = re.findall(r'(?:src|href)\s*=\s*"([^"]{0,30})', page)
        self.assertEqual(len(sources), 3)  # before, and after each of two sessions
        self.assertTrue(all(s.startswith("data:image/png;base64,") for s in sources))
        self.assertNotRegex(page, r"https?:|@import|url\(|fetch\(|XMLHttp")
        self.assertIn("default-src 'none'", page)
        self.assertRegex(page, r'<input type="range"[^>]*aria-label="[^"]+"')
        self.assertEqual(page.count(' alt="'), 3)
        self.assertIn('<html lang="en">', page)
        self.assertIn("This is a simulation.", page)
        self.assertEqual(page.count('type="radio"'), 2)

    def test_the_words_are_of_the_language(self):
        self.run_command("simulate", "top=" + TOP, "-o", self.path("en"), "--sessions", "1", expect=0)
        for language, said, mine in (("de", "Dies ist eine Simulation.", "+' % des Bildes zeigen"), ("es", "Esto es una simulación.", "'El '+(100"),
                                     ("tr", "Bu bir simülasyondur.", "'Resmin %'+(100")):
            self.run_command("simulate", "top=" + TOP, "-o", self.path(language), "--sessions", "1", "--lang", language, expect=0)
            page = self.read(language, "norwood5-top.png.simulation.html").decode()
            self.assertIn(f'<html lang="{language}">', page)
            self.assertIn(said, page)
            self.assertIn(mine, page)
            words = re.sub(r"<(style|script)>.*?</\1>|base64,[^\"]*", "", page, flags=re.S)
            self.assertNotRegex(words, r"(?i)\b(before|after|the|session|photo|dots)\b(?![-=\"])")
            for part in ("after", "before-after"):
                self.assertNotEqual(self.read(language, f"norwood5-top.png.{part}.png"), self.read("en", f"norwood5-top.png.{part}.png"))
        self.assertIn(b"--lang takes en, de, es or tr", self.run_command("simulate", TOP, "-o", self.path("o"), "--lang", "fr", expect=2).stderr)

    def test_styles(self):
        counts = {}
        for style, photo in (("buzz", TOP), ("density", TOP), ("scar", os.path.join(SAMPLES, "areata-top.png"))):
            done = self.run_command("simulate", "top=" + photo, "-o", self.path(style), "--style", style, "--sessions", "1",
                                    "--scale-mm-per-px", "0.5", expect=0)
            self.assertNotIn(b"usual size", done.stdout)
            counts[style] = int(re.search(rb": (\d+) dots", done.stdout).group(1))
        self.assertGreater(min(counts.values()), 300)
        self.assertEqual(counts["buzz"], counts["density"])  # the same dots, in another tone

    def test_exit_codes(self):
        out = self.path("out")
        for arguments in ((), (TOP,), (TOP, "-o", ""), (TOP, "-o", out, "--style", "wig"), (TOP, "-o", out, "--sessions", "0"),
                          (TOP, "-o", out, "--sessions", "9"), (TOP, "-o", out, "--seed", "-1"), (TOP, TOP, "-o", out)):
            with self.subTest(arguments=arguments):
                done = self.run_command("simulate", *arguments, expect=2)
                self.assertNotEqual(done.stderr, b"")
        self.assertFalse(os.path.exists(out))
        full = "front=" + os.path.join(SAMPLES, "full-front.png")
        done = self.run_command("simulate", full, "-o", out, expect=3)
        self.assertIn(b'no bare scalp in view for the style "buzz"', done.stdout)
        done = self.run_command("simulate", picture(self.path("a.png")), "-o", out, expect=3)
        self.assertIn(b"nothing to simulate: ", done.stdout)
        self.assertEqual(os.listdir(out), [])
        done = self.run_command("simulate", self.path("none.png"), full, "-o", out, expect=1)
        self.assertIn(b"none.png", done.stderr)
        self.assertIn(b"full-front.png", done.stdout)


if __name__ == "__main__":
    unittest.main()
