// The search page of a nation's front: asks the exact index of each site that the page lists, and prints the answers
// site by site as they come, townships by their name first. Nothing of any index is loaded before the reader asks.
// The sites must be of the page's own origin: the browser lets a page read no others.
import { element, shown } from "./element.js";
import { Index } from "./exact.js";
import { excerpt, words } from "./text.js";

const SHOWN = 3; // townships with text shown of each site; the rest are on the site itself
const NAMED = 20; // townships by name shown at first
const LOOKED = 10; // townships of a site looked into, at most, until SHOWN of them hold the words; so few pages all
const AT_ONCE = 4; // sites asked side by side
const at = (id) => document.getElementById(id);
const [form, input, choice, status, named, results, unsearched, browse] =
  ["search-form", "q", "site", "search-status", "named", "results", "unsearched", "browse"].map(at);
const sites = [...document.querySelectorAll("#sites a")].map((link) => ({ name: link.textContent, base: link.href }));
let turn = 0; // a later question makes the answers of an earlier one void

const hits = (pieces) => [...new Set(pieces.filter((piece) => piece[1]).map((piece) => piece[0]))];

// Does `work` with the index of a site.
function using(site, work) {
  if (new URL(site.base).origin !== location.origin) return Promise.reject(new Error(`${site.base}: another origin`));
  return (site.index ??= new Index(site.base)).use(work);
}

// A page's address with the words to mark and the place where they stand.
function address(site, exact, page, marks = [], anchor = "") {
  const found = new URL(exact.url(page), site.base);
  for (const word of marks) found.searchParams.append("hl", word);
  found.hash = anchor;
  return found.href;
}

function ownSearch(site, query) {
  const found = new URL("search/", site.base);
  found.searchParams.set("q", query);
  return found.href;
}

// ── townships by their name: known as soon as a site's list of pages is there ──

function name(site, exact, wanted, known) {
  const found = [];
  for (let page = 0; page < exact.count; page += 1) {
    if (exact.list.year[page] || exact.unit[page] < 0) continue;
    const rank = exact.rank(page, wanted);
    if (rank < 2) found.push({ rank, title: exact.title(page), where: exact.place(page).slice(0, 2).join(" "),
      href: address(site, exact, page) });
  }
  known.set(site, found);
  const all = sites.flatMap((one) => known.get(one) ?? []).sort((a, b) => a.rank - b.rank);
  named.hidden = !all.length;
  named.querySelector("ul").replaceChildren(...all.slice(0, NAMED).map((one) => element("li", {},
    element("a", { href: one.href }, one.title), element("span", { class: "remark" }, one.where))));
  named.querySelector("p").textContent = all.length > NAMED
    ? `名称相符的共 ${all.length} 个单位，先显示 ${NAMED} 个。请写得更全一些，如加上县名。` : "";
}

// ── what the reports of a site say ──

async function item(site, exact, pages, { wanted }) {
  for (const page of pages) {
    const places = await exact.verify(page, wanted);
    if (!places) continue;
    const ways = wanted.flat();
    const first = hits(excerpt(places[0].text, ways, exact.fold));
    return element("li", {},
      element("h3", {}, element("a", { href: address(site, exact, page, first, places[0].link) }, exact.title(page))),
      element("p", { class: "remark" }, exact.place(page).join(" ")),
      ...places.map((block) => element("p", {}, ...(block.section ? [`${block.section}：`] : []),
        ...shown(excerpt(block.text, ways, exact.fold)))));
  }
  return null;
}

// Prints a site's answer in the place that the site has on the page; gives how many pages it has, and whether surely.
async function print(site, exact, query, answer, mine) {
  const may = [...answer.mask.keys()].filter((page) => answer.mask[page]);
  const sure = answer.sure || may.length <= LOOKED;
  const holds = sure && !answer.sure ? await Promise.all(may.map((page) => exact.verify(page, answer.wanted))) : may;
  const pages = may.filter((_, at) => holds[at] !== null);
  if (mine !== turn) return { count: 0, sure };
  const groups = exact.ranked(pages, answer.wanted);
  const items = [];
  let looked = 0;
  for (; looked < Math.min(groups.length, LOOKED) && items.length < SHOWN; looked += 1) {
    const made = await item(site, exact, groups[looked], answer);
    if (mine !== turn) return { count: 0, sure };
    if (made) items.push(made);
  }
  if (!items.length && looked === groups.length) return { count: 0, sure: true };
  const about = sure ? "" : "约 ";
  const section = element("section", { "aria-label": site.name },
    element("h2", {}, site.name, " ", element("span", { class: "remark" }, `${about}${pages.length} 页`)),
    element("ol", { class: "results" }, ...items),
    element("p", {}, element("a", { href: ownSearch(site, query) }, `在${site.name}的网站看全部结果，按地区、年份缩小范围`)));
  const order = sites.indexOf(site);
  section.dataset.order = order;
  const next = [...results.children].find((one) => Number(one.dataset.order) > order);
  results.insertBefore(section, next ?? null);
  return { count: pages.length, sure };
}

// ── asking ──

function clear() {
  results.replaceChildren();
  unsearched.replaceChildren();
  named.hidden = true;
  browse.hidden = Boolean(input.value.trim());
}

async function ask(write) {
  const mine = ++turn;
  const query = input.value.trim();
  if (write) {
    const state = new URL(location.href);
    state.search = new URLSearchParams([...(query ? [["q", query]] : []), ...(choice.value ? [["site", choice.value]] : [])]);
    history.replaceState(null, "", state);
  }
  clear();
  status.textContent = "";
  if (!query) return;
  const asked = sites.filter((site) => !choice.value || site.name === choice.value);
  const known = new Map(), failed = [];
  let done = 0, count = 0, sure = true;

  function tell() {
    const found = count ? `找到${sure ? "" : "约"} ${count} 页` : "";
    if (done < asked.length) {
      status.textContent = `正在搜索，已搜 ${done} 个网站，共 ${asked.length} 个${found ? `；已${found}` : ""}……`;
    } else {
      status.textContent = `${asked.length - failed.length} 个网站已搜完，${found || `没有找到“${query}”`}。`;
      browse.hidden = count > 0;
    }
  }

  async function one(site) {
    try {
      await using(site, async (exact) => {
        if (mine !== turn) return;
        name(site, exact, words(query, exact.fold).map((word) => [word]), known);
        const answer = await exact.ask(query);
        if (mine !== turn) return;
        if (answer.wanted.some((ways) => ways.length > 1)) name(site, exact, answer.wanted, known); // pinyin
        const found = answer.wanted.length ? await print(site, exact, query, answer, mine) : { count: 0, sure: true };
        if (mine !== turn) return;
        count += found.count;
        sure &&= found.sure || !found.count;
      });
      if (mine !== turn) return;
    } catch (error) {
      if (mine !== turn) return;
      console.warn(error);
      failed.push(site);
      unsearched.append(failed.length > 1 ? "、" : "不能在这里搜索，请到网站上搜索：",
        element("a", { href: ownSearch(site, query) }, site.name));
    }
    done += 1;
    tell();
  }

  tell();
  const left = [...asked];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (left.length && mine === turn) await one(left.shift());
  }));
}

// ── the reader's hands ──

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(true);
});
choice.addEventListener("change", () => ask(true));
window.addEventListener("popstate", start);

function start() {
  const given = new URLSearchParams(location.search);
  input.value = given.get("q") || "";
  choice.value = sites.some((site) => site.name === given.get("site")) ? given.get("site") : "";
  if (input.value) ask(false);
}
start();
