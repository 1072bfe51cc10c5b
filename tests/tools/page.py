# SPDX-License-Identifier: Apache-2.0
"""Reads a report's page as a browser would, and says what it should not have."""
import html.parser
import sys

VOID = {"meta", "br", "img", "link", "input", "hr"}
REACHES_OUT = {"src", "srcset", "data", "action", "formaction", "poster", "background", "xlink:href"}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.faults, self.ids, self.text = [], [], set(), []
        self.tags = {}

    def handle_starttag(self, tag, attributes):
        self.tags[tag] = self.tags.get(tag, 0) + 1
        for name, value in attributes:
            if name.startswith("on") or name in REACHES_OUT or name == "style":
                self.faults.append(f"<{tag} {name}={value!r}>")
            if name == "href" and not value.startswith("#"):
                self.faults.append(f"<{tag} href={value!r}>")
            if name == "id":
                if value in self.ids:
                    self.faults.append(f"id {value!r} twice")
                self.ids.add(value)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes something else")

    def handle_data(self, data):
        self.text.append(data)


page = Page()
page.feed(open(sys.argv[1], encoding="utf-8").read())
page.faults += [f"<{tag}> is not closed" for tag in page.open]
for tag in ("img", "link", "iframe", "object", "embed"):
    if tag in page.tags:
        page.faults.append(f"<{tag}>")
for tag in ("script", "style", "main", "h1"):
    if page.tags.get(tag) != 1:
        page.faults.append(f"{page.tags.get(tag, 0)} <{tag}>")
for wanted in sys.argv[2:]:
    if wanted not in "".join(page.text):
        page.faults.append(f"does not show {wanted!r}")
print("\n".join(page.faults))
sys.exit(bool(page.faults))
