// Small courtesies of forms: the focus goes to the first mistake, a swap announces itself and keeps the focus, and a
// second press of a button does not send twice.

const toFirstMistake = () => {
  document.querySelector(".note[data-state='fault'] a[href^='#']")?.focus();
};

// Two versions are to be chosen from before anything else: the choice comes into view.
const toFirstChoice = () => {
  const note = document.querySelector("form .note[data-state='conflict']");
  note?.scrollIntoView({ block: "start" });
  note?.querySelector("input:checked")?.focus({ preventScroll: true });
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  else form.dataset.sent = "yes";
});

// A page that comes back from the browser's memory may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// "Next to check" goes to the objection and to its first remedy.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href^='#o-']");
  const objection = link && document.getElementById(link.hash.slice(1));
  if (!objection) return;
  event.preventDefault();
  objection.scrollIntoView({ block: "center" });
  (objection.querySelector("button, a.btn") ?? objection).focus();
});

// A menu that opens puts the focus into its first field.
document.addEventListener("toggle", (event) => {
  if (event.newState === "open") event.target.querySelector?.("textarea, input:not([type=hidden])")?.focus();
}, true);

document.addEventListener("htmx:after:swap", () => {
  toFirstMistake();
  toFirstChoice();
  document.querySelector("[autofocus]")?.focus();
  if (document.activeElement === document.body) document.querySelector("h1")?.focus();
  const title = document.querySelector("[data-title]");
  if (title) document.title = title.dataset.title;
});

toFirstMistake();

// What a page says from its beginning is not read out; what comes into it afterwards is.
const said = document.querySelector("[data-said-once] p");
if (said) setTimeout(() => said.replaceWith(said.cloneNode(true)), 300);
