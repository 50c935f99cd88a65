# SPDX-License-Identifier: Apache-2.0
"""tonsure assess --report: the pages as a reader gets them, by poppler and qpdf."""
import html.parser
import json
import os
import subprocess
import unittest

from PIL import Image

from cli import SAMPLES, CliTest, picture

VIEWS = ["front", "top", "left", "right", "back"]
MARGIN_MM = 17  # the text's margin is 20 mm on A4, 23 on Letter
TITLES = {"en": "Hair and scalp report", "de": "Bericht über Haar und Kopfhaut", "es": "Informe capilar", "tr": "Saç ve saç derisi raporu"}


def tool(*arguments):
    done = subprocess.run(arguments, capture_output=True, timeout=60)
    assert done.returncode == 0, (arguments[0], done.stderr)
    return done.stdout


class Page(html.parser.HTMLParser):
    """What an HTML report refers to, and whether its elements close."""
    VOID = {"meta", "img", "rect", "polygon", "polyline"}

    def __init__(self):
        super().__init__()
        self.open, self.sources, self.alts, self.language = [], [], [], None

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.sources += [attributes[k] for k in ("src", "href") if k in attributes]
        self.language = attributes.get("lang", self.language)
        if tag == "img":
            self.alts.append(attributes.get("alt"))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag


class Report(CliTest):
    def five(self):
        return [f"{view}={os.path.join(SAMPLES, f'norwood5-{view}.png')}" for view in VIEWS]

    def report(self, folder, *arguments, expect=0):
        self.run_command("assess", "--report", "-o", self.path(folder), *arguments, expect=expect)
        return self.path(folder, "report.pdf"), self.path(folder, "report.html")

    def check_pages(self, pdf):
        """Sound, tagged, fonts embedded, and nothing but white in the margins."""
        tool("qpdf", "--check", pdf)
        self.assertRegex(tool("pdfinfo", pdf), rb"Tagged: +yes")
        fonts = [line.split() for line in tool("pdffonts", pdf).decode().splitlines()[2:]]
        self.assertTrue(fonts)
        self.assertTrue(all(line[-5] == "yes" for line in fonts), fonts)
        tool("pdftoppm", "-r", "50.8", "-gray", pdf, pdf + "-page")  # 2 px a mm
        pages = sorted(n for n in os.listdir(os.path.dirname(pdf)) if n.startswith("report.pdf-page"))
        for name in pages:
            with Image.open(os.path.join(os.path.dirname(pdf), name)) as page:
                width, height = page.size
                margin = 2 * MARGIN_MM
                for box in ((0, 0, margin, height), (width - margin, 0, width, height), (0, 0, width, 18), (0, height - 20, width, height)):
                    self.assertEqual(page.crop(box).getextrema()[0], 255, (name, box))
                between = page.crop((0, height - 34, width, height - 30))  # no text runs into the foot
                self.assertGreater(between.getextrema()[0], 190, name)
        return len(pages)

    def check_html(self, path, language):
        with open(path, encoding="utf-8") as f:
            text = f.read()
        page = Page()
        page.feed(text)
        self.assertEqual((page.open, page.language), ([], language))
        self.assertTrue(all(s.startswith("data:image/jpeg;base64,") for s in page.sources))
        self.assertTrue(all(page.alts))
        return text

    def test_every_language(self):
        for language, title in TITLES.items():
            with self.subTest(language=language):
                pdf, page = self.report(language, "--lang", language, "--from", "2027-01-11", *self.five())
                self.assertEqual(self.check_pages(pdf), 5)
                text = tool("pdftotext", "-layout", pdf, "-").decode()
                self.assertIn(title, text)
                with open(pdf, "rb") as f:
                    self.assertIn(f"/Lang ({language})".encode(), f.read())
                self.assertIn(title, self.check_html(page, language))
                self.assertIn("2027", text)

    def test_same_bytes_on_letter_and_no_metadata(self):
        first = self.report("one", "--paper", "letter", *self.five())
        second = self.report("two", "--paper", "letter", *self.five())
        for a, b in zip(first, second):
            with open(a, "rb") as f, open(b, "rb") as g:
                content = f.read()
                self.assertEqual(content, g.read())
                self.assertNotIn(b"Exif", content)
                self.assertNotIn(self.folder.encode(), content)
        self.assertRegex(tool("pdfinfo", first[0]), rb"612 x 792")
        self.check_pages(first[0])

    def test_odd_cases(self):
        blank = picture(self.path("blank.png"), (20, 20))
        broken = self.path("broken.jpg")
        with open(broken, "wb") as f:
            f.write(b"no photo")
        names = ["Ж" * 80, "W" * 80, "محمد بن عبد الرحمن " * 4, "a\nb"]
        top = os.path.join(SAMPLES, "areata-top.png")
        minor = self.path("minor.json")
        with open(minor, "w", encoding="utf-8") as f:
            json.dump({"age_years": 15}, f)
        self.check_pages(self.report("blank", "--name", names[0], blank, expect=3)[0])
        self.check_pages(self.report("broken", "--name", names[1], "--lang", "tr", broken, top, expect=1)[0])
        pdf, page = self.report("minor", "--name", names[2], "--lang", "de", "--paper", "letter", "--intake", minor, top)
        self.check_pages(pdf)
        self.assertNotIn("USD", self.check_html(page, "de"))
        self.check_pages(self.report("many", "--name", names[3], *self.five(), top)[0])

    def test_wrong_usage(self):
        photo = picture(self.path("a.png"))
        for arguments in (("--report",), ("--lang", "fr"), ("--paper", "a5"), ("--date", "yesterday")):
            with self.subTest(arguments=arguments):
                done = self.run_command("assess", *arguments, photo, expect=2)
                self.assertIn(arguments[0].encode(), done.stderr)


if __name__ == "__main__":
    unittest.main()
