// Keeps watch over the server: polls its status, notices new data by the epoch, and knows how old what we show is.
import { computed, signal } from "@preact/signals";
import { get } from "../api/client";
import type { Status } from "../api/types";
import { attempt, retryAll } from "./remote";

const POLL_MS = 30_000;
/** Older than this, the page says so in amber. */
const STALE_MS = 120_000;

export const status = signal<Status | null>(null);
/** Changes when the server has other data; every data path reads it. */
export const epoch = computed(() => status.value?.epoch ?? null);
const heardAt = signal<number | null>(null);
const failing = signal(false);
const now = signal(Date.now());

export type Freshness = "waiting" | "fresh" | "stale" | "offline";
export const freshness = computed<Freshness>(() => {
  if (failing.value) return "offline";
  if (heardAt.value === null) return "waiting";
  return now.value - heardAt.value > STALE_MS ? "stale" : "fresh";
});
/** When the server last confirmed the data shown. */
export const asOf = computed(() => (heardAt.value === null ? null : new Date(heardAt.value)));
export const ageMinutes = computed(() =>
  heardAt.value === null ? 0 : Math.max(0, Math.floor((now.value - heardAt.value) / 60_000)),
);

let asking = false;
async function poll(): Promise<void> {
  if (asking) return;
  asking = true;
  const wasFailing = failing.value;
  try {
    status.value = await get<Status>("status", AbortSignal.timeout(15_000));
    heardAt.value = Date.now();
    failing.value = false;
    if (wasFailing) retryAll();
  } catch {
    failing.value = true;
  } finally {
    now.value = Date.now();
    asking = false;
  }
}

export function startWatching(): void {
  void poll();
  setInterval(() => void poll(), POLL_MS);
  setInterval(() => (now.value = Date.now()), 15_000);
  const wake = () => document.visibilityState === "visible" && void poll();
  document.addEventListener("visibilitychange", wake);
  addEventListener("online", wake);
  addEventListener("offline", () => (failing.value = true));
  attempt.subscribe(() => failing.value && void poll());
}
