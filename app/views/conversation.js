// The conversation: citations, copying, votes, what to ask next. Ids are numbered per turn, so old citations stay alive.
const quietly = matchMedia("(prefers-reduced-motion: reduce)");
const smooth = () => (quietly.matches ? "auto" : "smooth");
let shown = 0;
let last_mark = null;

const sync = () => {
  for (const turn of element.querySelectorAll("[data-turn]")) {
    for (const button of turn.querySelectorAll("[data-vote]")) {
      button.setAttribute("aria-pressed", String(button.dataset.vote === turn.dataset.voted));
    }
  }
  const turns = element.querySelectorAll("[data-turn]");
  const last = turns[turns.length - 1];
  const number = last ? Number(last.dataset.turn) : 0;
  document.documentElement.classList.toggle("asked-already", number > 0);
  if (number !== shown) {
    shown = number;
    if (!last) { scrollTo({ top: 0 }); return; }
    if (turns.length > 1) last.scrollIntoView({ block: "start", behavior: smooth() });
    else scrollTo({ top: 0 });
    if (last.dataset.address) history.replaceState(null, "", location.pathname + "?" + last.dataset.address);
    const told = last.querySelector(".verdict h3, .notice, .text");
    document.dispatchEvent(new CustomEvent("tessera:answered", { detail: told ? told.textContent.slice(0, 200) : "" }));
  }
};

const follow = (mark) => {
  const card = document.getElementById(mark.getAttribute("href").slice(1));
  if (!card) return;
  for (const lit of element.querySelectorAll(".source.lit")) lit.classList.remove("lit");
  last_mark = mark;
  card.classList.add("lit");
  const folded = card.closest("details.more");
  if (folded) folded.open = true;
  const quote = card.querySelector("details");
  if (quote) quote.open = true;
  card.scrollIntoView({ block: "nearest", behavior: smooth() });
  card.focus({ preventScroll: true });
};

const back = (card) => {
  const marks = [...card.closest("[data-turn]").querySelectorAll("a.cite")].filter((mark) => mark.hash === "#" + card.id);
  const mark = marks.includes(last_mark) ? last_mark : marks[0];
  if (!mark) return;
  const folded = mark.closest("details.more");
  if (folded) folded.open = true;
  mark.scrollIntoView({ block: "center", behavior: smooth() });
  mark.focus({ preventScroll: true });
};

// What a mark stands for, shown beside it while it is pointed at or has the focus.
const peek = Object.assign(document.createElement("div"), { className: "peek", id: "peek", hidden: true });
peek.setAttribute("role", "tooltip");

const unpeek = () => {
  peek.hidden = true;
  const mark = element.querySelector("a.cite[aria-describedby]");
  if (mark) mark.removeAttribute("aria-describedby");
};

const look = (mark) => {
  const card = document.getElementById(mark.hash.slice(1)), quote = card && card.querySelector("blockquote, tr.cited");
  if (!quote) return;
  const told = [...(quote.matches("tr") ? quote.querySelectorAll("td") : [quote])].map((one) => one.textContent.trim()).filter((one) => one).join(" · ");
  const most = /[\u4e00-\u9fff]/.test(told) ? 180 : 420;
  const title = Object.assign(document.createElement("strong"), { textContent: card.querySelector(".title").textContent });
  peek.replaceChildren(title, document.createTextNode(told.length > most ? told.slice(0, most).trimEnd() + " …" : told));
  mark.closest("[data-turn]").append(peek);
  peek.hidden = false;
  mark.setAttribute("aria-describedby", "peek");
  const around = peek.offsetParent.getBoundingClientRect(), at = mark.getBoundingClientRect();
  const above = at.top > peek.offsetHeight + 16;
  peek.style.left = Math.max(0, Math.min(at.left - around.left - 24, around.width - peek.offsetWidth)) + "px";
  peek.style.top = (above ? at.top - around.top - peek.offsetHeight - 8 : at.bottom - around.top + 8) + "px";
};

for (const [begun, ended] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
  element.addEventListener(begun, (event) => { const mark = event.target.closest("a.cite"); if (mark) look(mark); });
  element.addEventListener(ended, (event) => { if (event.target.closest("a.cite")) unpeek(); });
}
element.addEventListener("keydown", (event) => { if (event.key === "Escape" && !peek.hidden) { event.stopPropagation(); unpeek(); } });

const copy = async (text) => {
  try { await navigator.clipboard.writeText(text); } catch (e) {
    const area = Object.assign(document.createElement("textarea"), { value: text });
    area.style.cssText = "position:fixed;opacity:0";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
};

const saved = (blob, name) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
};

const save = (text) => saved(new Blob([text + "\n"], { type: "application/json" }), "tessera-" + JSON.parse(text).id + ".json");

// A file of the answer: the page stays, tells that the file is made, and why it could not be.
const take = async (link) => {
  const said = link.closest("[data-turn]").querySelector(".said"), words = element.querySelector("[data-thanks]").dataset;
  said.textContent = words.making;
  try {
    const reply = await fetch(link.href);
    const name = /filename="([^"]+)"/.exec(reply.headers.get("content-disposition") || "");
    if (name) {
      saved(await reply.blob(), name[1]);
      said.textContent = words.made;
    } else {
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      said.textContent = (page.querySelector(".notice") || {}).textContent || words.unmade;
    }
  } catch (e) { said.textContent = words.unmade; }
};

const vote = (turn, kind, reason) => {
  turn.dataset.voted = kind;
  sync();
  trigger("vote", { turn: Number(turn.dataset.turn), vote: kind, reason });
  turn.querySelector(".said").textContent = element.querySelector("[data-thanks]").dataset.thanks;
};

// A chip becomes a list of what else it could be; the choice asks the same question again with that role corrected.
const edit = (chip) => {
  const choices = element.querySelector(`select[data-choices="${chip.dataset.edit}"]`);
  const list = choices.cloneNode(true);
  for (const name of ["hidden", "aria-hidden", "tabindex", "data-choices"]) list.removeAttribute(name);
  list.className = "chip";
  list.setAttribute("aria-label", chip.getAttribute("aria-label"));
  list.value = chip.dataset.key;
  const told = chip.closest("[data-roles]");
  let open = true;
  const close = () => { if (open) { open = false; list.replaceWith(chip); } };  // the page as Gradio made it
  list.addEventListener("change", () => {
    const roles = JSON.parse(told.dataset.roles);
    const role = chip.dataset.role;
    const kept = roles[role].map((key) => (key === chip.dataset.key ? list.value : key)).filter((key) => key);
    close();
    const detail = { question: told.dataset.question, chosen: { ...roles, [role]: [...new Set(kept)] } };
    document.dispatchEvent(new CustomEvent("tessera:ask", { detail }));
  });
  list.addEventListener("blur", close);
  list.addEventListener("keydown", (event) => { if (event.key === "Escape") { close(); chip.focus(); } });
  chip.replaceWith(list);
  list.focus();
};

// The last question asked again, as it was or changed: its turn is replaced.
const again = (turn, question) => {
  const asked = JSON.parse(turn.dataset.asked);
  const changed = question && question !== asked.question ? { question, revises: asked.question } : {};
  document.dispatchEvent(new CustomEvent("tessera:ask", { detail: { ...asked, ...changed, replaces: Number(turn.dataset.turn) } }));
};

const revising = () => element.querySelector("[data-revising]");

const revise = (turn) => {
  const form = revising(), box = form.question;
  box.value = JSON.parse(turn.dataset.asked).question;
  turn.querySelector(".asked").hidden = true;
  turn.prepend(form);
  form.hidden = false;
  box.style.height = "auto";
  box.style.height = box.scrollHeight + "px";
  box.focus();
};

const unrevised = () => {
  const form = revising(), turn = form.closest("[data-turn]");
  form.hidden = true;
  turn.querySelector(".asked").hidden = false;
  turn.querySelector("[data-revise]").focus();
};

element.addEventListener("keydown", (event) => {
  const form = event.target.closest("[data-revising]");
  if (!form || event.isComposing) return;
  if (event.key === "Escape") { event.stopPropagation(); unrevised(); }
  if (event.key === "Enter" && !event.shiftKey && event.target.matches("textarea")) { event.preventDefault(); form.requestSubmit(); }
});

const press = (button, turn) => {
  const said = turn.querySelector(".said");
  if (button.dataset.edit) {
    edit(button);
  } else if (button.dataset.back !== undefined) {
    back(button.closest(".source"));
  } else if (button.dataset.copy !== undefined) {
    copy(button.dataset.copy).then(() => { said.textContent = element.querySelector("[data-thanks]").dataset.copied; });
  } else if (button.dataset.again !== undefined) {
    again(turn);
  } else if (button.dataset.revise !== undefined) {
    revise(turn);
  } else if (button.dataset.cancel !== undefined) {
    unrevised();
  } else if (button.dataset.json !== undefined) {
    save(button.dataset.json);
  } else if (button.dataset.vote) {
    const why = turn.querySelector(".why");
    why.hidden = button.dataset.vote === "up" || !why.hidden;
    turn.querySelector('[data-vote="down"]').setAttribute("aria-expanded", String(!why.hidden));
    if (!why.hidden) why.querySelector("input").focus();
    vote(turn, button.dataset.vote, "");
  } else if (button.dataset.ask) {
    document.dispatchEvent(new CustomEvent("tessera:ask", { detail: { question: button.dataset.ask } }));
  }
};

// In the capture phase: with Gradio's <base href> a plain "#t1-s2" link would reload the page and lose the conversation.
element.addEventListener("click", (event) => {
  const mark = event.target.closest("a.cite");
  if (mark) { event.preventDefault(); event.stopPropagation(); unpeek(); follow(mark); return; }
  const file = event.target.closest(".away a");
  if (file && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); take(file); return; }
  const button = event.target.closest("button");
  const turn = event.target.closest("[data-turn]");
  if (button && turn && button.type === "button") press(button, turn);
}, true);

element.addEventListener("submit", (event) => {
  event.preventDefault();
  const turn = event.target.closest("[data-turn]");
  if (event.target.matches("[data-revising]")) { again(turn, event.target.question.value.trim()); return; }
  vote(turn, "down", event.target.reason.value);
  event.target.reason.value = "";
  event.target.hidden = true;
}, true);

watch("value", sync);
