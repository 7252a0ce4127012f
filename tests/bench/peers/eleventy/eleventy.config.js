// What Nunjucks cannot say well stands here as filters and collections; layouts do the rest.
import { readFileSync } from "node:fs";

const editions = JSON.parse(readFileSync(new URL("editions.json", import.meta.url), "utf-8"));
const text = (value) => String(value).replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);
const over = (count, name) => (count > 1 ? ` ${name}=${count}` : "");
const th = (one) => `<th${over(one.rows, "rowspan")}${over(one.columns, "colspan")} scope=${one.scope}>${text(one.label)}`;

// What a cell is subtracted from in the format of the year before: "same" or "about" and where, "never", or "none".
function beside(id, edition, before) {
  const pairs = edition.compared_with.find((one) => one.edition === before.key);
  const about = pairs?.approximate.find((one) => one.now === id);
  const at = before.places[about ? about.before : id];
  if (pairs?.incomparable.some((one) => one.now === id)) return { how: "never" };
  return at ? { how: about ? "about" : "same", at } : { how: "none" };
}

// An official table without its figures, for one format after another: laid out once, not for each report.
const frames = new Map();
function frame(table, key, beforeKey) {
  const name = `${key} ${table} ${beforeKey}`;
  if (!frames.has(name)) {
    const edition = editions[key];
    const before = editions[beforeKey];
    const { caption, blocks } = edition.tables[table];
    frames.set(name, {
      caption,
      blocks: blocks.map(({ head, body }, number) => {
        const rows = head.map((row) => `<tr>${row.map((one) => th(one) + "</th>").join("")}</tr>`).join("");
        return {
          head: number ? `</tbody><tbody>${rows}` : `<thead>${rows}</thead><tbody>`,
          rows: body.map((row) => {
            const cells = row.cells.map((cell) => ({
              open: `<td id="${cell.id}"${over(cell.columns, "colspan")}>`,
              kind: cell.kind,
              ...(before ? beside(cell.id, edition, before) : {}),
            }));
            const alone = cells.length > 1 && cells.every((cell) => cell.how === "none");
            return { key: row.key, lead: "<tr>" + row.heads.map(th).join("</th>"), close: row.heads.length ? "</th>" : "", alone, cells };
          }),
        };
      }),
    });
  }
  return frames.get(name);
}

const number = (figure) => Number(String(figure).replace("元", ""));
const figure = (value, kind) => (kind === "signed" && value > 0 ? `+${value}` : value);
const change = (now, was) => {
  const by = Math.round((number(now) - number(was)) * 100) / 100;
  return by === 0 ? "" : by > 0 ? `＋${by}` : `－${-by}`;
};
const role = (data, name) => editions[data.edition].roles[name].map(([table, row, place]) => data[table][row][place]);

// The prose cut before each official heading, with the table that belongs below it.
const sections = (content, edition) =>
  content.split(/(?=<h2)/).map((html) => ({ html, table: editions[edition].sections[/^<h2[^>]*>(.*?)<\/h2>/.exec(html)?.[1]] }));

// Of a region's townships, by year: reports, sums, townships without a report.
function years(townships) {
  const found = new Map();
  for (const township of townships) {
    for (const report of township.data.collections.reports[township.url]) {
      const { year } = report.data;
      if (!found.has(year)) found.set(year, { year, has: new Set(), received: 0, closed: 0 });
      const one = found.get(year);
      one.has.add(township.url);
      one.received += role(report.data, "received")[0];
      one.closed += role(report.data, "closed")[0];
    }
  }
  const missing = (one) => townships.filter((township) => !one.has.has(township.url)).slice(0, 50);
  return [...found.values()].sort((a, b) => b.year - a.year).map((one) => ({ ...one, count: one.has.size, missing: missing(one) }));
}

export default function (eleventy) {
  eleventy.setFreezeReservedData(false);
  eleventy.addGlobalData("site", "乡镇政府信息公开年报");
  eleventy.addGlobalData("editions", editions);
  eleventy.addCollection("pages", (all) => Object.fromEntries(all.getAll().map((page) => [page.url, page])));
  // A township's reports by its address, oldest first.
  eleventy.addCollection("reports", (all) => {
    const found = {};
    for (const page of all.getFilteredByGlob("content/*/*/20??.md")) (found[page.url.replace(/\d+\/$/, "")] ??= []).push(page);
    for (const reports of Object.values(found)) reports.sort((a, b) => a.data.year - b.data.year);
    return found;
  });
  // A region's townships by its address: those of a county's folder, or of the regions below.
  eleventy.addCollection("townships", (all) => {
    const pages = Object.fromEntries(all.getAll().map((page) => [page.url, page]));
    const found = {};
    for (const page of all.getFilteredByGlob("content/*/*/index.md")) {
      if (page.data.layout !== "township.njk") continue;
      for (let url = page.url.replace(/[^/]+\/$/, ""); url !== "/"; url = pages[url].data.within) (found[url] ??= []).push(page);
    }
    return found;
  });
  eleventy.addFilter("frame", frame);
  eleventy.addFilter("figure", figure);
  eleventy.addFilter("change", change);
  eleventy.addFilter("role", role);
  eleventy.addFilter("years", years);
  eleventy.addFilter("sections", sections);
  eleventy.addFilter("day", (date) => date.toISOString().slice(0, 10));
  eleventy.addFilter("county", (url) => url.replace(/[^/]+\/$/, ""));
  eleventy.addFilter("newest", (reports) => Object.values(reports).flat().sort((a, b) => b.data.year - a.data.year || b.data.published - a.data.published).slice(0, 12));
  eleventy.addFilter("coverage", (reports) => {
    const counts = {};
    for (const report of Object.values(reports).flat()) counts[report.data.year] = (counts[report.data.year] ?? 0) + 1;
    return Object.entries(counts).reverse();
  });
  eleventy.addFilter("way", (page, pages) => {
    const found = [];
    while (page.url !== "/") {
      page = pages[page.data.within ?? page.url.replace(/[^/]+\/$/, "")];
      found.unshift(page);
    }
    return found;
  });
  return { dir: { input: "content", output: "public" }, markdownTemplateEngine: false };
}
