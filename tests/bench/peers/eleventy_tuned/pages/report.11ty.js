import markdownIt from "markdown-it";
import { official } from "./_includes/official.js";
import { around, each, text } from "./_includes/words.js";

const markdown = markdownIt();

export const data = {
  pagination: { data: "reports", size: 1, alias: "report" },
  permalink: ({ report }) => `${report.url}index.html`,
};

const step = (to, way, print) => (to ? `<a rel="${way}" href="/${to[1]}">${print(to[0])}</a>` : "");

export const render = ({ report }) =>
  around(
    report,
    `<h1>${text(report.heading)}</h1>
<p class="where"><a href="../">${text(report.place)}</a>${report.original ? ` · <a href="${text(report.original)}" rel="nofollow noopener">查看原发布页</a>` : ""}</p>
${report.earlier || report.later ? `<nav class="years" aria-label="上一年与下一年" data-pagefind-ignore>${step(report.earlier, "prev", (words) => `← ${words}`)}<span aria-current="page">${report.year}年</span>${step(report.later, "next", (words) => `${words} →`)}</nav>` : ""}
${markdown.render(report.preamble)}
${each(
  report.sections,
  (section) => `<section><h2 id="${section.key}">${text(section.heading)}</h2>
${markdown.render(section.prose)}${section.table ? official(report, report.frames[section.table]) : ""}</section>
`,
)}<section><h2 id="source">来源</h2><dl class="meta">${each(
      report.meta,
      ([label, value, url]) =>
        `<div><dt>${text(label)}</dt><dd>${url ? `<a href="${text(url)}" rel="nofollow noopener">${text(value)}</a>` : text(value)}</dd></div>`,
    )}</dl></section>`,
  );
