# SPDX-License-Identifier: Apache-2.0
"""tonsure's commands, their help and their refusals."""
import os
import re
import shutil
import struct
import subprocess
import unittest
import zlib

from cli import COMMAND, MODELS, CliTest, picture


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

    def copy_of_models(self):
        folder = self.path("models")
        shutil.copytree(MODELS, folder, ignore=shutil.ignore_patterns("training"))
        return folder

    def test_naming_models_needs_no_models(self):
        folder = self.copy_of_models()
        for name in ("parser", "norwood", "finding"):
            os.remove(f"{folder}/{name}.tsrw")
        self.assertEqual(self.run_command("model", "list", "--models", folder, expect=0).stdout, self.run_command("model", "list", expect=0).stdout)
        done = self.run_command("model", "verify", "--models", folder, expect=1)
        self.assertIn(b"model file parser.tsrw: cannot open", done.stderr)

    def test_damaged_and_swapped_models_are_refused(self):
        photo, folder = picture(self.path("a.png")), self.copy_of_models()
        with open(f"{folder}/parser.tsrw", "rb") as file:
            whole = file.read()
        with open(f"{folder}/norwood.tsrw", "rb") as file:
            other = file.read()
        changed = bytearray(whole)
        changed[len(whole) // 2] ^= 1
        sealed = bytearray(changed)   # its checksum fits, so it is another training's
        struct.pack_into("<I", sealed, 24, zlib.crc32(sealed[32:]))
        for content, words in ((changed, b"checksum"), (sealed, b"models.json says"), (whole[:-1], b"bytes, its header says"),
                               (other, b"models.json says"), (b"", b"too short")):
            with self.subTest(words=words):
                with open(f"{folder}/parser.tsrw", "wb") as file:
                    file.write(content)
                for arguments in (("assess", photo), ("batch", self.folder, "-o", self.path("out"))):
                    done = self.run_command(*arguments, "--models", folder, expect=1)
                    self.assertIn(b"model file parser.tsrw", done.stderr)
                    self.assertIn(words, done.stderr)
                    self.assertIn(b"install", done.stderr)
                self.assertIn(b"model file parser.tsrw has sha256", self.run_command("model", "verify", "--models", folder, expect=1).stderr)

    def test_a_start_loads_little(self):
        """Every command pays for what the program is linked to: docs/adr/0012."""
        loaded = subprocess.run(["ldd", COMMAND], capture_output=True, text=True, check=True).stdout.splitlines()
        if any("asan" in line for line in loaded):
            self.skipTest("a sanitizer's build")
        self.assertEqual([line for line in loaded if re.search("libheif|libx265|libpango|libgobject|libcurl|libgdal|openblas-pthread", line)], [])
        for name in ("libopenblas", "liblapack", "libblas"):
            self.assertTrue(any(f"{name}.so" in line and "/openblas-serial/" in line for line in loaded), name)
        self.assertLess(len(loaded), 60)


if __name__ == "__main__":
    unittest.main()
