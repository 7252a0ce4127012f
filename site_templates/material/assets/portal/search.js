// The search page: reads its state from the address (?q=…&年份=…), asks Pagefind, prints results.
// Nothing of the index is loaded before the reader turns to the search.
const PAGE = 10;
const form = document.getElementById("search-form");
const input = document.getElementById("q");
const status = document.getElementById("search-status");
const list = document.getElementById("results");
const more = document.getElementById("more");
const filters = document.getElementById("filters");
const browse = document.getElementById("browse");
const FILTERS = ["省份", "城市", "县区", "年份", "核对说明"];
let pagefind;
let turn = 0; // a later question makes the answers of an earlier one void

async function load() {
  if (!pagefind) {
    pagefind = await import(new URL("../../pagefind/pagefind.js", import.meta.url));
    await pagefind.options({ excerptLength: 40, highlightParam: null });
    await pagefind.init();
  }
  return pagefind;
}

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

// The index holds each Chinese character as a word (generator/index.py): the query is spread in the same
// way, and what comes back is put together again.
const HAN = "\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff";
const WORD = new RegExp(`(?<=\\S)(?=[${HAN}])|(?<=[^\\s0-9A-Za-z])(?=[0-9A-Za-z])`, "g");
const spread = (text) => text.normalize("NFKC").replace(WORD, " ");
const gather = (text) => text.replace(new RegExp(`(?<=[${HAN}，。；：、！？“”（）《》〔〕.,;:]) | (?=[${HAN}])`, "g"), "");

// Pagefind marks the hits with <mark> in otherwise plain text; only that much of HTML is let through.
function excerpt(html) {
  const paragraph = document.createElement("p");
  const joined = gather(html.replaceAll("</mark> <mark>", " ").replaceAll("</mark> ", "</mark>"));
  const parsed = new DOMParser().parseFromString(joined.replaceAll(" <mark>", "<mark>"), "text/html");
  for (const node of parsed.body.childNodes) {
    paragraph.append(node.nodeName === "MARK" ? element("mark", {}, node.textContent) : node.textContent);
  }
  return paragraph;
}

// Words apart by spaces or punctuation must all occur, each as it stands: Pagefind counts a punctuation mark
// as a word without letters, so that no phrase can reach across one.
function phrases(query) {
  return (query.normalize("NFKC").match(/[\p{L}\p{N}]+/gu) || []).map((word) => `"${spread(word)}"`);
}

// The pages that answer every phrase, in the order and with the excerpts of the first.
async function all(engine, words, options) {
  const [first, ...others] = await Promise.all(words.map((word) => engine.search(word, options)));
  if (!first) return { results: [] };
  const known = others.map((answer) => new Set(answer.results.map((one) => one.id)));
  const results = first.results.filter((one) => known.every((ids) => ids.has(one.id)));
  return { results, filters: others.length ? undefined : first.filters };
}

function chosen() {
  const picked = {};
  for (const select of filters.querySelectorAll("select")) if (select.value) picked[select.name] = select.value;
  return picked;
}

async function offerFilters(counts) {
  const known = await (await load()).filters();
  const given = new URLSearchParams(location.search);
  for (const name of FILTERS) {
    const values = Object.keys(known[name] || {});
    if (!values.length) continue;
    values.sort(name === "年份" ? (a, b) => b.localeCompare(a) : (a, b) => a.localeCompare(b, "zh"));
    let select = filters.querySelector(`select[name="${name}"]`);
    const value = select ? select.value : given.get(name) || "";
    if (!select) {
      select = element("select", { name });
      filters.append(element("label", {}, name, select));
      select.addEventListener("change", () => ask(true));
    }
    select.replaceChildren(element("option", { value: "" }, "不限"));
    for (const one of values) {
      const count = counts?.[name]?.[one];
      select.append(element("option", { value: one }, count === undefined ? one : `${one}（${count}）`));
    }
    select.value = values.includes(value) ? value : "";
  }
  filters.hidden = false;
}

function remember(query) {
  const address = new URL(location.href);
  address.search = new URLSearchParams({ ...(query && { q: query }), ...chosen() });
  history.replaceState(null, "", address);
}

function item(result) {
  const sections = (result.sub_results || []).map((sub) => sub.anchor
    ? { title: gather(sub.title), url: sub.url, excerpt: sub.excerpt }
    : { title: "标题", url: `${result.url}#content`, excerpt: sub.excerpt });
  const node = element("li", {},
    element("h2", {}, element("a", { href: sections.length ? sections[0].url : result.url }, gather(result.meta.title))));
  const place = ["省份", "城市", "县区"].map((name) => result.filters?.[name]).flat().filter(Boolean).join(" ");
  if (place) node.append(element("p", { class: "remark" }, place));
  for (const section of sections.slice(0, 3)) {
    node.append(element("p", {}, element("a", { href: section.url }, section.title)), excerpt(section.excerpt));
  }
  return node;
}

async function show(results, from, mine) {
  const wanted = await Promise.all(results.slice(from, from + PAGE).map((one) => one.data()));
  if (mine !== turn) return;
  list.append(...wanted.map(item));
  more.hidden = results.length <= from + PAGE;
  more.firstElementChild.onclick = () => show(results, from + PAGE, mine);
}

async function ask(write) {
  const mine = ++turn;
  const query = input.value.trim();
  if (write) remember(query);
  list.replaceChildren();
  more.hidden = true;
  browse.hidden = Boolean(query);
  if (!query && !Object.keys(chosen()).length) {
    status.textContent = "";
    return;
  }
  status.textContent = "正在搜索……";
  try {
    const engine = await load();
    if (!filters.childElementCount || filters.hidden) await offerFilters();
    const options = { filters: chosen() };
    const found = await all(engine, query ? phrases(query) : [null], options);
    if (mine !== turn) return;
    await offerFilters(found.filters);
    const count = found.results.length;
    status.textContent = !count ? `没有找到“${query}”。请换个说法，或按地区查找。`
      : `找到 ${count} 页。`;
    browse.hidden = count > 0;
    await show(found.results, 0, mine);
  } catch (error) {
    console.error(error);
    status.textContent = "搜索暂时不能用，请按地区查找。";
    browse.hidden = false;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(true);
});
let waiting;
input.addEventListener("input", (event) => {
  clearTimeout(waiting);
  if (!event.isComposing) waiting = setTimeout(() => ask(true), 300);
});
input.addEventListener("focus", () => load().then(() => offerFilters()).catch(() => {}), { once: true });
window.addEventListener("popstate", start);

function start() {
  input.value = new URLSearchParams(location.search).get("q") || "";
  if (input.value || location.search) ask(false);
}
start();
