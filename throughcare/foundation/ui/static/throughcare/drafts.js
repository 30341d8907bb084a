// Signing out clears what this person has on this device, and says beforehand if the server has not confirmed it all.
// What a message says was done needs no copy any more.
import { countKept, forget, forgetAll } from "./device.js";

for (const banner of document.querySelectorAll("[data-draft-done]")) forget(banner.dataset.draftDone);

for (const form of document.querySelectorAll("form[data-sign-out]")) {
  const waiting = countKept();
  const warning = form.querySelector("[data-unsaved]");
  if (waiting && warning) {
    warning.textContent = `Text in ${waiting === 1 ? "one form" : `${waiting} forms`} was typed on this device and not saved. Signing out deletes it.`;
    warning.hidden = false;
  }
  form.addEventListener("submit", forgetAll);
}
