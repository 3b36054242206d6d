// Reports the theme's text colour whenever it changes: Streamlit itself runs nothing then, and figures keep the old one.
export default function ({ parentElement, setStateValue }) {
  if (parentElement.querySelector("span")) return;
  const probe = document.createElement("span");
  // A change of a CSS variable fires no event, but a transition on it does.
  probe.style.cssText = "color: var(--st-text-color); transition: color 1ms;";
  probe.addEventListener("transitionend", () => setStateValue("text", getComputedStyle(probe).color));
  parentElement.append(probe);
}
