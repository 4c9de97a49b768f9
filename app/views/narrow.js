// The field above a long list to tick narrows it, by any name of a thing: Latin letters by the beginning of a word, two by the whole of
// it, so that "CE" is not every certificate. Without a script the whole list stands.
const bare = (text) => " " + text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
const fits = (words, wanted) => (/[^\x00-\x7f]/.test(wanted) ? words.includes(wanted) : (bare(words) + " ").includes(bare(wanted) + (wanted.length < 3 ? " " : "")));
for (const list of document.querySelectorAll("fieldset[data-narrow]")) {
  const field = list.querySelector(".narrow");
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    for (const one of list.querySelectorAll(".tick")) one.style.display = !wanted || fits(one.dataset.words, wanted) ? "" : "none";
  });
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
}
