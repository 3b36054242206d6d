// Reports that the visitor went back or forward in the browser. An old address alone does not say so: while somebody
// drags a slider, updates are under way with the address of a moment ago.
export default function ({ parentElement, setTriggerValue }) {
  const moved = () => setTriggerValue("moved", window.location.href);
  if (parentElement.moved) window.removeEventListener("popstate", parentElement.moved);
  parentElement.moved = moved;
  window.addEventListener("popstate", moved);
  return () => window.removeEventListener("popstate", moved);
}
