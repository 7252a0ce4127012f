import { around, each, link, text } from "./_includes/words.js";

export const data = {
  pagination: { data: "others", size: 1, alias: "other" },
  permalink: ({ other }) => `${other.url}index.html`,
};

const head = (words) => each(words, (one) => `<th scope="col">${text(one)}</th>`);
const cells = (words) => each(words, (one) => `<td>${text(one)}</td>`);
const table = (words, rows) =>
  `<table class="plain"><thead><tr>${head(words)}</tr></thead><tbody>${rows}</tbody></table>`;
const years = (page) => page.years.map((year) => `${year}年`);

const articles = {
  township: (page) => `<h1>${text(page.title)}</h1><p class="where">${text(page.place)}</p>
<section><h2>历年年报</h2>${table(
    ["年度", ...page.columns, "表格格式"],
    each(
      page.years,
      ([year, url, title, edition, figures]) =>
        `<tr><th scope="row"><a href="/${url}" title="${text(title)}">${year}年</a></th>${cells([...figures, edition])}</tr>`,
    ),
  )}</section>
${
  page.chain.length
    ? `<section><h2>结转</h2>${table(
        ["年度", ...page.chain_columns, "与上年的衔接"],
        each(page.chain, ([year, figures, status]) => `<tr><th scope="row">${year}年</th>${cells([...figures, status])}</tr>`),
      )}</section>`
    : ""
}
${page.contact.length ? `<section><h2>联系方式</h2><dl>${each(page.contact, ([name, value]) => `<div><dt>${text(name)}</dt><dd>${text(value)}</dd></div>`)}</dl></section>` : ""}`,

  region: (page) => `<h1>${text(page.title)}</h1><p class="where">${page.level} · 本站收录 ${page.count} 个单位</p>
${
  page.below.length
    ? `<section><h2>下级地区</h2>${table(
        ["地区", "单位", ...years(page)],
        each(page.below, ([name, url, count, counts]) => `<tr><th scope="row">${link([name, url])}</th>${cells([count, ...counts])}</tr>`),
      )}</section>`
    : ""
}
${
  page.rows.length
    ? `<section><h2>各单位历年年报</h2>${table(
        ["单位", ...years(page)],
        each(
          page.rows,
          ([name, url, there]) =>
            `<tr><th scope="row">${link([name, url])}</th>${each(there, (has, place) => `<td>${has ? `<a href="/${url}${page.years[place]}/">查看</a>` : "未收录"}</td>`)}</tr>`,
        ),
      )}</section>`
    : ""
}
${each(
  page.totals,
  ([year, of, reported, received, closed, missing]) =>
    `<section><h3>${year}年</h3><p>共 ${of} 个单位，已收录 ${reported} 份年报：新收申请 ${received} 件，办理结果总计 ${closed} 件。</p>${missing.length ? `<p>没有收录这一年年报的：${missing.map(link).join(" ")}</p>` : ""}</section>`,
)}`,

  regions: (page) => `<h1>${text(page.title)}</h1><ul>${each(
    page.provinces,
    ([name, url, count, cities]) =>
      `<li>${link([name, url])} ${count} 个单位<ul>${each(cities, ([city, address, counties]) => `<li>${link([city, address])}：${counties.map(link).join(" ")}</li>`)}</ul></li>`,
  )}</ul>`,

  home: (page) => `<h1>${text(page.title)}</h1><p>这里收录了 ${page.townships} 个单位的 ${page.reports} 份年报。</p>
<h2>找到你的乡镇</h2><ul>${each(page.provinces, ([name, url, count]) => `<li>${link([name, url])} ${count} 个单位</li>`)}</ul>
<h2>最新年报</h2><ul>${each(page.newest, ([title, url, place, date]) => `<li>${link([title, url])} ${text(place)} · ${date}</li>`)}</ul>
<h2>各年度收录情况</h2>${table(
    ["年度", "已收录年报"],
    each(page.coverage, ([year, count, of]) => `<tr><th scope="row">${year}年</th><td>${count} 份（共 ${of} 个单位）</td></tr>`),
  )}`,
};

export const render = ({ other }) => around(other, articles[other.kind](other));
