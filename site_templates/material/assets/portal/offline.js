// The search page of a copy on disk, where a browser opens neither modules nor data: townships by their name, or by
// its pinyin or the initials of it. search/index/names.js, a script, has said them before as `portalNames`.
(() => {
  const MOST = 50;
  const { areas, names, folding } = window.portalNames;
  const fold = new Map(Array.from(folding.matchAll(/(.)(.)/gsu), ([, from, to]) => [from, to]));
  const plain = (text) => Array.from(text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ""),
    (one) => fold.get(one) ?? one).join("");
  const [form, input, status, list, browse] = ["search-form", "q", "search-status", "results", "browse"].map(
    (id) => document.getElementById(id));
  const spoken = (words) => [words.replaceAll(" ", ""), words.split(" ").map((one) => one[0] ?? "").join("")];
  const townships = names.map(([name, pinyin, area, path]) => {
    const [province, city, county, folder, countyPinyin] = areas[area];
    return { title: county + name, above: [province, city, county], link: `../${folder}/${path}/index.html`,
      plain: plain(province + city + county + name), latin: [...spoken(pinyin), ...spoken(`${countyPinyin} ${pinyin}`)] };
  });

  function element(name, attributes, ...children) {
    const node = Object.assign(document.createElement(name), attributes);
    node.append(...children);
    return node;
  }

  function answer() {
    const wanted = plain(input.value);
    const found = !wanted ? [] : townships.filter((one) => one.plain.includes(wanted)
      || (/^[a-z]{2,}$/.test(wanted) && one.latin.some((way) => way.startsWith(wanted))));
    list.replaceChildren(...found.slice(0, MOST).map((one) => element("li", {},
      element("h2", {}, element("a", { href: one.link }, one.title)),
      element("p", { className: "remark" }, one.above.join(" ")))));
    status.textContent = !wanted ? "这是存在本机上的网页，可以按乡镇（街道）名称或拼音查找；年报里的词句请到网上的本站搜索。"
      : found.length ? `找到 ${found.length} 个乡镇（街道）。${found.length > MOST ? `先显示 ${MOST} 个，请写得更全一些。` : ""}`
        : `没有找到名称含“${input.value.trim()}”的乡镇（街道）。这是存在本机上的网页，年报里的词句请到网上的本站搜索。`;
    browse.hidden = found.length > 0;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answer();
  });
  input.addEventListener("input", (event) => event.isComposing || answer());
  input.addEventListener("compositionend", answer);
  input.value = new URLSearchParams(location.search).get("q") || "";
  answer();
})();
