// Which question: every method by the person who asks it, with the one sentence that it answers.
import { s } from "../../i18n/study";
import { waiting } from "../../state/alerts";
import { showList } from "../../state/kept";
import { METHODS, type Who } from "../../state/study-methods";
import { setStudy, step, study, view } from "../../state/view";
import { atFirst } from "../../state/url";

export function nameOf(id: string): readonly [string, string] {
  return s.value.methods[id] ?? [id, ""];
}
/** Gi* has had its place beside the situation all along; by cell where a link says so. */
export function openHotspots(): void {
  const { cell_m } = study.value?.set ?? {};
  const overlays = cell_m ? atFirst(null).map((o) => (o === "hotspots" ? "cells" : o)) : atFirst(null);
  step({ study: null, sel: null, tab: "hotspots", overlays, map: { ...view.value.map, ...(cell_m && { res: cell_m }) } });
}
const WHO: readonly Who[] = ["commander", "planner", "analyst"];

export function Chooser() {
  const words = s.value;
  const open = waiting.value.data?.alerts.length ?? 0;
  return (
    <div class="chooser" data-testid="chooser">
      <p class="note">{words.choose}</p>
      <p><button type="button" class="link" onClick={showList} data-testid="to-kept">{words.kept_list}</button></p>
      {WHO.map((who) => (
        <section key={who} aria-labelledby={`who-${who}`}>
          <h3 id={`who-${who}`}>{words.who[who]}</h3>
          <ul>
            {who === "commander" && <Choice id="gi-star" choose={openHotspots} note={words.on_situation} />}
            {METHODS.filter((m) => m.who === who).map((m) => (
              <Choice key={m.id} id={m.id} choose={() => setStudy({ method: m.id, set: {} })} {...(m.id === "alerts" && open > 0 && { note: words.alerts_open(String(open)) })} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Choice({ id, choose, note }: { id: string; choose: () => void; note?: string }) {
  const [name, question] = nameOf(id);
  return (
    <li>
      <button type="button" class="choice-button" data-method={id} onClick={choose}>
        <span>{question}</span>
        <span class="note">
          {name}
          {note && ` · ${note}`}
        </span>
      </button>
    </li>
  );
}
