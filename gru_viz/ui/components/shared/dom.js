// DOM: small makers of HTML. Text from outside only ever becomes textContent.
export function html(tag, className, parent, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  parent?.append(made);
  return made;
}

// A button that shows a sign and is called `name`.
export function button(sign, name, parent, act) {
  const made = html("button", "", parent, sign);
  made.type = "button";
  made.title = made.ariaLabel = name;
  made.addEventListener("click", act);
  return made;
}

// A translated sentence with its fields filled in.
export function filled(sentence, fields) {
  return sentence.replace(/\{(\w+)\}/g, (all, name) => fields[name] ?? all);
}
