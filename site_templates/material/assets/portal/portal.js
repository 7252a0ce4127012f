// What every page has: the switch of the large text, and the ways to the search. All else works without a script.
(() => {
  const button = document.getElementById("large-text");
  const root = document.documentElement;
  const show = () => {
    const large = root.classList.contains("large");
    button.setAttribute("aria-pressed", String(large));
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    root.classList.toggle("large");
    try {
      localStorage.setItem("large-text", root.classList.contains("large") ? "1" : "0");
    } catch (_) { /* not remembered, but switched */ }
    show();
  });
  show();
})();

// Ctrl+K and / lead to the search field; a page opened from the search marks what was asked for.
(() => {
  const field = document.getElementById("q") || document.getElementById("top-q");
  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if ((event.key === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !writing && !event.ctrlKey)) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  });
  const status = document.getElementById("search-status");
  if (location.protocol === "file:") { // a copy on disk: folders open no page, and modules are not allowed
    for (const form of document.querySelectorAll("form[role=search]")) form.action = new URL("index.html", form.action);
    if (status) load("../search/index/names.js", () => load("../assets/portal/offline.js"));
  } else if (location.search.includes("hl=")) {
    import("./mark.js");
  }

  function load(address, then) {
    const script = document.createElement("script");
    script.src = address;
    script.onload = then;
    script.onerror = () => {
      status.textContent = "这是存在本机上的网页，浏览器不允许在这里搜索。请按地区查找，或打开网上的本站搜索。";
    };
    document.head.append(script);
  }
})();
