// The watch list: what is watched, and what it said when it was last looked at, kept in this browser only.
(() => {
  const KEY = "tessera-watch", MOST = 50, LONGEST = 4000, LARGEST = 60000, HOUR = 3600000;
  const words = document.querySelector('meta[name="tessera-watch"]').dataset;
  const plain = (one) => one && typeof one.address === "string" && one.seen && Array.isArray(one.seen.standings) && Array.isArray(one.seen.statements);
  const load = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY));
      if (kept && Array.isArray(kept.entries)) return { entries: kept.entries.filter(plain).slice(0, MOST), checked: Number(kept.checked) || 0 };
    } catch (e) { /* none, then */ }
    return { entries: [], checked: 0 };
  };
  const save = (list) => { try { localStorage.setItem(KEY, JSON.stringify(list)); return true; } catch (e) { return false; } };
  const made = (tag, text, attributes = {}) => {
    const one = document.createElement(tag);
    if (text) one.textContent = text;
    for (const [name, value] of Object.entries(attributes)) one.setAttribute(name, value);
    return one;
  };
  const local = (address) => (/^\/(en|zh)\//.test(address) ? address : `/${words.language}/`);

  // As many addresses in one request as its body may hold.
  const parcels = (addresses) => addresses.reduce((all, one) => {
    const last = all[all.length - 1];
    if (last && JSON.stringify([...last, one]).length < LARGEST) last.push(one); else all.push([one]);
    return all;
  }, []);
  const ask = async (addresses) => {
    const told = [];
    for (const entries of parcels(addresses)) {
      const reply = await fetch("/api/watch", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ entries }) });
      if (!reply.ok) throw new Error(String(reply.status));
      told.push(...(await reply.json()).entries);
    }
    return told;
  };

  // ---- the button ---------------------------------------------------------------------------------------------
  const mark = () => {
    const watched = new Set(load().entries.map((one) => one.address));
    for (const button of document.querySelectorAll("button[data-watch]")) {
      const on = watched.has(button.dataset.watch);
      button.hidden = false;
      button.setAttribute("aria-pressed", String(on));
      const label = button.querySelector("span") || button;
      label.textContent = on ? words.watching : words.watch;
    }
  };
  const press = async (button) => {
    const address = button.dataset.watch, list = load();
    const said = (button.closest(".tools, .watch") || document).querySelector(".said");
    const say = (text) => { if (said) said.textContent = text; };
    if (list.entries.some((one) => one.address === address)) {
      save({ ...list, entries: list.entries.filter((one) => one.address !== address) });
      say(words.watchOff);
    } else if (list.entries.length >= MOST) say(words.watchFull);
    else if (address.length > LONGEST) say(words.watchLong);
    else {
      say(words.watchBusy);
      try {
        const [seen] = await ask([address]);
        if (seen.error) { say(seen.error.message); return; }
        const now = load();
        now.entries.push({ address, title: seen.title, seen, now: null, since: new Date().toISOString().slice(0, 10) });
        say(save(now) ? "" : words.watchFailed);
        if (said && !said.textContent) said.append(made("a", words.watchSaved, { href: `/${words.language}/sources#watch` }));
      } catch (e) { say(words.watchFailed); }
    }
    mark();
    render();
  };

  // ---- what changed -------------------------------------------------------------------------------------------
  const changes = ({ seen, now }) => {
    const found = [];
    const compare = (was, is, name, text, same) => {
      for (const key of new Set([...was, ...is].map((one) => one[name]))) {
        const [old, today] = [was, is].map((all) => all.find((one) => one[name] === key));
        if (!old || !today || !same(old, today)) found.push({ key: name === "id" ? key : "", was: old && old[text], is: today && today[text] });
      }
    };
    compare(seen.standings, now.standings, "market", "words", (a, b) => a.verdict === b.verdict && a.tier === b.tier);
    compare(seen.statements, now.statements, "id", "text", (a, b) => a.text === b.text);
    return found;
  };
  const change = ({ key, was, is }, language) => {
    const item = made("li");
    if (key.includes("/")) item.append(made("a", key, { href: `/${language}/record?id=${encodeURIComponent(key)}` }));
    const line = (label, tag, text) => {
      const told = made("p");
      told.append(made("span", label, { class: "label" }), " ", made(tag, text));
      item.append(told);
    };
    const [old, today] = differing(was, is);
    if (old) line(is ? words.watchWas : words.watchGone, "del", old);
    if (today) line(was ? words.watchIs : words.watchNew, "ins", today);
    return item;
  };
  // Of two long texts the sentences that differ; of one that came or went its first sentence.
  const sentences = (text) => (text || "").match(/.+?(?:[.;](?=\s)|[。；]|$)/gs) || [];
  const differing = (was, is) => {
    const [old, today] = [sentences(was), sentences(is)];
    if (!was || !is) return [old[0], today[0]];
    const only = (all, others) => all.filter((one) => !others.some((other) => other.trim() === one.trim())).join(" ").trim();
    const told = [only(old, today), only(today, old)];
    return told.some(Boolean) ? told : [was, is];
  };
  const card = (one) => {
    const state = one.error ? "bad" : one.now ? "part" : "none";
    const box = made("article", "", { class: `record tone-${state}` });
    const title = made("h3");
    title.append(made("a", one.title || one.address, { href: local(one.address) }));
    const marks = made("p", "", { class: "marks" });
    marks.append(made("span", one.error ? words.watchFailed : one.now ? words.watchChanged : words.watchSame, { class: `chip${one.now ? " unseen" : ""}` }));
    marks.append(made("span", `${words.watchSince} ${one.since}`, { class: "soft" }));
    box.append(title, marks);
    if (one.error) box.append(made("p", one.error));
    if (one.now) {
      const told = changes(one), list = made("ul", "", { class: "was-is" });
      list.append(...told.map((each) => change(each, /^\/zh\//.test(one.address) ? "zh" : "en")));
      box.append(told.length ? list : made("p", words.watchOther));
    } else box.append(made("p", one.seen.standings.map((each) => each.words).join(" · ") || (one.seen.statements[0] || {}).text || ""));
    const doors = made("p", "", { class: "links" });
    if (one.now) doors.append(made("button", words.watchSeen, { type: "button", class: "quiet", "data-noted": one.address }));
    doors.append(made("button", words.watchRemove, { type: "button", class: "quiet", "data-unwatch": one.address, "aria-label": `${words.watchRemove}: ${one.title}` }));
    box.append(doors);
    return box;
  };
  const feeds = (entries) => {
    const nav = made("p", "", { class: "links" });
    const query = entries.map((one) => `of=${encodeURIComponent(one.address)}`).join("&");
    for (const [kind, label] of [["atom", words.watchAtom], ["json", words.watchJson]]) nav.append(made("a", label, { href: `/api/watch.${kind}?${query}` }));
    return nav;
  };
  const render = (busy = false) => {
    const { entries } = load(), place = document.querySelector("[data-watchlist]");
    const changed = entries.filter((one) => one.now).length;
    badge(changed);
    if (!place) return;
    if (!entries.length) { place.replaceChildren(made("p", words.watchEmpty, { class: "empty-state" })); return; }
    const told = busy ? words.watchBusy : changed ? words.watchCount.replace("{}", changed) : words.watchNone;
    const order = [...entries].sort((a, b) => Number(Boolean(b.now || b.error)) - Number(Boolean(a.now || a.error)));
    place.replaceChildren(made("p", told, { role: "status" }), ...order.map(card), feeds(entries));
  };
  const badge = (count) => {
    for (const link of document.querySelectorAll(".views a[href$='/sources']")) {
      link.querySelector(".badge")?.remove();
      if (!count) continue;
      const sign = made("span", String(count), { class: "badge", title: words.watchCount.replace("{}", count) });
      sign.append(made("span", ` ${words.watchChanged}`, { class: "hidden" }));
      link.append(sign);
    }
  };
  const check = async () => {
    const list = load(), place = document.querySelector("[data-watchlist]");
    if (!list.entries.length || (!place && Date.now() - list.checked < HOUR)) { render(); return; }
    render(true);
    const told = new Map();
    try { for (const one of await ask(list.entries.map((each) => each.address))) told.set(one.address, one); } catch (e) { /* told below */ }
    const entries = load().entries.map((one) => {
      const now = told.get(one.address);
      if (!now) return list.entries.some((each) => each.address === one.address) ? { ...one, error: words.watchUnreached } : one;
      if (now.error) return { ...one, error: now.error.message };
      return { ...one, error: undefined, now: now.fingerprint === one.seen.fingerprint ? null : now };
    });
    save({ entries, checked: told.size ? Date.now() : list.checked });
    render();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-watch], [data-noted], [data-unwatch]");
    if (!button) return;
    if (button.dataset.watch) { press(button); return; }
    const list = load(), address = button.dataset.noted || button.dataset.unwatch;
    const entries = button.dataset.noted
      ? list.entries.map((one) => (one.address === address ? { ...one, seen: one.now || one.seen, now: null } : one))
      : list.entries.filter((one) => one.address !== address);
    save({ ...list, entries });
    render();
    const next = document.querySelector("[data-watchlist] button") || document.querySelector("#watch h2");
    if (next) { if (next.matches("h2")) next.tabIndex = -1; next.focus(); }
  });
  document.addEventListener("tessera:answered", () => { mark(); render(); });
  addEventListener("storage", (event) => { if (event.key === KEY) { mark(); render(); } });
  const begin = () => { mark(); check(); };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin); else begin();
})();
