// Keeps watch over the server: polls its status, notices new data by the epoch, and knows how old what we show is.
import { computed, effect, signal } from "@preact/signals";
import { get } from "../api/client";
import type { Status } from "../api/types";
import { attempt, retryAll } from "./remote";
import { signedIn } from "./session";

/** The server answers when there is news, or after some seconds; between two questions we wait this long. */
const PAUSE_MS = 500;
/** How long we wait before we ask a server again that did not answer. */
const PAUSE_FAILED_MS = 10_000;
/** Older than this, the page says so in amber. */
const STALE_MS = 120_000;

export const status = signal<Status | null>(null);
/** Changes when the server has other data; every data path reads it. */
export const epoch = computed(() => status.value?.epoch ?? null);
/** Counts the editions of boundaries that came while the page was open. */
export const edition = signal(0);
const heardAt = signal<number | null>(null);
const failing = signal(false);
const now = signal(Date.now());

export type Freshness = "waiting" | "fresh" | "stale" | "offline";
export const freshness = computed<Freshness>(() => {
  if (failing.value) return "offline";
  if (heardAt.value === null) return "waiting";
  return now.value - heardAt.value > STALE_MS ? "stale" : "fresh";
});
/** Whether the server has answered, or failed to, since the page was opened. */
export const contacted = computed(() => heardAt.value !== null || failing.value);
/** When the server last confirmed the data shown. */
export const asOf = computed(() => (heardAt.value === null ? null : new Date(heardAt.value)));
export const ageMinutes = computed(() =>
  heardAt.value === null ? 0 : Math.max(0, Math.floor((now.value - heardAt.value) / 60_000)),
);

let asking = false;
let next: ReturnType<typeof setTimeout> | undefined;
/** Asks for the status, and again when it is answered: at once what is there, later when there is news. */
async function poll(): Promise<void> {
  if (asking || !signedIn.peek()) return;
  asking = true;
  clearTimeout(next);
  const before = failing.value ? null : status.value;
  try {
    const since = before === null ? "" : `?since=${before.epoch}`;
    const heard = await get<Status>(`status${since}`, AbortSignal.timeout(15_000));
    if (before !== null && heard.boundaries !== before.boundaries) edition.value++;
    status.value = heard;
    heardAt.value = Date.now();
    const wasFailing = failing.value;
    failing.value = false;
    if (wasFailing) retryAll();
  } catch {
    failing.value = signedIn.peek();
  } finally {
    now.value = Date.now();
    asking = false;
  }
  // A page that nobody sees asks no more until somebody does.
  if (document.visibilityState === "visible") {
    next = setTimeout(() => void poll(), failing.value ? PAUSE_FAILED_MS : PAUSE_MS);
  }
}

export function startWatching(): void {
  // Nobody asks for somebody who is not signed in.
  effect(() => {
    if (signedIn.value) void poll();
  });
  setInterval(() => (now.value = Date.now()), 15_000);
  const wake = () => document.visibilityState === "visible" && void poll();
  document.addEventListener("visibilitychange", wake);
  addEventListener("online", wake);
  addEventListener("offline", () => (failing.value = true));
  attempt.subscribe(() => failing.value && void poll());
}
