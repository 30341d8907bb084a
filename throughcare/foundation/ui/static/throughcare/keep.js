// Keeps what is typed into a form on this device until the server says that it was done: for forms that are sent once
// and have no draft on the server. <form data-keep="NAME">; the message that follows carries data-draft-done="NAME".
//
// A page that comes back with errors shows what was typed itself, so nothing is put back there.
import { keep, takeOver } from "./device.js";
import { putInto, same, savable, valuesIn } from "./form_values.js";

const ONCE = new Set(["key"]);

function typed(form) {
  return Object.fromEntries(Object.entries(valuesIn(form)).filter(([name]) => !ONCE.has(name)));
}

function say(form, text) {
  const line = document.createElement("p");
  line.className = "tc-saving";
  line.setAttribute("role", "status");
  line.dataset.state = "kept";
  line.textContent = text;
  form.prepend(line);
}

async function restore(form) {
  if (document.querySelector(".govuk-error-summary")) return;
  const copy = await takeOver(form.dataset.keep);
  if (!copy || same(copy.values, typed(form))) return;
  putInto(form, copy.values);
  form.querySelectorAll("details").forEach((one) => { one.open = true; });
  say(form, "What you typed here and did not send has been put back.");
}

for (const form of document.querySelectorAll("form[data-keep]")) {
  restore(form);
  form.addEventListener("input", (event) => {
    if (savable(event.target)) keep(form.dataset.keep, { values: typed(form), at: Date.now() });
  });
}
