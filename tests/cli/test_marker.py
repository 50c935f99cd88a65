# SPDX-License-Identifier: Apache-2.0
"""tonsure marker, and the options that carry a scale."""
import os
import unittest

from cli import CliTest, picture


class Marker(CliTest):
    def read(self, path):
        with open(path, "rb") as f:
            return f.read()

    def test_a_page_of_each_paper_with_the_same_bytes_in_every_run(self):
        for paper, box in (("a4", b"595.27"), ("letter", b"612 792")):
            first, second = self.path(paper + "1.pdf"), self.path(paper + "2.pdf")
            for path in (first, second):
                done = self.run_command("marker", "-o", path, "--paper", paper, expect=0)
                self.assertEqual((done.stdout, done.stderr), (b"", b""))
            self.assertEqual(self.read(first), self.read(second))
            self.assertTrue(self.read(first).startswith(b"%PDF-"))
            self.assertIn(box, self.read(first))
            self.assertEqual(self.read(first).count(b"/MediaBox"), 1)
        self.run_command("marker", "-o", self.path("default.pdf"), expect=0)
        self.assertEqual(self.read(self.path("default.pdf")), self.read(self.path("a41.pdf")))

    def test_wrong_usage(self):
        out = self.path("m.pdf")
        for arguments in ((), ("-o", ""), ("-o", out, "more"), ("-o", out, "--paper", "a5"), ("--frobnicate",)):
            with self.subTest(arguments=arguments):
                done = self.run_command("marker", *arguments, expect=2)
                self.assertEqual(done.stdout, b"")
                self.assertNotEqual(done.stderr, b"")
        self.assertFalse(os.path.exists(out))
        done = self.run_command("marker", "-o", self.path("nowhere", "m.pdf"), expect=1)
        self.assertIn(b"m.pdf", done.stderr)

    def test_scales_are_checked(self):
        photo = picture(self.path("a.png"))
        for option in ("--scale-mm-per-px", "--marker-mm"):
            for value in ("", "0", "-1", "nan", "inf", "0x10", "1e9", "1,5", "5mm"):
                with self.subTest(option=option, value=value):
                    done = self.run_command("assess", option, value, photo, expect=2)
                    self.assertIn(option.encode() + b" takes a number from ", done.stderr)


if __name__ == "__main__":
    unittest.main()
