// The question box. What is asked is decided in Python; here it is only sent.
const root = document.documentElement;
const form = element.querySelector("form");
const box = form.querySelector("textarea");
const go = form.querySelector(".go");
const status = form.querySelector("[data-status]");
const pending = element.querySelector(".pending");
const label = go.textContent;
let asked = null;  // what is being answered
let timers = [];

const grow = () => {
  box.style.height = "auto";
  box.style.height = Math.min(box.scrollHeight, 160) + "px";
};

const rest = () => {
  timers.forEach(clearTimeout);
  asked = null;
  form.classList.remove("busy");
  pending.hidden = true;
  go.textContent = label;
  root.classList.toggle("asked-already", Boolean(document.querySelector("[data-turn]")));
};

// Whoever waits for a while is told for what, and that it can be stopped.
const wait = () => {
  pending.querySelector("q").textContent = asked.question.slice(0, 200);
  pending.hidden = false;
};

const ask = ({ question, chosen = {}, replaces = 0, revises = "", before = [], market = form.market.value, product = form.product.value }) => {
  const text = question.trim();
  if (!text) { box.focus(); return; }
  if (asked) return;
  asked = { question: text, replaces };
  root.classList.add("asked-already");
  form.classList.add("busy");
  go.textContent = form.dataset.stop;
  status.textContent = form.dataset.busy;
  timers = [setTimeout(wait, 300), setTimeout(rest, 1000 * form.dataset.wait)];
  const url = new URLSearchParams({ q: text });
  for (const [name, value] of Object.entries({ market, product })) if (value) url.set(name, value);
  if (Object.keys(chosen).length) url.set("chosen", JSON.stringify(chosen));
  for (const one of before) url.append("h", one);
  history.replaceState(null, "", location.pathname + "?" + url);  // until the answer's own takes its place
  trigger("ask", { question: text, market, product, chosen, replaces, revises, before });
  if (!replaces) box.value = "";
  grow();
};

// What was asked goes back into the box, unless something else has been typed there meanwhile.
const stop = () => {
  if (!asked) return;
  const { question, replaces } = asked;
  trigger("halt", {});
  rest();
  if (!replaces && !box.value) box.value = question;
  status.textContent = form.dataset.stopped;
  grow();
  box.focus();
};

box.addEventListener("input", grow);
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    ask({ question: box.value });
  }
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (asked) stop(); else ask({ question: box.value });
});
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.isComposing) stop(); });
element.addEventListener("click", (event) => {
  const example = event.target.closest("[data-ask]");
  if (example) ask({ question: example.dataset.ask });
});
document.addEventListener("tessera:ask", ({ detail }) => ask(detail));
document.addEventListener("tessera:answered", (event) => {
  if (asked && asked.replaces) box.focus({ preventScroll: true });  // the button that was pressed is gone
  rest();
  status.textContent = event.detail;
});

const query = new URLSearchParams(location.search);
for (const name of ["market", "product"]) {
  const value = query.get(name);
  if (value && [...form[name].options].some((option) => option.value === value)) form[name].value = value;
}
const corrected = () => { try { return JSON.parse(query.get("chosen") || "{}"); } catch { return {}; } };
if (query.get("q")) ask({ question: query.get("q"), chosen: corrected(), before: query.getAll("h") });
else if (matchMedia("(min-width: 900px)").matches) box.focus({ preventScroll: true });
