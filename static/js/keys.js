// A key has no power of its own: it presses the visible control that shows it.
// Controls name their key in data-key; "Escape" and "Enter" are named like that. Single letters rest while somebody
// types, while a modifier is held, and when the person has switched them off.

const typing = (place) => place.closest?.("input:not([type=radio], [type=checkbox], [type=submit]), textarea, select, [contenteditable]");

const pressable = (control) =>
  control.checkVisibility() && !control.disabled && !control.closest("[inert]");

// Control and Enter save what is being typed, from any field.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented || event.isComposing) return;
  const save = [...document.querySelectorAll("[data-save]")].find(pressable);
  if (!save) return;
  event.preventDefault();
  save.click();
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Enter" && event.target.closest?.("a, button, summary, input, textarea, select")) return;
  if (typing(event.target)) {
    // A menu closes by itself. Elsewhere Escape leaves the field for the control that cancels; once more, and it does.
    if (event.key !== "Escape" || event.target.closest("[popover]")) return;
    const way = [...document.querySelectorAll('[data-key="Escape"]')].find(pressable);
    if (way) way.focus();
    else event.target.blur();
    return;
  }
  const isLetter = event.key.length === 1;
  if (isLetter && document.documentElement.dataset.keys === "off") return;
  const key = isLetter ? event.key.toLowerCase() : event.key;
  const control = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(pressable);
  if (!control) return;
  event.preventDefault();
  control.focus();
  control.click();
});

// J and K walk through the rows of a list, and through the values of an order.
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (document.documentElement.dataset.keys === "off") return;
  const step = { j: 1, k: -1 }[event.key];
  if (!step) return;
  const stops = [...document.querySelectorAll(".row-link, tr.line .value:is(a)")].filter((stop) =>
    stop.matches(".row-link") || stop === stop.closest("tr").querySelector(".value:is(a)"));
  if (stops.length === 0) return;
  const line = document.activeElement.closest?.("tr.line, .row");
  const at = stops.findIndex((stop) => line?.contains(stop));
  const next = stops[at < 0 ? (step > 0 ? 0 : stops.length - 1) : at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest" });
});
