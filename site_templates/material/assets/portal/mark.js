// On a page opened from the search: marks the words asked for (?hl=…) and takes them out of the address again.
import { marked, normalise } from "./text.js";

const none = new Map();
const SKIPPED = "nav, form, button, select, del, svg, .official th";

function* blocksOf(article) {
  const found = "h1, h2, h3, h4, p, li, dt, dd, td, th, caption, summary";
  for (const block of article.querySelectorAll(found)) {
    if (!block.closest(SKIPPED) && !block.querySelector(found)) yield block;
  }
}

// The hits in a block's text, which may reach over several text nodes.
function markIn(block, wanted) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) if (!walker.currentNode.parentElement.closest("small:not([class])")) nodes.push(walker.currentNode);
  const pieces = marked(nodes.map((node) => node.data).join(""), wanted, none);
  const marks = [];
  let at = 0;
  const cuts = pieces.map(([piece, hit]) => [at, at += piece.length, hit]).filter((cut) => cut[2]);
  at = 0;
  for (const node of nodes) {
    const start = at, end = at += node.data.length;
    for (const [from, to] of cuts.filter((cut) => cut[0] < end && cut[1] > start).reverse()) {
      const range = document.createRange();
      range.setStart(node, Math.max(from - start, 0));
      range.setEnd(node, Math.min(to, end) - start);
      const mark = document.createElement("mark");
      range.surroundContents(mark);
      marks.push(mark);
    }
  }
  return marks;
}

const address = new URL(location.href);
const wanted = [...new Set(address.searchParams.getAll("hl").map((word) => normalise(word, none)).filter(Boolean))];
address.searchParams.delete("hl");
history.replaceState(null, "", address);
const article = document.getElementById("content");
const place = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
const marks = wanted.length && article
  ? [...blocksOf(article)].flatMap((block) => markIn(block, wanted)) : [];
// the first hit after the place that the link names
const first = marks.find((mark) => !place || place.contains(mark)
  || place.compareDocumentPosition(mark) & Node.DOCUMENT_POSITION_FOLLOWING) ?? marks[0];
if (first) {
  first.closest("details")?.setAttribute("open", "");
  const box = first.getBoundingClientRect();
  if (box.top < 0 || box.bottom > innerHeight - 40) first.scrollIntoView({ block: "center" });
}
