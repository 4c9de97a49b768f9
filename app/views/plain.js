// Plain pages: light and dark, remembered; on a phone the way to this view is in sight. Everything else works without a script.
const views = document.querySelector(".views"), here = views.querySelector("[aria-current]");
if (here) views.scrollLeft = here.getBoundingClientRect().left - views.getBoundingClientRect().left - 16;
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-switch]")) return;
  const root = document.documentElement;
  root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
  try { localStorage.setItem("tessera-theme", root.dataset.theme); } catch (e) { /* not remembered, then */ }
});
