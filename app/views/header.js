// The header: language switch that keeps the question, theme, a new conversation. `element` and `trigger` are Gradio's.
const root = document.documentElement;
const paint = (theme) => {
  root.dataset.theme = theme;
  document.body.classList.toggle("dark", theme === "dark");
};
paint(root.dataset.theme);
const here = element.querySelector(".views [aria-current]");
if (here) here.closest(".views").scrollLeft = here.offsetLeft - 16;

element.addEventListener("click", (event) => {
  const at = event.target.closest("a, button");
  if (!at) return;
  if (at.matches("[data-theme-switch]")) {
    const theme = root.dataset.theme === "dark" ? "light" : "dark";
    paint(theme);
    try { localStorage.setItem("tessera-theme", theme); } catch (e) { /* not remembered, then */ }
  } else if (at.matches("[data-switch]")) {
    event.preventDefault();
    location.assign(new URL(at.getAttribute("href"), document.baseURI).pathname + location.search);
  } else if (at.matches("[data-new], [data-home]")) {
    event.preventDefault();
    history.replaceState(null, "", location.pathname);
    root.classList.remove("asked-already");
    trigger("fresh", {});
    document.getElementById("question")?.focus();
  } else if (at.matches(".skip")) {
    event.preventDefault();
    document.getElementById("question")?.focus();
  }
}, true);
