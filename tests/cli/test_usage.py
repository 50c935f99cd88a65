# SPDX-License-Identifier: Apache-2.0
"""tonsure's commands, their help and their refusals."""
import re
import unittest

from cli import CliTest, picture


class Usage(CliTest):
    def test_help_of_every_command(self):
        top = self.run_command("--help", expect=0)
        self.assertEqual(top.stderr, b"")
        commands = re.findall(r"^  ([a-z]+) +\S", top.stdout.decode().split("Commands:")[1], re.M)
        self.assertLessEqual({"assess", "batch", "model"}, set(commands))
        for command in commands:
            if command == "tonsure":
                continue
            for option in ("--help", "-h"):
                done = self.run_command(command, option, expect=0)
                self.assertTrue(done.stdout.decode().startswith(f"Usage: tonsure {command} "), command)
                self.assertEqual(done.stderr, b"")
            self.assertLessEqual(max(map(len, done.stdout.decode().splitlines())), 120)

    def test_version_names_the_models(self):
        done = self.run_command("--version")
        self.assertRegex(done.stdout.decode(), r"\Atonsure \d+\.\d+\.\d+\n")
        if done.returncode == 1: # built outside the source tree and not installed: it has no models
            self.assertIn(b"models.json", done.stderr)
        else:
            self.assertEqual(done.returncode, 0)
            self.assertRegex(done.stdout.decode(), r"\nmodel parser sha256 [0-9a-f]{64}\n")

    def test_wrong_usage_is_2_and_says_so_on_stderr(self):
        photo = picture(self.path("a.png"))
        out = self.path("out")
        for arguments in ((), ("frobnicate",), ("--frobnicate",), ("assess",), ("assess", "--frobnicate", photo), ("assess", "-x", photo),
                          ("assess", photo, "-o"), ("assess", "--page", "x", photo), ("assess", "--page", "-1", photo),
                          ("assess", "--max-file-mb", "0", photo), ("assess", "--max-megapixels", "1e3", photo),
                          ("assess", "--max-pages", "99999999999999999999", photo), ("assess", photo, photo),
                          ("batch",), ("batch", self.folder), ("batch", "-o", out), ("batch", "--frobnicate", self.folder, "-o", out),
                          ("batch", self.folder, self.folder, "-o", out), ("batch", self.folder, "--manifest", "m.csv", "-o", out),
                          ("batch", self.folder, "--root", self.folder, "-o", out), ("batch", "--root", self.folder, "-o", out),
                          ("model",), ("model", "frobnicate"), ("model", "list", "more"), ("model", "--frobnicate")):
            with self.subTest(arguments=arguments):
                done = self.run_command(*arguments, expect=2)
                self.assertEqual(done.stdout, b"")
                self.assertNotEqual(done.stderr, b"")

    def test_models(self):
        listed = self.run_command("model", "list", expect=0).stdout.decode()
        self.assertRegex(listed, r"\A[0-9a-f]{64}  parser\n[0-9a-f]{64}  norwood\n[0-9a-f]{64}  finding\n\Z")
        self.assertEqual(self.run_command("model", "verify", expect=0).stdout.decode(), listed.replace("\n", ": ok\n"))
        for arguments in (("model", "verify"), ("assess", picture(self.path("a.png"))), ("batch", self.folder, "-o", self.path("out"))):
            done = self.run_command(*arguments, "--models", self.path("nowhere"), expect=1)
            self.assertIn(b"models.json", done.stderr)


if __name__ == "__main__":
    unittest.main()
