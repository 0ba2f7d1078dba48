// Watches whether anybody is still there: a quiet warning before a session ends, and signing out when nobody moves.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { w } from "../../i18n/people";
import { goTo, leave, tabs } from "../../state/leave";
import { askSession, door, outBecause, session } from "../../state/session";
import { bangkokClock } from "../../time/period";
import { idleState, LOOK_MS, type Idle } from "./idle";
import "../../styles/people.css";

/** A move is told to the other tabs and to the server no more often than this. */
const TELL_TABS_MS = 20_000;
const TELL_SERVER_MS = 4 * 60_000;
const MOVES = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"] as const;

const warning = signal<Idle>("busy");

export function Watch() {
  useEffect(() => {
    let [moved, toldTabs, toldServer] = [Date.now(), 0, Date.now()];
    const look = () => {
      const who = session.peek();
      if (door.peek() !== "in" || !who) return;
      const now = Date.now();
      const state = idleState({ now, moved, idleMs: (who.idle_s ?? 0) * 1000, endsAt: Date.parse(who.ends_at) });
      warning.value = state;
      if (state === "idle") void leave("idle_out");
      // Reading without asking anything keeps the session as well.
      else if (moved > toldServer && now - toldServer > TELL_SERVER_MS) {
        toldServer = now;
        void askSession();
      }
    };
    const move = () => {
      const now = Date.now();
      // Who comes back to a page that slept too long is asked who he is.
      if (now - moved > LOOK_MS) look();
      moved = now;
      if (now - toldTabs > TELL_TABS_MS) {
        toldTabs = now;
        tabs?.postMessage("moved");
      }
    };
    const heard = ({ data }: MessageEvent) => {
      if (data === "moved") moved = Date.now();
      else if (data === "signed_out" || data === "idle_out") goTo(data);
    };
    const clock = setInterval(look, LOOK_MS);
    for (const name of MOVES) addEventListener(name, move, { passive: true, capture: true });
    document.addEventListener("visibilitychange", look);
    tabs?.addEventListener("message", heard);
    return () => {
      clearInterval(clock);
      for (const name of MOVES) removeEventListener(name, move, { capture: true });
      document.removeEventListener("visibilitychange", look);
      tabs?.removeEventListener("message", heard);
    };
  }, []);
  const words = w.value;
  const at = session.value?.ends_at;
  if (warning.value !== "soon_idle" && warning.value !== "soon_over") return null;
  const idle = warning.value === "soon_idle";
  // The click is a move as well: the page counts anew from it, and the server from the question.
  const stay = () => {
    warning.value = "busy";
    void askSession();
  };
  const again = () => {
    outBecause.value = null;
    door.value = "out";
  };
  return (
    <div class="session-warning" role="status" data-testid="session-warning">
      <p>{idle ? words.soon_idle : words.soon_over(at ? bangkokClock(at) : "")}</p>
      <button type="button" onClick={idle ? stay : again}>{idle ? words.stay : words.sign_in_again}</button>
    </div>
  );
}
