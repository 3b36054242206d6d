// Lasting: what a component draws is there as long as its place on the page. Streamlit calls a component again with whatever
// data come, and takes a call back when the place goes; but it also takes one back that later data have overtaken, before
// it calls with these or after, and the place stays.
const LATER = 1000; // ms in which what has overtaken a call is there

// `make(parent)` makes what is drawn there; `leave()` of it, if it has one, takes back what reaches beyond its place. The
// function that is returned gives what stands in a place, and what a component returns to Streamlit.
export function lasting(make) {
  const standing = new WeakMap();
  const end = (parent, thing) => {
    if (standing.get(parent) !== thing) return;
    standing.delete(parent);
    thing.leave?.();
  };
  return (parent) => {
    if (!standing.has(parent)) standing.set(parent, make(parent));
    const thing = standing.get(parent);
    const taken = () => {
      if (!parent.isConnected) end(parent, thing);
    };
    return [
      thing,
      () => {
        if (parent.isConnected) setTimeout(taken, LATER);
        else taken();
      },
    ];
  };
}
