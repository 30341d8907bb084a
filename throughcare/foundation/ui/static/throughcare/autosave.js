// Saves a form as it is typed. The form works without this script: the button saves the whole of it.
//
// <form data-autosave="ADDRESS" data-draft-key="NAME"> with a hidden field "version" is posted whole, with the names
// of what changed, 0.8 s after the last key. The address answers
//   200 {"saved": true, "version": 7, "at": "14:05"}
//   409 {"conflict": true, "says": "...", "theirs": {field: text} or {label: text} or text, "version": 9}
//   422 {"errors": {field: [sentence]}}
// (the event throughcare:saved carries the whole answer of a 200) and anything else, or nothing, keeps the text on the device until it can be saved.
import { forget, keep, takeOver } from "./device.js";
import { putInto, same, savable, valuesIn } from "./form_values.js";

const PAUSE = 800;
const RETRIES = [5_000, 15_000, 30_000];

class Draft {
  constructor(form) {
    this.form = form;
    this.name = form.dataset.draftKey;
    this.says = form.querySelector("[data-saving-state]");
    this.box = form.querySelector("[data-conflict]");
    this.changed = new Set();
    this.edits = 0;
    this.failures = 0;
    this.conflict = false;
    this.passing = false;
    this.underWay = null;
    form.addEventListener("input", (event) => this.edited(event.target));
    form.addEventListener("change", (event) => this.edited(event.target));
    form.addEventListener("submit", (event) => this.submitted(event));
    window.addEventListener("online", () => this.again());
    window.addEventListener("focus", () => this.again());
    window.addEventListener("beforeunload", (event) => {
      if (this.changed.size && !this.passing) event.preventDefault();
    });
    window.addEventListener("pagehide", () => this.leaving());
  }

  state(kind, text, link) {
    if (!this.says) return;
    this.says.dataset.state = kind;
    this.says.textContent = text;
    if (link) this.says.append(" ", link);
  }

  values() {
    return valuesIn(this.form);
  }

  put(values) {
    putInto(this.form, values);
  }

  get version() {
    return this.form.elements.version?.value ?? "";
  }

  set version(value) {
    if (this.form.elements.version && value !== undefined) this.form.elements.version.value = value;
  }

  edited(element) {
    if (!savable(element)) return;
    this.changed.add(element.name);
    this.edits += 1;
    this.copyWritten = keep(this.name, { values: this.values(), version: this.version, at: Date.now() });
    this.later(PAUSE);
  }

  later(wait) {
    clearTimeout(this.timer);
    if (!this.conflict) this.timer = setTimeout(() => this.save(), wait);
  }

  again() {
    if (this.changed.size && !this.underWay) this.later(0);
  }

  save() {
    clearTimeout(this.timer);
    if (this.underWay) return this.underWay.then(() => this.save());
    if (!this.changed.size || this.conflict) return Promise.resolve();
    this.underWay = this.post().finally(() => {
      this.underWay = null;
    });
    return this.underWay;
  }

  // Whoever goes in haste does not wait for the copy on the device: the browser sends this after the page is gone.
  // What is too long for that (64 KB) rejects, and the copy is what remains.
  leaving() {
    if (!this.changed.size || this.passing || this.conflict) return;
    this.send({ keepalive: true }).catch(() => undefined);
  }

  send(more = {}) {
    return fetch(this.form.dataset.autosave, {
      method: "POST",
      body: this.body(),
      headers: { Accept: "application/json", "X-CSRFToken": token(this.form) },
      credentials: "same-origin",
      redirect: "manual",
      ...more,
    });
  }

  async post() {
    const edits = this.edits;
    this.state("saving", "Saving");
    let response;
    try {
      response = await this.send();
    } catch {
      return this.unreachable();
    }
    const answer = await response.json().catch(() => ({}));
    if (response.ok && answer.saved) return this.saved(answer, edits);
    if (response.status === 409 && answer.conflict) return this.conflicted(answer);
    if (response.status === 422) return this.refused(answer);
    if (response.type === "opaqueredirect" || [401, 403].includes(response.status)) return this.signedOut(answer);
    return this.unreachable();
  }

  body() {
    const body = new FormData();
    for (const [name, values] of Object.entries(this.values())) values.forEach((value) => body.append(name, value));
    this.changed.forEach((name) => body.append("changed", name));
    body.append("version", this.version);
    return body;
  }

  async saved(answer, edits) {
    this.version = answer.version;
    this.failures = 0;
    this.form.dispatchEvent(new CustomEvent("throughcare:saved", { bubbles: true, detail: answer }));
    await this.copyWritten;
    if (edits !== this.edits) return this.later(PAUSE);
    this.changed.clear();
    await forget(this.name);
    this.state("saved", `Saved at ${answer.at}`);
  }

  unreachable() {
    this.tellKept("Not saved");
    this.later(RETRIES[Math.min(this.failures, RETRIES.length - 1)]);
    this.failures += 1;
  }

  refused(answer) {
    const [name, sentences] = Object.entries(answer.errors ?? {})[0] ?? ["", ["Something typed cannot be saved."]];
    const label = name && this.form.querySelector(`label[for="id_${CSS.escape(name)}"]`)?.textContent.trim();
    this.tellKept(`Not saved. ${label ? `${label}: ` : ""}${[sentences].flat().join(" ")} Your text is`);
  }

  signedOut(answer) {
    if (answer.says) return this.tellKept(`Not saved. ${answer.says} Your text is`);
    const link = document.createElement("a");
    Object.assign(link, { href: "/accounts/login/", target: "_blank", rel: "noopener", className: "govuk-link" });
    link.textContent = "Sign in in a new tab, then come back to this one";
    return this.tellKept("Not saved: you have been signed out. Your text is", link);
  }

  async tellKept(text, link) {
    const isKept = await this.copyWritten;
    const where = isKept ? "kept on this device" : "only on this page: do not close it";
    this.state("kept", text === "Not saved" ? `Not saved: ${where}` : `${text} ${where}.`, link);
  }

  conflicted(answer) {
    // What was sent on leaving may arrive after the page that came back was made: then both sides are the same text.
    if (this.isMine(answer)) {
      this.version = answer.version;
      return this.later(0);
    }
    this.conflict = true;
    this.tellKept("Not saved: someone else changed this. Your text is");
    if (!this.box) return;
    this.box.replaceChildren(...this.conflictParts(answer));
    this.box.hidden = false;
    this.box.querySelector("h2").focus();
  }

  conflictParts(answer) {
    const heading = made("h2", "govuk-heading-m", "Someone else changed this while you were typing");
    heading.tabIndex = -1;
    const sides = made("div", "tc-conflict__sides");
    const theirs = this.byField(answer.theirs ?? "");
    const mine = this.values();
    for (const [name, their] of Object.entries(theirs)) {
      const own = name ? mine[name] ?? [] : [...this.changed].flatMap((field) => mine[field] ?? []);
      if (name && text(own) === text(their)) continue;
      sides.append(side("Yours", text(own)), side("Theirs", text(their)));
    }
    const buttons = made("div", "govuk-button-group");
    buttons.append(
      button("Keep mine", () => this.keepMine(answer)),
      button("Take theirs", () => this.takeTheirs(answer, theirs)),
    );
    return [heading, made("p", "govuk-body", answer.says ?? ""), sides, buttons];
  }

  isMine(answer) {
    const theirs = answer.version === undefined ? {} : this.byField(answer.theirs ?? "");
    const mine = this.values();
    return [...this.changed].every((name) => name in theirs && text(mine[name]) === text(theirs[name]));
  }

  // Their text by the names of our fields; under "" as one text where it is not given by field.
  byField(theirs) {
    if (typeof theirs === "string") return { "": theirs };
    const isByField = Object.keys(theirs).every((name) => name in this.form.elements);
    return isByField ? theirs : { "": Object.entries(theirs).map((pair) => pair.join(": ")).join("\n\n") };
  }

  resolve(version) {
    this.version = version;
    this.conflict = false;
    this.box.hidden = true;
    this.box.replaceChildren();
  }

  keepMine(answer) {
    this.resolve(answer.version);
    return this.save();
  }

  async takeTheirs(answer, theirs) {
    this.changed.clear();
    await forget(this.name);
    if ("" in theirs || answer.version === undefined) return window.location.reload();
    this.put(theirs);
    this.resolve(answer.version);
    return this.state("saved", "The other version is shown. Nothing of yours is waiting.");
  }

  async submitted(event) {
    if (this.passing || !(this.changed.size || this.underWay)) {
      this.passing = true;
      return;
    }
    event.preventDefault();
    if (this.submitting) return;
    this.submitting = true;
    await this.save();
    this.submitting = false;
    if (this.conflict) return;
    this.form.elements.csrfmiddlewaretoken.value = token(this.form);
    this.passing = true;
    this.form.requestSubmit(event.submitter);
  }

  async restore() {
    const copy = await takeOver(this.name);
    if (!copy || this.changed.size) return;
    if (same(copy.values, this.values())) return forget(this.name);
    const before = this.values();
    this.put(copy.values);
    this.version = copy.version;
    this.copyWritten = Promise.resolve(true);
    Object.keys(copy.values)
      .filter((name) => text(copy.values[name]) !== text(before[name]))
      .forEach((name) => this.changed.add(name));
    this.form.dispatchEvent(new CustomEvent("throughcare:restored", { bubbles: true }));
    this.state("kept", "Text kept on this device has been put back.");
    this.later(PAUSE);
  }
}

// One or several values of a field as one text.
function text(values) {
  return [values ?? []].flat().join("\n").replace(/\r\n?/g, "\n");
}

// Signing in again changes the token: the cookie has the present one.
function token(form) {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return cookie ? cookie.slice("csrftoken=".length) : form.elements.csrfmiddlewaretoken?.value ?? "";
}

function made(tag, classes, text = "") {
  const element = document.createElement(tag);
  element.className = classes;
  element.textContent = text;
  return element;
}

function side(title, text) {
  const element = made("div", "tc-conflict__side");
  const body = made("div", "tc-prose", text || "Nothing");
  body.dir = "auto";
  element.append(made("h3", "govuk-heading-s", title), body);
  return element;
}

function button(text, pressed) {
  const element = made("button", "govuk-button govuk-button--secondary", text);
  element.type = "button";
  element.addEventListener("click", pressed);
  return element;
}

for (const form of document.querySelectorAll("form[data-autosave][data-draft-key]")) new Draft(form).restore();
