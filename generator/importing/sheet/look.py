"""How the sheet looks, and the keys that lead from doubt to doubt. Both stand in the page itself, and by their digests
nothing else can run in it."""

from __future__ import annotations

import base64
import hashlib

STYLE = """
:root{color-scheme:light;--line:#9aa3ad;--soft:#f4f6f8;--ink:#1a1f24;--quiet:#57606a;--doubt:#ffe69c;--out:#fbe9e7}
*{box-sizing:border-box}
body{font:15px/1.7 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:0 auto;max-width:1400px;
padding:1rem 1.25rem 5rem;color:var(--ink);background:#fff}h1{font-size:1.35rem;margin:.2rem 0}
h2{font-size:1.15rem;margin:2rem 0 .6rem;padding-bottom:.2rem;border-bottom:2px solid #345}
h3{font-size:1rem;margin:1rem 0 .3rem}p{margin:.4rem 0}a{color:#0b4f8a}ol,ul{margin:.3rem 0;padding-left:2.2em}
li{margin:.25rem 0}.quiet,small{color:var(--quiet);font-size:.87em}.good{color:#145c2e}.counts a{margin-right:1.2em}
kbd{border:1px solid var(--line);border-radius:3px;padding:0 .35em;font:inherit;font-size:.87em;
background:var(--soft)}q{quotes:none;background:#fff4cf;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;font-size:.87rem}
th,td{border:1px solid var(--line);padding:.2rem .4rem;text-align:center;overflow-wrap:anywhere}
th{background:var(--soft);font-weight:500}.facts th{width:8em;text-align:left}.facts td{text-align:left}
.titles,.step{display:grid;grid-template-columns:42% 58%}
.titles{position:sticky;top:0;z-index:2;background:#345;color:#fff;font-weight:600}.titles>*{padding:.2rem .7rem}
.step>*{padding:.3rem .7rem;border:1px solid #d5dae0;border-top:0;min-width:0;overflow-wrap:anywhere}
.step>:first-child{border-right:0;background:var(--soft)}.step p{margin:.15rem 0}.head p{margin:0}
.step.head>*{font-weight:600;border-top:2px solid #345}.table{margin:0;border:1px solid #d5dae0;border-top:0}
.table table{table-layout:fixed}.table .source{width:42%;text-align:left;background:var(--soft)}
.table .label{width:15%;text-align:left}.table .label small{display:block;line-height:1.3}
.table .heads th{font-size:.93em;line-height:1.35}
.c{display:inline-block;min-width:1.3em;min-height:1.5em;border:1px solid #c3cad2;padding:0 .3em;margin:1px;
background:#fff;text-align:center;vertical-align:top}.c.g{border-style:dashed}.c.q{background:var(--doubt)}
.blank{color:var(--quiet);background:repeating-linear-gradient(135deg,#fff 0 6px,#eef1f4 6px 12px);font-size:.8em}
.doubt{background:var(--doubt);font-weight:700;outline:2px solid #8a6100;outline-offset:-2px}
.out{background:var(--out);text-decoration:line-through;text-decoration-color:#b3574b}
.out .why{display:inline-block;margin-left:.3em}.why{color:#8c2f23;font-size:.87em}
.d{display:inline-block;min-width:1.5em;padding:0 .35em;margin:0 .15em;border-radius:1em;background:#8a6100;
color:#fff;font-size:.8em;font-weight:700;line-height:1.5;text-align:center;text-decoration:none}
:target,.here{scroll-margin:4rem 0 5rem;box-shadow:0 0 0 3px #c2410c}:focus{outline:none}
a:focus-visible{outline:2px solid #c2410c}
#bar{position:fixed;inset:auto 0 0 0;z-index:3;display:flex;gap:.8rem;align-items:center;padding:.5rem 1.25rem;
background:#22303d;color:#fff;font-size:.93rem}#bar[hidden]{display:none}
#bar span{flex:1;min-width:0;max-height:4.6em;overflow:auto}
#bar a,#bar button{color:#fff;font:inherit;background:none;border:1px solid #8fa1b3;border-radius:4px;
padding:.1rem .6rem;text-decoration:none;white-space:nowrap;cursor:pointer}@media(max-width:760px){
.table caption{display:block}.table colgroup{display:none}
body{padding:.6rem .6rem 8rem}.step{grid-template-columns:1fr;margin-bottom:.4rem}
.titles{display:none}.step>:first-child{border-right:1px solid #d5dae0;border-bottom:0}.step>:empty{display:none}
.step>:not(:empty)::before{display:block;font-weight:400;font-size:.8em;color:var(--quiet)}
.step>:first-child::before{content:"原文"}.step>:last-child::before{content:"录入"}
.table tr{display:flex;flex-wrap:wrap;border-bottom:3px solid #d5dae0}.table .heads{display:none}
.table .heads.block{display:flex}.table tbody,.table table{display:block}
.table td,.table th{flex:1 1 4.6em;border-width:0 1px 1px 0}
.table .source,.table .label,.table .note,.table .heads.block th{flex:1 0 100%;width:100%;text-align:left}
.table td[data-c]::before{content:attr(data-c);display:block;font-weight:400;font-size:.76em;line-height:1.3;
color:var(--quiet)}#bar{flex-wrap:wrap;gap:.4rem}#bar span{flex-basis:100%}.facts th{width:6em}}@media print{
@page{size:A4 landscape;margin:11mm}body{max-width:none;padding:0;font-size:9.5pt}#bar,.keys{display:none}
.titles{position:static}.step,tr,li{break-inside:avoid}h2,h3,.step.head,.heads{break-after:avoid}a{color:inherit}
.doubt,.d,.out,.titles,th,.blank,.c.q{print-color-adjust:exact;-webkit-print-color-adjust:exact}
:target,.here{box-shadow:none}}
"""

# By the place of the key on the board: where a Chinese input method is on, a key has no letter.
SCRIPT = """
(() => {
  const items = [...document.querySelectorAll("#doubts li")], bar = document.getElementById("bar");
  if (!items.length) return;
  const [words, back] = [bar.querySelector("span"), bar.querySelector("a")];
  let at = -1;
  const place = (item) => document.getElementById(item.dataset.at || item.id) || item;
  const mark = (number) => {
    document.querySelectorAll(".here").forEach((one) => one.classList.remove("here"));
    at = number;
    const item = items[at];
    item.classList.add("here");
    place(item).classList.add("here");
    bar.hidden = false;
    back.href = "#" + item.id;
    words.textContent = `疑问 ${at + 1}／${items.length}　${item.textContent}`;
  };
  const go = (step) => {
    mark(at < 0 && step < 0 ? items.length - 1 : (at + step + items.length) % items.length);
    const target = place(items[at]);
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "center" });
  };
  const follow = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const found = items.findIndex((item) => item.id === id || (item.dataset.at === id && id));
    if (found >= 0 && !(at >= 0 && items[at].dataset.at === id)) mark(found);
  };
  addEventListener("hashchange", follow);
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const key = event.altKey ? { ArrowDown: 1, ArrowUp: -1 }[event.code] : { KeyJ: 1, KeyK: -1 }[event.code];
    if (!key) return;
    event.preventDefault();
    go(key);
  });
  const [before, after] = bar.querySelectorAll("button");
  before.addEventListener("click", () => go(-1));
  after.addEventListener("click", () => go(1));
  bar.hidden = false;
  follow();
})();
"""


def _digest(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


POLICY = (f"default-src 'none'; style-src {_digest(STYLE)}; script-src {_digest(SCRIPT)}; base-uri 'none'; "
          "form-action 'none'")
