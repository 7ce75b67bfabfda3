// Files dropped or pasted anywhere on a list go through the form that stands on it, and sending them shows how far it is.
// Without this script the form does the same by itself.

const zone = () => document.querySelector("[data-drop]");
const holds = (event) => zone() && [...(event.dataTransfer?.types ?? [])].includes("Files");
let depth = 0;

const open = (is) => {
  depth = is ? depth : 0;
  const place = zone();
  if (place) place.hidden = !is;
};

document.addEventListener("dragenter", (event) => {
  if (!holds(event)) return;
  event.preventDefault();
  depth += 1;
  open(true);
});

document.addEventListener("dragover", (event) => {
  if (!holds(event)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
});

document.addEventListener("dragleave", (event) => {
  if (!holds(event)) return;
  depth -= 1;
  if (depth <= 0) open(false);
});

document.addEventListener("drop", (event) => {
  if (!holds(event)) return;
  event.preventDefault();
  open(false);
  add(event.dataTransfer.files);
});

// Sends files through the form, which comes into sight with how far it is.
const add = (files) => {
  const form = document.querySelector("form[data-upload]");
  if (!form || files.length === 0 || form.dataset.sent) return;
  const menu = form.closest("[popover]:not(:popover-open)");
  menu?.showPopover();
  // The clipboard forgets its files as soon as the event is over: they are taken into a list of our own.
  const taken = new DataTransfer();
  for (const file of files) taken.items.add(file);
  form.elements.files.files = taken.files;
  send(form);
};

// A copied file or a screenshot. Cells of a spreadsheet are copied as text and as a picture of it: their text goes where
// it always goes, and never as a picture to the desk. Some systems copy a file together with its name as text.
document.addEventListener("paste", (event) => {
  const held = event.clipboardData;
  const files = [...(held?.files ?? [])];
  const text = held?.getData("text/plain").trim();
  if (event.defaultPrevented || files.length === 0 || (text && !files.some((file) => text.includes(file.name)))) return;
  if (!document.querySelector("form[data-upload]")) return;
  event.preventDefault();
  add(files);
});

const say = (form, text) => {
  form.querySelector("[data-said]").textContent = text;
};

// What stands against it comes back as the same form with a sentence beside the field.
const refuse = (form, html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  const again = page.querySelector("form[data-upload]");
  if (again) form.replaceWith(document.adoptNode(again));
  else say(form, form.dataset.failed);
  delete form.dataset.sent;
  tell();
  (again ?? form).querySelector("a[href^='#'], input[type=file]")?.focus();
};

const send = (form) => {
  const request = new XMLHttpRequest();
  const bar = form.querySelector(".sending");
  form.dataset.sent = "yes";
  bar.hidden = false;
  say(form, form.dataset.sending);
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.querySelector("progress").value = Math.round((100 * event.loaded) / event.total);
  });
  request.addEventListener("load", () => {
    if (request.status < 400) location.assign(request.responseURL);
    else refuse(form, request.responseText);
  });
  request.addEventListener("error", () => {
    bar.hidden = true;
    delete form.dataset.sent;
    say(form, form.dataset.failed);
  });
  request.open("POST", form.action);
  request.send(new FormData(form));
};

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-upload]") || event.defaultPrevented) return;
  event.preventDefault();
  send(event.target);
});

// What only works with this script is said only by it.
const tell = () => {
  for (const hint of document.querySelectorAll("[data-paste]")) hint.hidden = false;
};
tell();
