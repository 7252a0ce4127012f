// Runs before the first paint, so that a reader of the large text never sees the small one flash by.
try {
  if (localStorage.getItem("large-text") === "1") document.documentElement.classList.add("large");
} catch (_) { /* storage is blocked: the button still works for this page */ }
