// What counts as the same text, and the keys under which a text is found: as generator/index/terms.py does it.

export const folding = (pairs) => new Map(Array.from(pairs.matchAll(/(.)(.)/gsu), ([, from, to]) => [from, to]));

// Letters and digits in their plainest form; `fold` takes traditional characters to simplified ones.
export function normalise(text, fold) {
  const plain = text.normalize("NFKC").toLowerCase();
  const folded = fold.size ? Array.from(plain, (one) => fold.get(one) ?? one).join("") : plain;
  return folded.replace(/[^\p{L}\p{N}]+/gu, "");
}

// The keys that a page must have to hold the word, as numbers: threes inside runs of Latin letters and digits, pairs
// elsewhere; a single unit alone has a key of its own. Units are those of UTF-16.
export function keys(word) {
  const code = (at) => word.charCodeAt(at);
  if (word.length < 2) return word ? [code(0)] : [];
  const latin = Array.from({ length: word.length }, (_, at) => /[0-9a-z]/.test(word[at]));
  const found = new Set();
  for (let at = 0; at + 1 < word.length; at += 1) {
    if (latin[at] && latin[at + 1] && latin[at + 2]) found.add(parseInt(word.slice(at, at + 3), 36) * 65536 + 10);
    else if (!(latin[at - 1] && latin[at] && latin[at + 1])) found.add(code(at) * 65536 + code(at + 1));
  }
  return [...found];
}

export function place(key, shards) {
  let number = Math.imul(key, 0x9e3779b1);
  number ^= number >>> 15;
  number = Math.imul(number, 0x85ebca6b);
  number ^= number >>> 13;
  return (number >>> 0) % shards;
}

// Words apart by spaces must all occur; quotation marks hold several together.
export function words(query, fold) {
  const found = Array.from(query.matchAll(/["“”「『]([^"“”」』]*)["“”」』]?|[^\s"“”「『]+/gu), (one) => one[1] ?? one[0]);
  return [...new Set(found.map((one) => normalise(one, fold)).filter(Boolean))];
}

// The text cut into [piece, is it one of the words]. Positions are followed through the normalising.
export function marked(text, wanted, fold) {
  let plain = "";
  const from = [], to = [];
  for (const { 0: piece, index } of text.matchAll(/\P{M}\p{M}*/gsu)) {
    const added = normalise(piece, fold);
    for (let unit = 0; unit < added.length; unit += 1) from.push(index), to.push(index + piece.length);
    plain += added;
  }
  const hits = [];
  for (const word of wanted) {
    for (let at = plain.indexOf(word); word && at >= 0; at = plain.indexOf(word, at + word.length)) {
      hits.push([from[at], to[at + word.length - 1]]);
    }
  }
  hits.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const pieces = [];
  let end = 0;
  for (const [start, stop] of hits) {
    if (start < end) continue;
    if (start > end) pieces.push([text.slice(end, start), false]);
    pieces.push([text.slice(start, stop), true]);
    end = stop;
  }
  if (end < text.length) pieces.push([text.slice(end), false]);
  return pieces;
}

// A long text shortened to the surroundings of its first hit.
export function excerpt(text, wanted, fold, around = 36) {
  const pieces = marked(text, wanted, fold);
  const first = pieces.findIndex((piece) => piece[1]);
  if (first > 0 && pieces[first - 1][0].length > around) {
    pieces.splice(0, first, ["…" + pieces[first - 1][0].slice(-around), false]);
  }
  let room = 3 * around;
  const kept = [];
  for (const [piece, hit] of pieces) {
    const left = [...piece];
    if (!hit && left.length > room) {
      kept.push([left.slice(0, room).join("") + "…", false]);
      break;
    }
    kept.push([piece, hit]);
    room -= hit ? 0 : left.length;
  }
  return kept;
}

// How many characters must be put in, taken out, replaced or swapped with the next.
export function distance(one, other) {
  let before = [], row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] !== other[j - 1]));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        next[j] = Math.min(next[j], before[j - 2] + 1);
      }
    }
    [before, row] = [row, next];
  }
  return row[other.length];
}
