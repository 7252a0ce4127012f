// The switch of the large text. Everything else on a page works without a script.
(() => {
  const button = document.getElementById("large-text");
  const root = document.documentElement;
  const show = () => {
    const large = root.classList.contains("large");
    button.setAttribute("aria-pressed", String(large));
    button.textContent = large ? "标准字号" : "大字版";
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
