// The search page: its state is the address (?q=…&年份=…); asks the exact index and prints what it answers.
// Nothing of the index is loaded before the reader turns to the search.
import { element, shown } from "./element.js";
import { Index } from "./exact.js";
import { excerpt } from "./text.js";

const PAGE = 10; // townships shown at once
const SURE = 12; // so few pages are all looked into at once
const FEW = 3; // with fewer answers, related pages are offered too
const FILTERS = ["省份", "城市", "县区", "年份", "表格格式", "核对"];
const ROOT = new URL("../../", import.meta.url);
const at = (id) => document.getElementById(id);
const [form, input, status, list, more, filters, browse] =
  ["search-form", "q", "search-status", "results", "more", "filters", "browse"].map(at);
const index = new Index(ROOT);
let turn = 0; // a later question makes the answers of an earlier one void


// ── filters ──

function chosen() {
  const given = new URLSearchParams(location.search);
  return Object.fromEntries(FILTERS.map((name) => [name, given.get(name)]).filter(([, value]) => value));
}

// Pages that pass all filters, and for each filter how many pages each of its values would leave.
function narrowed(exact, mask) {
  const picked = Object.entries(chosen());
  const counts = Object.fromEntries(FILTERS.map((name) => [name, new Map()]));
  const pages = [];
  for (let page = 0; page < exact.count; page += 1) {
    if (!mask[page]) continue;
    const failed = picked.filter(([name, value]) => exact.facet(name, page) !== value);
    if (!failed.length) pages.push(page);
    for (const name of FILTERS) {
      if (failed.length > 1 || (failed.length && failed[0][0] !== name)) continue;
      const value = exact.facet(name, page);
      if (value) counts[name].set(value, (counts[name].get(value) ?? 0) + 1);
    }
  }
  return { pages, counts };
}

function offerFilters(counts) {
  const picked = chosen();
  for (const name of FILTERS) {
    let select = filters.querySelector(`select[name="${name}"]`);
    if (!select) {
      select = element("select", { name });
      filters.append(element("label", {}, name, select));
      select.addEventListener("change", () => ask(true));
    }
    const values = [...new Set([...counts[name].keys(), ...(picked[name] ? [picked[name]] : [])])];
    values.sort((a, b) => (name === "年份" ? b.localeCompare(a) : a.localeCompare(b, "zh")));
    select.replaceChildren(element("option", { value: "" }, "不限"), ...values.map(
      (one) => element("option", { value: one }, `${one}（${counts[name].get(one) ?? 0}）`)));
    select.value = picked[name] ?? "";
  }
  filters.hidden = false;
}

// The whole state goes into the address; one entry of the history for one question.
function remember(labels) {
  const picked = [...filters.querySelectorAll("select")].filter((one) => one.value).map((one) => [one.name, one.value]);
  const state = [...(input.value.trim() ? [["q", input.value.trim()]] : []),
    ...(picked.length || !filters.hidden ? picked : Object.entries(chosen())), ...(labels ? [["in", "labels"]] : [])];
  const address = new URL(location.href);
  address.search = new URLSearchParams(state);
  history.replaceState(null, "", address);
}

// ── answers ──

const hits = (pieces) => [...new Set(pieces.filter((piece) => piece[1]).map((piece) => piece[0]))];

// A page's address with the words to mark and the place where they stand.
function link(exact, page, words = [], anchor = "") {
  const address = new URL(exact.url(page), ROOT);
  for (const word of words) address.searchParams.append("hl", word);
  address.hash = anchor;
  return address.href;
}

// Section and excerpt of each place; `places` as Exact.verify gives them.
function passages(exact, page, places, ways) {
  return places.map((block) => {
    const pieces = excerpt(block.text, ways, exact.fold);
    const named = block.kind === "!" ? "标题" : block.section || (exact.list.year[page] ? "开头" : "");
    return element("p", {}, named ? element("a", { href: link(exact, page, hits(pieces), block.link), class: "at" },
      named) : null, named ? " " : null, ...shown(pieces));
  });
}

// A township with its best page in full and its other pages below; null where none of them holds the words.
async function item(exact, pages, { wanted, sure, labels }) {
  const ways = wanted.flat();
  let best = null, places;
  const others = [...pages];
  while (!best && others.length) {
    const page = others.shift();
    const label = labels?.get(page);
    places = label ? [{ kind: "=", text: label[1], section: "表格栏目", link: label[0] }]
      : wanted.length ? await exact.verify(page, wanted) : [];
    if (places) best = { page };
  }
  if (!best) return null;
  const first = places[0];
  const words = first ? hits(excerpt(first.text, ways, exact.fold)) : [];
  const where = exact.place(best.page).join(" ");
  const node = element("li", {},
    element("h2", {}, element("a", { href: link(exact, best.page, words, first && first.kind !== "!" ? first.link : "") },
      exact.title(best.page))),
    where ? element("p", { class: "remark" }, where) : null,
    ...passages(exact, best.page, places, ways));
  if (others.length) node.append(siblings(exact, others, { wanted, ways, sure }));
  return node;
}

// The township's other pages: links where it is certain that they hold the words, else looked into when opened.
function siblings(exact, pages, { wanted, ways, sure }) {
  const name = (page) => (exact.list.year[page] ? `${exact.list.year[page]}年` : "单位主页");
  if (sure || exact.rank(pages[0], wanted) < 3) {
    return element("p", { class: "years" }, "同一单位：", ...pages.map(
      (page) => element("a", { href: link(exact, page, ways) }, name(page))));
  }
  const box = element("details", { class: "years" },
    element("summary", {}, `同一单位的其他年度可能也有：${pages.map(name).join("、")}`));
  box.addEventListener("toggle", () => further(exact, Math.max(list.children.length, PAGE), async () => {
    const found = await Promise.all(pages.map(async (page) => [page, await exact.verify(page, wanted)]));
    const kept = found.filter(([, places]) => places);
    box.append(...kept.flatMap(([page, places]) => {
      const [head, ...rest] = passages(exact, page, places, ways);
      head.prepend(element("a", { href: link(exact, page, ways) }, name(page)), " ");
      return [head, ...rest];
    }));
    if (!kept.length) box.append(element("p", {}, "其他年度没有这句话。"));
  }), { once: true });
  return box;
}

// What the reader opens of an answer later. Where the index is another one by then, the question is asked anew, and as
// many townships shown.
async function further(exact, most, work) {
  try {
    await work();
  } catch (error) {
    if (await index.renew(exact).catch(() => false)) return ask(false, false, most);
    console.warn(error);
    status.textContent = "暂时取不到更多结果，请稍后再试。";
  }
}

async function show(exact, groups, from, to, answer, mine) {
  const items = await Promise.all(groups.slice(from, to).map((pages) => item(exact, pages, answer)));
  if (mine !== turn) return 0;
  const kept = items.filter(Boolean);
  list.append(...kept);
  more.hidden = groups.length <= to;
  more.firstElementChild.onclick = async () => {
    const stood = list.children.length;
    await further(exact, to + PAGE, () => show(exact, groups, to, to + PAGE, answer, mine));
    list.children[stood]?.querySelector("a").focus();
  };
  if (!kept.length && !more.hidden) return show(exact, groups, to, to + PAGE, answer, mine);
  return kept.length;
}

function clear() {
  list.replaceChildren();
  more.hidden = true;
  for (const id of ["labels", "alike", "related"]) at(id).replaceChildren();
}

async function ask(write, labels = false, most = PAGE) {
  const mine = ++turn;
  if (write) remember(labels);
  const query = input.value.trim();
  browse.hidden = Boolean(query);
  if (!query && !Object.keys(chosen()).length) {
    clear();
    status.textContent = "";
    return;
  }
  status.textContent = "正在搜索……";
  try {
    const inLabels = labels || new URLSearchParams(location.search).get("in") === "labels";
    await index.use(async (exact) => {
      const answer = await exact.ask(query);
      if (mine === turn) await print(exact, query, answer, mine, inLabels, most);
    });
  } catch (error) {
    if (mine !== turn) return;
    console.warn(error);
    clear();
    const found = await offerRelated(query, [], 1, mine);
    status.textContent = found ? "精确搜索暂时不能用，下面只有相关的网页。" : "搜索暂时不能用，请按地区查找。";
    browse.hidden = false;
  }
}

// Those of a few pages that hold the words.
async function holding(exact, pages, wanted) {
  const places = await Promise.all(pages.map((page) => exact.verify(page, wanted)));
  return pages.filter((_, at) => places[at]);
}

async function print(exact, query, answer, mine, labels, most) {
  const empty = query && !answer.wanted.length; // nothing but punctuation
  const inLabels = empty ? new Map() : exact.labelled(answer);
  const mask = labels ? Uint8Array.from(answer.mask, (_, page) => inLabels.has(page)) : answer.mask;
  const { pages: may, counts } = narrowed(exact, empty ? new Uint8Array(exact.count) : mask);
  const checked = !labels && !answer.sure && answer.wanted.length && may.length <= SURE;
  const pages = checked ? await holding(exact, may, answer.wanted) : may;
  const only = narrowed(exact, Uint8Array.from(answer.mask, (_, page) => inLabels.has(page))).pages.length;
  if (mine !== turn) return;
  clear();
  offerFilters(counts);
  const groups = exact.ranked(pages, answer.wanted);
  const sure = labels || checked || answer.sure || !answer.wanted.length;
  const count = await show(exact, groups, 0, most, { ...answer, sure, labels: labels ? inLabels : null }, mine);
  if (mine !== turn) return;
  const found = count ? pages.length : 0;
  status.textContent = !found ? `没有找到${query ? `“${query}”` : ""}。请换个说法，或按地区查找。`
    : `找到${sure ? "" : "约"} ${found} 页${
      groups.length < pages.length ? `，按单位合为 ${groups.length} 组` : ""}。${
      groups.length > PAGE ? `先显示 ${count} 组。` : ""}`;
  browse.hidden = found > 0;
  if (only && !labels) offerLabels(query, only);
  if (found < FEW && answer.wanted.length) {
    if (!found) offerAlike(exact, query);
    const known = pages.map((page) => new URL(exact.url(page), ROOT).pathname);
    await offerRelated(query, known, exact.list.related, mine);
  }
}

function button(words, press) {
  const made = element("button", { type: "button", class: "link" }, words);
  made.addEventListener("click", press);
  return made;
}

function offerLabels(query, count) {
  at("labels").append(`另有 ${count} 页，只在官方表格的栏目名称里有“${query}”。`, button("查看这些页", () => ask(true, true)));
}

function offerAlike(exact, query) {
  const names = exact.alike(query);
  if (!names.length) return;
  at("alike").append("您要找的是不是：", ...names.map((name) => button(name, () => {
    input.value = name;
    ask(true);
  })));
}

// Pagefind's pages, headed as what they are; how many were shown.
async function offerRelated(query, known, parts, mine) {
  if (!parts || !query) return 0;
  try {
    const { related } = await import("./related.js");
    const found = (await related(query, chosen(), ROOT, parts)).filter(
      (one) => !known.includes(new URL(one.url, location.href).pathname));
    if (mine !== turn || !found.length) return 0;
    at("related").append(element("h2", { id: "related-h" }, "相关的网页"),
      element("p", { class: "remark" }, "这些网页没有与您所写完全相同的词句，但含有其中的词。"),
      element("ol", { class: "results" }, ...found.map((one) => element("li", {},
        element("h3", {}, element("a", { href: one.url }, one.title)), element("p", {}, ...shown(one.pieces))))));
    return found.length;
  } catch (error) {
    console.warn(error);
    return 0;
  }
}

// ── the reader's hands ──

form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  ask(true);
});
let waiting;
input.addEventListener("input", (event) => {
  clearTimeout(waiting);
  if (!event.isComposing) waiting = setTimeout(() => ask(true), 200);
});
input.addEventListener("compositionend", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => ask(true), 200);
});
input.addEventListener("focus", () => index.open().then(
  (exact) => filters.hidden && offerFilters(narrowed(exact, new Uint8Array(exact.count).fill(1)).counts)
).catch(() => {}), { once: true });

// Arrows walk from the field through the answers, Esc goes back to the field and then empties it.
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
  const links = [...document.querySelectorAll("#results h2 a, #related h3 a")];
  const here = links.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && (here >= 0 || (document.activeElement === input && step > 0)) && links.length) {
    event.preventDefault();
    (here + step < 0 ? input : links[Math.min(here + step, links.length - 1)]).focus();
  } else if (event.key === "Escape" && (here >= 0 || document.activeElement === input)) {
    event.preventDefault();
    if (here >= 0) return input.focus();
    input.value = "";
    ask(true);
  }
});
window.addEventListener("popstate", start);

function start() {
  input.value = new URLSearchParams(location.search).get("q") || "";
  if (location.search) ask(false);
}
start();
