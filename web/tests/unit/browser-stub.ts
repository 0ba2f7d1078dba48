// Stands in for the few browser globals that the view's signals read when they are loaded.
const nothing = () => undefined;
Object.assign(globalThis, {
  location: { search: "", pathname: "/", origin: "http://localhost", href: "http://localhost/" },
  matchMedia: () => ({ matches: false, addEventListener: nothing }),
  addEventListener: nothing,
  fetch: () => new Promise(nothing),
});
