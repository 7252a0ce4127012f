// What the search pages are made of. offline.js, which no module may serve, makes its own few.

// An element with attributes and children; a child that is null is left out.
export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children.filter((child) => child !== null));
  return node;
}

// Pieces of a text, [text, hit]: the hits are marked.
export const shown = (pieces) => pieces.map(([text, hit]) => (hit ? element("mark", {}, text) : text));
