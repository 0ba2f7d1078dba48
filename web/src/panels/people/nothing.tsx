// Where a role has nothing to see, or needs a second factor before it has.
import { w } from "../../i18n/people";
import { menu, session } from "../../state/session";
import "../../styles/people.css";

export function Nothing() {
  const words = w.value;
  const { role } = session.value?.acts_in ?? { role: "" };
  return (
    <main class="people-page" data-testid="nothing">
      <h2>{words.roles[role] ?? role}</h2>
      <p>{words.nothing_yet}</p>
      {(session.value?.duties.length ?? 0) > 1 && <p class="note">{words.other_duty}</p>}
    </main>
  );
}

/** In the place of what needs a second factor. */
export function FactorForExport() {
  const words = w.value;
  return (
    <p class="factor-first" data-testid="factor-first">
      {words.factor_needed_export}{" "}
      <button type="button" class="link" onClick={() => (menu.value = "factor")}>
        {session.value?.has_second_factor ? words.factor_prove : words.factor_set_up}
      </button>
    </p>
  );
}
