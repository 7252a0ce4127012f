"""XML parts of packages, parsed strictly."""

from __future__ import annotations

import re

from lxml import etree

from generator.importing.sentences import Refused

# The strict form of Office files says the same under other names.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w{1,40})/(\w{1,40})")
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)


def parse_xml(content: bytes, suffix: str) -> etree._Element:
    """Strict, bounded: no entities, no network, no giant trees."""
    if _DECLARED.search(content) or (b"\0" in content[:4] and _DECLARED.search(content.replace(b"\0", b""))):
        raise Refused("entities")
    content = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", content)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error):
            raise Refused("too-deep") from error
        if "allocat" in str(error):
            raise MemoryError from error
        raise Refused("damaged", suffix=suffix, why="内容不是规范的 XML") from error
