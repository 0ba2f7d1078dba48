// When a session is about to end: pure, so that it can be tested without waiting.

/** How long before its end a session says so. */
const WARN_MS = 2 * 60_000;
/** How often the watch looks at its clock. */
export const LOOK_MS = 5000;

export type Idle = "busy" | "soon_idle" | "soon_over" | "idle";

export function idleState({ now, moved, idleMs, endsAt }: { now: number; moved: number; idleMs: number; endsAt: number }): Idle {
  const left = idleMs - (now - moved);
  // A moment before the server, so that the page leaves by itself.
  if (left <= LOOK_MS) return "idle";
  if (left <= WARN_MS) return "soon_idle";
  return endsAt - now <= WARN_MS ? "soon_over" : "busy";
}
