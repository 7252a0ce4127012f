// An official table: everything but its figures is made once for all reports that share the layout.
import { readFileSync } from "node:fs";
import { each, text } from "./words.js";

const frames = JSON.parse(readFileSync(new URL("../../corpus/frames.json", import.meta.url), "utf-8"));
const made = new Map();
const over = (count, name) => (count > 1 ? ` ${name}=${count}` : "");
const th = (one) => `<th${over(one.rows, "rowspan")}${over(one.columns, "colspan")} scope=${one.scope}>${text(one.label)}`;

function frame(name) {
  const { key, caption, blocks } = frames[name];
  return {
    key,
    caption: text(caption),
    blocks: blocks.map(({ head, body }, number) => {
      const rows = each(head, (row) => `<tr>${each(row, (one) => th(one) + "</th>")}</tr>`);
      return {
        head: number ? `</tbody><tbody>${rows}` : `<thead>${rows}</thead><tbody>`,
        rows: body.map(({ key, heads, cells }) => ({
          key,
          lead: "<tr>" + heads.map(th).join("</th>"),
          close: heads.length ? "</th>" : "",
          opens: cells.map((cell) => `<td id="${cell.id}"${over(cell.columns, "colspan")}>`),
        })),
      };
    }),
  };
}

const note = (words) => `<small class=d>${text(words)}</small>`;

export function official(page, name) {
  if (!made.has(name)) made.set(name, frame(name));
  const { key, caption, blocks } = made.get(name);
  const { rows: figures, before, said, notes } = page;
  let out = `<div class="wide" role="region" tabindex="0" aria-labelledby="${key}"><table class="official"><caption id="${key}">${caption}</caption>`;
  for (const { head, rows } of blocks) {
    out += head;
    for (const { key, lead, close, opens } of rows) {
      out += lead + (notes[key] ? note(notes[key]) : "") + close;
      const olds = before[key];
      const words = said[key];
      figures[key].forEach((figure, place) => {
        out += opens[place] + text(figure);
        const old = olds ? olds[place] : null;
        if (old !== null && old !== figure) {
          out += note(figure > old ? `＋${figure - old}` : `－${old - figure}`) + note(`${page.before_year}年 ${old}`);
        }
        if (words) out += each(words[place], note);
        out += "</td>";
      });
      out += "</tr>";
    }
  }
  return out + "</tbody></table></div>";
}
