(function () {
  var stored = null;
  try { stored = localStorage.getItem("tessera-theme"); } catch (e) { /* storage may be shut */ }
  var theme = stored === "dark" || stored === "light" ? stored
    : matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.theme = theme;
  if (new URLSearchParams(location.search).get("q")) document.documentElement.classList.add("asked-already");
})();
