// Signing out clears what this person has on this device, and says beforehand if the server has not confirmed it all.
import { countKept, forgetAll } from "./device.js";

for (const form of document.querySelectorAll("form[data-sign-out]")) {
  const waiting = countKept();
  const warning = form.querySelector("[data-unsaved]");
  if (waiting && warning) {
    warning.textContent = `Text in ${waiting === 1 ? "one form" : `${waiting} forms`} was typed on this device and not saved. Signing out deletes it.`;
    warning.hidden = false;
  }
  form.addEventListener("submit", forgetAll);
}
