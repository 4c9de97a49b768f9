// The question box. What is asked is decided in Python; here it is only sent.
const root = document.documentElement;
const form = element.querySelector("form");
const box = form.querySelector("textarea");
const go = form.querySelector(".go");
const status = form.querySelector("[data-status]");
const label = go.textContent;
let timer = null;

const grow = () => {
  box.style.height = "auto";
  box.style.height = Math.min(box.scrollHeight, 160) + "px";
};

const rest = () => {
  clearTimeout(timer);
  form.classList.remove("busy");
  go.disabled = false;
  go.textContent = label;
};

const ask = (question, chosen = {}) => {
  const text = question.trim();
  if (!text) { box.focus(); return; }
  if (go.disabled) return;
  root.classList.add("asked-already");
  go.disabled = true;
  form.classList.add("busy");
  status.textContent = form.dataset.busy;
  timer = setTimeout(rest, 30000);
  const url = new URLSearchParams({ q: text });
  for (const name of ["market", "product"]) if (form[name].value) url.set(name, form[name].value);
  if (Object.keys(chosen).length) url.set("chosen", JSON.stringify(chosen));
  history.replaceState(null, "", location.pathname + "?" + url);
  trigger("ask", { question: text, market: form.market.value, product: form.product.value, chosen });
  box.value = "";
  grow();
};

box.addEventListener("input", grow);
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    ask(box.value);
  }
});
form.addEventListener("submit", (event) => { event.preventDefault(); ask(box.value); });
element.addEventListener("click", (event) => {
  const example = event.target.closest("[data-ask]");
  if (example) ask(example.dataset.ask);
});
document.addEventListener("tessera:ask", ({ detail }) =>
  typeof detail === "string" ? ask(detail) : ask(detail.question, detail.chosen));
document.addEventListener("tessera:answered", (event) => { rest(); status.textContent = event.detail; });

const query = new URLSearchParams(location.search);
for (const name of ["market", "product"]) {
  const value = query.get(name);
  if (value && [...form[name].options].some((option) => option.value === value)) form[name].value = value;
}
const corrected = () => { try { return JSON.parse(query.get("chosen") || "{}"); } catch { return {}; } };
if (query.get("q")) ask(query.get("q"), corrected());
else if (matchMedia("(min-width: 900px)").matches) box.focus({ preventScroll: true });
