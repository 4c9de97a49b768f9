// Plain pages: light and dark, remembered. Everything else works without a script.
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-switch]")) return;
  const root = document.documentElement;
  root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
  try { localStorage.setItem("tessera-theme", root.dataset.theme); } catch (e) { /* not remembered, then */ }
});
