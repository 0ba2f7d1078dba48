// Who is signed in and what he may do; nothing else is asked before this is known.
import { computed, signal } from "@preact/signals";
import { ApiError, get, pass } from "../api/client";
import type { Right, Session } from "../api/types";

/** Who is, or was last, signed in. */
export const session = signal<Session | null>(null);
/** Whether he is in; `failed`: the server said neither. */
export const door = signal<"asking" | "in" | "out" | "failed">("asking");
export const signedIn = computed(() => door.value === "in" && session.value?.must_change_password === false);
/** Why he is out, where the page knows. */
export const outBecause = signal<"signed_out" | "idle_out" | "lost" | "screen_over" | null>(null);
/** The account menu, open at one of its parts. */
export const menu = signal<"closed" | "open" | "factor">("closed");

// Texts, since these are the same when the same rights are heard of once more: nothing is then asked anew.
const rights = computed(() => session.value?.rights.join() ?? "");
const rightsLater = computed(() => session.value?.rights_with_second_factor.join() ?? "");
/** Whether the role in which he acts may do something now. */
export const may = (right: Right) => rights.value.split(",").includes(right);
/** Whether it might once he has proved himself with a second factor. */
export const mayLater = (right: Right) => rightsLater.value.split(",").includes(right);

pass.lost = () => {
  if (pass.secret) outBecause.value = "screen_over";
  else if (door.peek() === "in") outBecause.value = "lost";
  pass.secret = null;
  door.value = "out";
};

/** Asks the server who is signed in; each time counts as a use of the session. */
export async function askSession(): Promise<void> {
  try {
    session.value = await get<Session>("session");
    door.value = "in";
  } catch (cause) {
    const status = cause instanceof ApiError ? cause.problem.status : 0;
    if (status !== 401 && door.peek() !== "in") door.value = "failed";
  }
}

/** Where a screen on a wall keeps its secret, and how its link names it. */
const SCREEN = "screen";
/** A screen opens its link once; the secret leaves the address, and lives as long as the tab. */
function takeScreen(): void {
  const params = new URLSearchParams(location.search);
  const given = params.get(SCREEN);
  if (given) {
    sessionStorage.setItem(SCREEN, given);
    params.delete(SCREEN);
    history.replaceState(null, "", `${location.pathname}${params.size ? `?${params}` : ""}`);
  }
  pass.secret = sessionStorage.getItem(SCREEN);
}

/** Finds out who is here, before anything else is asked. */
export function begin(): Promise<void> {
  takeScreen();
  return askSession();
}
