// A sheet of questions: its size is told before it is sent, and the page stays while the file is made. Works without a script too.
document.querySelector("form[data-sheet]").addEventListener("submit", async (event) => {
  const form = event.target, said = form.querySelector(".said"), button = form.querySelector("button");
  const file = form.elements.file.files[0];
  event.preventDefault();
  if (((file && file.size) || form.elements.rows.value.length) > 1000000) { said.textContent = form.dataset.large; return; }
  button.disabled = true;
  said.textContent = form.dataset.busy;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    said.textContent = await kept(answer, form.dataset);
  } catch (e) { said.textContent = form.dataset.failed; }
  button.disabled = false;
});
async function kept(answer, words) {
  const name = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") || "");
  if (!name) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return (page.querySelector("#batch .notice") || {}).textContent || words.failed;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = name[1];
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  const unread = (answer.headers.get("x-unread") || "").split(",").filter((one) => one).map(decodeURIComponent);
  const count = Number(answer.headers.get("x-unread-count"));
  const told = words.done.replace("{}", answer.headers.get("x-read"));
  if (!count) return told;
  const named = unread.join(", ") + (count > unread.length ? " …" : "");
  return told + words.unread.replace("{}", count).replace("{}", () => named);
}
