// Text kept on this device while the server has not confirmed it: encrypted with a key that only a signed-in page of
// the same person is given, in localStorage, one copy for each form and window.

const PREFIX = "tc-draft:";
const owner = content("draft-owner");
const encoder = new TextEncoder();
const decoder = new TextDecoder();
let importedKey;

function content(name) {
  return document.querySelector(`meta[name="${name}"]`)?.content ?? "";
}

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function base64Of(buffer) {
  return btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""));
}

function key() {
  importedKey ??= crypto.subtle.importKey("raw", bytesOf(content("draft-key")), "AES-GCM", false, ["encrypt", "decrypt"]);
  return importedKey;
}

// Whether a copy can be kept: encryption needs a secure address, and the page a key.
export function canKeep() {
  return Boolean(owner && content("draft-key") && globalThis.crypto?.subtle && storage());
}

function storage() {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}

// An identity for this window that no other open window has: a duplicated tab copies sessionStorage, so a lock decides.
let thisWindow;
export function windowId() {
  thisWindow ??= claimWindow(sessionStorage.getItem("tc-window") ?? crypto.randomUUID());
  return thisWindow;
}

async function claimWindow(id) {
  const claimed = await new Promise((resolve) => {
    if (!navigator.locks) return resolve(true);
    navigator.locks.request(`${PREFIX}${id}`, { ifAvailable: true }, (lock) => {
      resolve(Boolean(lock));
      return lock ? new Promise(() => {}) : undefined;
    });
  });
  if (!claimed) return claimWindow(crypto.randomUUID());
  sessionStorage.setItem("tc-window", id);
  return id;
}

async function openWindows() {
  const held = (await navigator.locks?.query())?.held ?? [];
  return new Set(held.map((lock) => lock.name));
}

function nameFor(form, id) {
  return `${PREFIX}${owner}:${form}:${id}`;
}

function namesFor(form) {
  return Object.keys(storage() ?? {}).filter((name) => name.startsWith(`${PREFIX}${owner}:${form}`));
}

// Keeps a copy of a form's text. False where the device refuses (no room, no secure address).
export async function keep(form, copy) {
  if (!canKeep()) return false;
  try {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), encoder.encode(JSON.stringify(copy)));
    const kept = JSON.stringify({ iv: base64Of(iv), sealed: base64Of(sealed) });
    storage().setItem(nameFor(form, await windowId()), kept);
    return true;
  } catch {
    return false;
  }
}

// Forgets this window's copy of a form.
export async function forget(form) {
  if (canKeep()) storage().removeItem(nameFor(form, await windowId()));
}

// The newest copy of a form that no other open window is working on, taken over by this window; null where none is.
export async function takeOver(form) {
  if (!canKeep()) return null;
  const [mine, open] = [nameFor(form, await windowId()), await openWindows()];
  const free = namesFor(`${form}:`).filter((name) => name === mine || !open.has(`${PREFIX}${name.split(":").at(-1)}`));
  const copies = (await Promise.all(free.map(read))).filter((found) => found.copy);
  copies.sort((one, other) => other.copy.at - one.copy.at);
  const newest = copies[0];
  if (!newest) return null;
  if (newest.name !== mine && (await keep(form, newest.copy))) storage().removeItem(newest.name);
  return newest.copy;
}

async function read(name) {
  try {
    const { iv, sealed } = JSON.parse(storage().getItem(name));
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytesOf(iv) }, await key(), bytesOf(sealed));
    return { name, copy: JSON.parse(decoder.decode(plain)) };
  } catch {
    return { name, copy: null };
  }
}

// How many forms of this person have text on this device that the server has not confirmed.
export function countKept() {
  return owner ? namesFor("").length : 0;
}

// Forgets everything of this person, at sign-out.
export function forgetAll() {
  if (owner) namesFor("").forEach((name) => storage().removeItem(name));
}
