// The exact index in the browser: any phrase → the pages that hold it, with the place in their text.
// Reads what generator/index/exact.py writes. Knows nothing of the page it runs on: search.js asks and shows.
import { distance, folding, keys, normalise, place, words } from "./text.js";

// A shard as generator/index/shards.py packs it: a key's number → from where to where its chunks stand in `chunks`,
// and which of their pages have it, as bits, in `pages`.
export function opened(bytes) {
  let at = 0;
  const number = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error("a shard cut short");
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const count = number();
  const keys = sums(Array.from({ length: count }, number), Float64Array);
  const ends = sums(Array.from({ length: count }, number));
  const total = ends[count - 1] ?? 0;
  const chunks = new Uint16Array(total), places = new Map();
  for (let key = 0, from = 0; key < count; from = ends[key++]) {
    places.set(keys[key], [from, ends[key]]);
    for (let entry = from, chunk = -1; entry < ends[key]; entry += 1) chunks[entry] = chunk += number();
  }
  const pages = Uint16Array.from(bytes.subarray(at, at + total));
  bytes.subarray(at + total).forEach((high, entry) => (pages[entry] |= high << 8));
  return { places, chunks, pages };
}

async function unpacked(parts, format) {
  const stream = new DecompressionStream(format);
  const writer = stream.writable.getWriter();
  Promise.all([...parts.map((part) => writer.write(part)), writer.close()]).catch(() => {}); // the reader is told
  return new Uint8Array(await new Response(stream.readable).arrayBuffer());
}

// Some servers say that all is well and send a page of HTML where there is no file.
async function sent(address, options) {
  const response = await fetch(address, options);
  if (response.ok && !response.headers.get("Content-Type")?.startsWith("text/html")) return response;
  throw new Error(`${response.status}: ${response.url}`);
}

// A server may already have taken the gzip off.
async function content(response) {
  const bytes = new Uint8Array(await response.arrayBuffer());
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? unpacked([bytes], "gzip") : bytes;
}
const parsed = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

const sums = (steps, kind = Int32Array) => {
  let sum = 0;
  return kind.from(steps, (step) => (sum += step));
};
const MOST_KEYS = 9; // of a long phrase that many keys, spread over it, decide which pages are looked into
const WEIGHT = { " ": 4, "@": 4, "+": 2, "#": 1, "!": 0 };

// The index of a site, read when it is first asked for. A new build may take files away while a page is open: then it
// is read anew, once, and what was to be done is done anew.
export class Index {
  // `site` is the address of the site.
  constructor(site) {
    this.base = new URL("search/index/", site);
  }

  open() {
    return (this.opened ??= Exact.open(this.base).catch((error) => {
      this.opened = undefined;
      throw error;
    }));
  }

  async use(work) {
    const exact = await this.open();
    try {
      return await work(exact);
    } catch (error) {
      if (!(await this.renew(exact))) throw error;
      return work(await this.open());
    }
  }

  // Whether there is another index by now than the one that failed: then that is taken to be why, whatever went wrong.
  async renew(exact) {
    if ((await this.open()) !== exact) return true;
    const now = await Exact.open(this.base, `?${Date.now()}`); // no cache on the way has this address
    if (String(now.digests) === String(exact.digests)) return false;
    this.opened = Promise.resolve(now);
    return true;
  }
}

export class Exact {
  // `base` is the address of search/index/.
  static async open(base, asked = "") {
    const bytes = await content(await sent(new URL(`pages.bin${asked}`, base), { cache: "no-cache" }));
    const end = bytes.indexOf(10); // of the line of JSON; numbers follow
    return new Exact(base, parsed(bytes.subarray(0, end)), bytes.subarray(end + 1));
  }

  // `numbers`: the files' digests, then the lengths of the pages' packed texts; see generator/index/listing.py.
  constructor(base, list, numbers) {
    Object.assign(this, { base, list, count: list.year.length, fold: folding(list.folding), loaded: new Map(),
      calls: new Map() });
    const columns = numbers.length - 4 * this.count;
    this.digests = numbers.subarray(0, columns);
    this.lengths = Int32Array.from(list.year, (_, page) => [0, 1, 2, 3].reduce(
      (length, byte) => length | numbers[columns + byte * this.count + page] << 8 * byte, 0));
    this.names = list.names.split("\n");
    this.paths = list.paths.split("\n");
    this.area = sums(list.area);
    this.unit = sums(list.unit);
    this.firsts = sums(list.chunks.map((_, at) => list.chunks[at - 1] ?? 0)); // the first page of each chunk
    this.others = new Map(list.others.map(([page, url, title]) => [page, { url, title }]));
    this.starts = new Int32Array(this.count);
    this.files = new Int32Array(this.count);
    const newest = [...list.year.keys()].sort((a, b) => list.year[b] - list.year[a] || a - b);
    let start = 0;
    newest.forEach((page, at) => {
      if (at % list.perFile === 0) start = 0;
      this.files[page] = Math.floor(at / list.perFile);
      this.starts[page] = start;
      start += this.lengths[page];
    });
  }

  // ── what is known of every page ──

  unitName(unit) {
    return this.list.areas[this.area[unit]][2] + this.names[unit];
  }

  url(page) {
    const unit = this.unit[page];
    if (unit < 0) return this.others.get(page).url;
    const year = this.list.year[page];
    return `${this.list.areas[this.area[unit]][3]}/${this.paths[unit]}/${year ? `${year}/` : ""}`;
  }

  title(page) {
    const unit = this.unit[page], year = this.list.year[page];
    return unit < 0 ? this.others.get(page).title : this.unitName(unit) + (year ? `${year}年年报` : "");
  }

  place(page) {
    return this.unit[page] < 0 ? [] : this.list.areas[this.area[this.unit[page]]].slice(0, 3);
  }

  // The value of a filter for a page, "" where it has none.
  facet(name, page) {
    const level = { 省份: 0, 城市: 1, 县区: 2 }[name];
    if (level !== undefined) return this.place(page)[level] ?? "";
    if (name === "年份") return this.list.year[page] ? `${this.list.year[page]}年` : "";
    if (name === "表格格式") return this.list.editions[this.list.edition[page]];
    return this.list.standings[this.list.standing[page]];
  }

  // ── files, each asked for once ──

  once(name, load) {
    if (!this.loaded.has(name)) {
      const waiting = load();
      waiting.catch(() => this.loaded.delete(name));
      this.loaded.set(name, waiting);
    }
    return this.loaded.get(name);
  }

  // A file's address says what is in it: it never leads to what belongs to another build.
  address(name) {
    const order = { common: 0, names: 1 }[name] ?? 2 + Number(name.slice(1)) + (name[0] === "t" ? this.list.shards : 0);
    const digest = Array.from(this.digests.subarray(3 * order, 3 * order + 3), (one) => one.toString(16).padStart(2, "0"));
    return new URL(`${name}-${digest.join("")}.bin`, this.base);
  }

  file(name) {
    return this.once(name, async () => content(await sent(this.address(name))));
  }

  shard(number) {
    return this.once(`lists ${number}`, async () => opened(await this.file(`s${number}`)));
  }

  // The blocks of a page: { kind, anchor, text, plain, section, link }.
  text(page) {
    return this.once(`text ${page}`, async () => {
      const [common, own] = await Promise.all([this.common(), this.packed(page)]);
      const whole = await unpacked([common.packed, own], "deflate-raw");
      return this.blocks(new TextDecoder().decode(whole.subarray(common.length)));
    });
  }

  common() {
    return this.once("common unpacked", async () => {
      const packed = await this.file("common");
      const end = new Uint8Array([3, 0]); // an empty last block: common.bin itself ends open
      return { packed, length: (await unpacked([packed, end], "deflate-raw")).length };
    });
  }

  // A page's part of its file; from a server that sends only whole files, the file.
  async packed(page) {
    const start = this.starts[page], stop = start + this.lengths[page];
    const name = `t${this.files[page]}`;
    if (!this.loaded.has(name) && !this.whole) {
      const answer = await sent(this.address(name), { headers: { Range: `bytes=${start}-${stop - 1}` } });
      const bytes = new Uint8Array(await answer.arrayBuffer());
      if (answer.status === 206) return bytes;
      this.whole = true;
      this.loaded.set(name, Promise.resolve(bytes));
    }
    return (await this.file(name)).subarray(start, stop);
  }

  blocks(text) {
    let section = "", anchor = "";
    return text.split("\n").map((line) => {
      const cut = line.indexOf("\t");
      const block = { kind: line[0], anchor: line.slice(1, cut), text: line.slice(cut + 1) };
      if (block.kind === "#" || block.kind === "!") section = block.kind === "#" ? block.text : "";
      if (block.kind !== " " && block.kind !== "@") anchor = block.anchor;
      block.plain = normalise(block.text, this.fold);
      return Object.assign(block, { section, link: block.anchor || anchor });
    });
  }

  // ── asking ──

  // A mask over all pages: 1 where the page has every key of the word.
  async holding(word) {
    const mask = new Uint8Array(this.count);
    let wanted = keys(word);
    if (wanted.length > MOST_KEYS) {
      const step = (wanted.length - 1) / (MOST_KEYS - 1);
      wanted = Array.from({ length: MOST_KEYS }, (_, at) => wanted[Math.round(at * step)]);
    }
    this.common().catch(() => {}); // will be needed next
    const shards = await Promise.all(wanted.map((key) => this.shard(place(key, this.list.shards))));
    wanted.forEach((key, at) => {
      const { places, chunks, pages } = shards[at];
      const [from, to] = places.get(key) ?? [0, 0];
      for (let entry = from; entry < to; entry += 1) {
        for (let held = pages[entry], page = this.firsts[chunks[entry]]; held; held >>= 1, page += 1) {
          if (held & 1 && mask[page] === at) mask[page] = at + 1;
        }
      }
    });
    return mask.map((seen) => (seen === wanted.length ? 1 : 0));
  }

  // Township and county names that a word in Latin letters may stand for, by their pinyin or its initials.
  async named(word) {
    if (!/^[a-z]{2,}$/.test(word)) return []; // two letters only where they are all
    const names = await this.once("spoken", async () => parsed(await this.file("names")));
    const found = new Map();
    const offer = (name, spoken) => {
      const initials = spoken.split(" ").map((one) => one[0]).join("");
      const whole = spoken.replaceAll(" ", "");
      const exact = whole === word || initials === word;
      if (exact || (word.length > 2 && (initials.startsWith(word) || (word.length > 3 && whole.startsWith(word))))) {
        found.set(name, Math.min(found.get(name) ?? 9, exact ? 0 : 1 + whole.length - word.length));
      }
    };
    this.list.areas.forEach((area, at) => offer(area[2], names.areas[at]));
    this.names.forEach((name, unit) => {
      offer(name, names.units[unit]);
      if (word.length > 3) offer(this.unitName(unit), `${names.areas[this.area[unit]]} ${names.units[unit]}`);
    });
    return [...found].sort((a, b) => a[1] - b[1]).slice(0, 12).map(([name]) => name);
  }

  // A query → { wanted: for each word its ways of being written, mask: pages that may hold them all, sure }.
  async ask(query) {
    let said = words(query, this.fold);
    if (said.length > 1 && said.every((word) => /^[a-z]+$/.test(word)) && (await this.named(said.join(""))).length) {
      said = [said.join("")];
    }
    const wanted = await Promise.all(said.map(async (word) => [word, ...(await this.named(word)).map(
      (name) => normalise(name, this.fold))]));
    const masks = await Promise.all(wanted.map((ways) => Promise.all(ways.map((way) => this.holding(way)))));
    const mask = new Uint8Array(this.count).fill(1);
    for (const ways of masks) {
      for (let page = 0; page < this.count; page += 1) if (!ways.some((one) => one[page])) mask[page] = 0;
    }
    return { wanted, mask, sure: wanted.every((ways) => ways.every((way) => keys(way).length === 1)) };
  }

  // Pages where a word stands only in the labels of the official tables: page → [anchor, label].
  labelled({ wanted, mask }) {
    const found = new Map();
    if (!wanted.length) return found;
    const layouts = this.list.layouts.map(([anchor, labels]) => wanted.map((ways) => labels.find((label) => {
      const plain = normalise(label, this.fold);
      return ways.some((way) => plain.includes(way));
    })).map((label) => label && [anchor, label]));
    const combined = this.list.combined.map((numbers) => {
      const hits = wanted.map((_, at) => numbers.map((number) => layouts[number][at]).find(Boolean));
      return hits.every(Boolean) && hits[0];
    });
    for (let page = 0; page < this.count; page += 1) {
      if (!mask[page] && combined[this.list.tables[page]]) found.set(page, combined[this.list.tables[page]]);
    }
    return found;
  }

  // Pages by township, the best first: [[page, …], …]. The own page of a place that is named, then titles that hold
  // the words, then everything else; among equals the newest year.
  ranked(pages, wanted) {
    const groups = new Map();
    for (const page of pages) {
      const unit = this.unit[page];
      const name = unit < 0 ? -1 - page : unit;
      let group = groups.get(name);
      if (!group) groups.set(name, group = { pages: [], rank: 9, year: 0, first: page });
      group.pages.push(page);
      group.rank = Math.min(group.rank, this.rank(page, wanted));
      group.year = Math.max(group.year, this.list.year[page]);
    }
    const order = [...groups.values()].sort((a, b) => a.rank - b.rank || b.year - a.year || a.first - b.first);
    for (const { pages: own, rank } of order) {
      const year = (page) => this.list.year[page] || (rank < 2 ? 9999 : 0);
      own.sort((a, b) => year(b) - year(a));
    }
    return order.map((one) => one.pages);
  }

  rank(page, wanted) {
    if (!wanted.length) return 3;
    const year = this.list.year[page];
    const { name, title, whole } = this.called(page);
    if (!year && wanted.length === 1 && wanted[0].some((way) => way === name || way === title || way === whole)) return 0;
    const full = (wanted.length > 1 ? whole : title) + (year ? `${year}年年报` : "");
    if (!this.url(page) || !wanted.every((ways) => ways.some((way) => full.includes(way)))) return 3;
    return year || this.unit[page] < 0 ? 2 : 1;
  }

  // What a page's place is called, normalised: alone, with its county, with all above it.
  called(page) {
    const unit = this.unit[page];
    const key = unit < 0 ? -1 - page : unit;
    if (!this.calls.has(key)) {
      const title = normalise(unit < 0 ? this.title(page) : this.unitName(unit), this.fold);
      this.calls.set(key, unit < 0 ? { name: title, title, whole: title } : { title,
        name: normalise(this.names[unit], this.fold),
        whole: normalise(this.place(page).slice(0, 2).join(""), this.fold) + title });
    }
    return this.calls.get(key);
  }

  // Where a page holds the words: the fewest blocks that show them all, or null where it does not after all.
  async verify(page, wanted) {
    const blocks = await this.text(page);
    const left = new Set(wanted.keys());
    const shown = [];
    while (left.size) {
      let best, most = 0;
      for (const block of blocks) {
        let score = 0;
        for (const at of left) if (wanted[at].some((way) => block.plain.includes(way))) score += 10;
        if (score && (score += WEIGHT[block.kind]) > most) [best, most] = [block, score];
      }
      if (!best) return null;
      for (const at of [...left]) if (wanted[at].some((way) => best.plain.includes(way))) left.delete(at);
      shown.push(best);
    }
    return shown;
  }

  // Names one or two slips of the pen away from what was asked.
  alike(query) {
    const word = words(query, this.fold).join("");
    const limit = word.length > 4 ? 2 : 1;
    const found = new Map();
    const offer = (name, plain) => {
      if (Math.abs(plain.length - word.length) > limit) return;
      const slips = distance(plain, word);
      if (slips && slips <= limit && slips < word.length - 1) found.set(name, Math.min(slips, found.get(name) ?? 9));
    };
    for (let page = 0; page < this.count; page += 1) {
      if (this.list.year[page]) continue;
      const { name, title } = this.called(page);
      const own = this.unit[page] < 0 ? name : this.names[this.unit[page]];
      offer(own, name);
      offer(own, name.slice(0, -1));
      if (title !== name) offer(this.title(page), title);
    }
    return [...found].sort((a, b) => a[1] - b[1]).slice(0, 5).map(([name]) => name);
  }
}
