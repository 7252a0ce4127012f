// What every template needs: escaping, and the page around an article.
const signs = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
export const text = (value) => (typeof value === "string" ? value.replace(/[&<>"]/g, (sign) => signs[sign]) : String(value));
export const each = (list, print) => list.map(print).join("");
export const link = ([words, url]) => `<a href="/${text(url)}">${text(words)}</a>`;

const site = "乡镇政府信息公开年报";
export const around = (page, article) => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${text(page.title)} - ${site}</title><link rel="stylesheet" href="/style.css"></head>
<body><header><a href="/">${site}</a> <nav><a href="/regions/">按地区查找</a></nav></header>
${page.crumbs.length ? `<nav class="crumbs" aria-label="当前位置"><ol>${each(page.crumbs, (crumb) => `<li>${link(crumb)}</li>`)}<li aria-current="page">${text(page.title)}</li></ol></nav>` : ""}
<main><article${page.kind === "report" || page.kind === "township" ? " data-pagefind-body" : ""}>${article}</article></main>
<footer><p>非官方整理，以原发布页为准</p></footer></body></html>
`;
