// Pages that are about what was asked where none has it word for word: Pagefind, loaded only then.
let engine;

async function open(root, parts) {
  if (!engine) {
    const pagefind = await import(new URL("pagefind/pagefind.js", root));
    await pagefind.options({ excerptLength: 40 });
    await pagefind.init();
    for (let part = 1; part < parts; part += 1) await pagefind.mergeIndex(new URL(`pagefind/${part}`, root).href);
    engine = pagefind;
  }
  return engine;
}

// Pagefind marks the hits with <mark> in otherwise plain text; only that much of HTML is let through.
function pieces(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  return Array.from(parsed.body.childNodes, (node) => [node.textContent, node.nodeName === "MARK"]);
}

// [{ url, title, pieces }], at most `most`. All words together first; else the pages that hold most of them.
export async function related(query, filters, root, parts = 1, most = 5) {
  const pagefind = await open(root, parts);
  let found = (await pagefind.search(query, { filters })).results;
  if (!found.length) {
    const segments = [...new Intl.Segmenter("zh", { granularity: "word" }).segment(query)];
    const words = segments.filter((one) => one.isWordLike && one.segment.length > 1).slice(0, 6);
    const scores = new Map();
    for (const { segment } of words) {
      for (const result of (await pagefind.search(segment, { filters })).results.slice(0, 200)) {
        const known = scores.get(result.id) ?? { result, score: 0 };
        known.score += 1 + result.score / 1000;
        scores.set(result.id, known);
      }
    }
    found = [...scores.values()].sort((a, b) => b.score - a.score).map((one) => one.result);
  }
  const data = await Promise.all(found.slice(0, most).map((one) => one.data()));
  return data.map((one) => {
    const place = one.sub_results?.find((sub) => sub.anchor);
    return { url: (place ?? one).url, title: one.meta.title, pieces: pieces((place ?? one).excerpt) };
  });
}
