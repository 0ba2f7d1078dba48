// Whether the page is laid out for a phone: the style sheets' own limit.
import { signal } from "@preact/signals";

const limit = matchMedia("(max-width: 760px)");
export const narrow = signal(limit.matches);
limit.addEventListener("change", (event) => (narrow.value = event.matches));
