// What a form holds, by the names of its fields, and putting it back. Passwords, files and tokens are left out.

const LEFT_OUT = new Set(["csrfmiddlewaretoken", "version"]);

export function savable(element) {
  const isOther = ["password", "file", "submit", "button", "reset"].includes(element.type);
  return Boolean(element.name) && !element.disabled && !isOther && !LEFT_OUT.has(element.name);
}

function isTick(element) {
  return element.type === "checkbox" || element.type === "radio";
}

function valuesOf(element) {
  return element.multiple && element.options ? Array.from(element.selectedOptions, (option) => option.value) : [element.value];
}

// Every field's values as lists of texts.
export function valuesIn(form) {
  const values = {};
  for (const element of form.elements) {
    if (!savable(element)) continue;
    values[element.name] ??= [];
    if (isTick(element) ? element.checked : true) values[element.name].push(...valuesOf(element));
  }
  return values;
}

// Puts values back into the fields that are there.
export function putInto(form, values) {
  for (const element of form.elements) {
    if (!savable(element) || !(element.name in values)) continue;
    const given = [values[element.name]].flat().map(String);
    if (isTick(element)) element.checked = given.includes(element.value);
    else if (element.multiple) for (const option of element.options) option.selected = given.includes(option.value);
    else element.value = given[0] ?? "";
  }
}

export function same(one, other) {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(values) {
  return Object.keys(values).sort().map((name) => [name, values[name].map((text) => text.replace(/\r\n?/g, "\n"))]);
}
