// Signing out: the session ends at the server, and nothing of it stays in the browser.
import { pass, remove } from "../api/client";
import { session } from "./session";
import { formatView, parseView } from "./url";
import { view } from "./view";

/** Where the next page reads why nobody is signed in; it holds nothing else. */
const WHY = "#";

async function emptyStores(): Promise<void> {
  localStorage.clear();
  sessionStorage.clear();
  const kept = "caches" in globalThis ? await caches.keys() : [];
  const databases = (await indexedDB.databases?.()) ?? [];
  for (const { name } of databases) if (name) indexedDB.deleteDatabase(name);
  await Promise.all(kept.map((name) => caches.delete(name)));
}

/** Tells the other tabs of this browser that somebody left. */
export const tabs = "BroadcastChannel" in globalThis ? new BroadcastChannel("mekong-watch") : null;

/** Loads the page anew, so that memory is empty as well. Who was idle finds his question again; who left does not show it. */
export async function leave(why: "signed_out" | "idle_out"): Promise<void> {
  // Without an answer the browser's part is done all the same; the session then ends by itself.
  await remove("session").catch(() => undefined);
  await emptyStores().catch(() => undefined);
  pass.secret = null;
  session.value = null;
  tabs?.postMessage(why);
  goTo(why);
}

export function goTo(why: "signed_out" | "idle_out"): void {
  const plain = parseView("");
  const { lang, cal, theme } = view.value;
  const search = why === "idle_out" ? location.search : formatView({ ...plain, lang, cal, theme }, null);
  history.replaceState(null, "", location.pathname + search + WHY + why);
  location.reload();
}
