// Long lists to tick get a field that narrows them, by any name of a thing. Without a script the whole list stands.
for (const list of document.querySelectorAll("fieldset[data-narrow]")) {
  const field = Object.assign(document.createElement("input"), { type: "search", className: "narrow", placeholder: list.dataset.narrow });
  field.setAttribute("aria-label", list.dataset.narrow);
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    for (const one of list.querySelectorAll(".tick")) one.style.display = one.dataset.words.includes(wanted) ? "" : "none";
  });
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  list.querySelector("legend").after(field);
}
