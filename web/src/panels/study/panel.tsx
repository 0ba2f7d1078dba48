// The analysis view beside the map: which question, with which settings, what is being computed, and what was found.
import { Component } from "preact";
import type { ComponentChildren, ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { s } from "../../i18n/study";
import { LIST } from "../../state/kept";
import { allOfAll, answer, areaIgnored, askAgain, given, kept, leaveKept, method, outdated, stop } from "../../state/study";
import { lacks, type MethodId } from "../../state/study-methods";
import { notEnough, refusal } from "../../state/study-text";
import { setStudy, study } from "../../state/view";
import { Problem } from "../../ui/problem";
import { AlertList } from "./alerts";
import { Border } from "./border";
import { Chooser, nameOf, openHotspots } from "./chooser";
import { Cite } from "./cite";
import { Closure } from "./closure";
import { Density, Groups } from "./points";
import { Emerging } from "./emerging";
import { Background, Keep, KeptNotice } from "./keep";
import { KeptList } from "./kept";
import { Moran } from "./moran";
import { NearRepeat } from "./near";
import { Rates } from "./rates";
import { Scan } from "./scan";
import { Sentence } from "./sentence";
import { Settings } from "./settings";
import { Silence } from "./silence";
import { Terrain } from "./terrain";
import { Zones } from "./zones";
import "../../styles/study.css";
import "../../styles/tables.css";

/** What asks for itself, and what shows an answer. */
const LISTS: Partial<Record<MethodId, ComponentType>> = { alerts: AlertList };
const RESULTS: Partial<Record<MethodId, ComponentType>> = {
  emerging: Emerging, scan: Scan, rates: Rates, silence: Silence, "local-moran": Moran, dbscan: Groups, kde: Density,
  "border-profile": Border, "near-repeat": NearRepeat, closure: Closure, zones: Zones, "risk-terrain": Terrain,
};

export function StudyPanel() {
  const words = s.value;
  const chosen = method.value;
  const elsewhere = study.value?.method === "gi-star";
  useEffect(() => {
    if (elsewhere) openHotspots();
  }, [elsewhere]);
  if (elsewhere) return null;
  if (study.value?.method === LIST) {
    return (
      <section class="study" aria-label={words.kept_list} data-testid="study">
        <KeptList />
      </section>
    );
  }
  if (!chosen) {
    return (
      <section class="study" aria-label={words.title} data-testid="study">
        {study.value?.method !== "choose" && <p class="problem" role="alert">{words.unknown_method}</p>}
        <Chooser />
      </section>
    );
  }
  const [name, question] = nameOf(chosen.id);
  return (
    <section class="study" aria-label={words.title} data-testid="study" data-method={chosen.id}>
      <div class="study-head">
        <h3>{name}</h3>
        <button type="button" class="link" onClick={() => setStudy({ method: "choose", set: {} })}>
          {words.another}
        </button>
      </div>
      <p class="study-question">{question}</p>
      {areaIgnored.value && <p class="note">{words.area_ignored}</p>}
      {allOfAll.value && <p class="study-hint" role="note">{words.rates_all}</p>}
      <Settings key={chosen.id} method={chosen} given={given.value} />
      {lacks(chosen, given.value) ? <p class="nothing">{words.needs_crossing}</p> : <Answered id={chosen.id} />}
    </section>
  );
}

function Answered({ id }: { id: MethodId }) {
  const words = s.value;
  const { sheet, kept: result, error, since, stopped } = answer.value;
  const Result = RESULTS[id];
  const List = LISTS[id];
  if (List) return <List />;
  if (since !== null) return <Computing since={since} />;
  if (stopped) {
    return (
      <div class="study-state" role="status">
        <p>{words.stopped}</p>
        <button type="button" onClick={askAgain}>{words.compute}</button>
      </div>
    );
  }
  if (error) {
    const { status, detail } = error.problem;
    if (kept.value && status === 404) {
      return (
        <div class="study-state" role="status">
          <p>{words.kept_gone}</p>
          <button type="button" onClick={leaveKept}>{words.compute_now}</button>
        </div>
      );
    }
    const why = status === 400 ? refusal(detail, words) : null;
    if (why) return <p class="study-few" role="status" data-testid="refused">{why}</p>;
    return (
      <>
        <Problem error={error} />
        {status === 400 && detail && <p class="note" lang="en">{detail}</p>}
      </>
    );
  }
  if (!sheet || !Result) return null;
  return (
    <>
      {result && <KeptNotice result={result} />}
      {outdated.value && !result && (
        <div class="study-state" role="status" data-testid="outdated">
          <p>{words.outdated}</p>
          <button type="button" onClick={askAgain}>{words.compute_again}</button>
        </div>
      )}
      {sheet.enough ? (
        <Guard key={sheet.run.hash} otherwise={<p class="study-few" role="status" data-testid="unreadable">{words.kept_unreadable(sheet.run.software)}</p>}>
          <Result />
        </Guard>
      ) : (
        <div class="study-few" role="status" data-testid="not-enough">
          <strong>{words.not_enough_title}</strong>
          <p>{notEnough(sheet.message, words)}</p>
          <p class="note">{words.not_enough_hint}</p>
        </div>
      )}
      <Sentence />
      <Cite sheet={sheet} />
      {sheet.enough && !result && <Keep sheet={sheet} />}
    </>
  );
}

/** A kept answer of another version of the program may lack what this page shows: then that is said, and the rest stays. */
class Guard extends Component<{ otherwise: ComponentChildren; children: ComponentChildren }, { broken: boolean }> {
  static override getDerivedStateFromError() {
    return { broken: true };
  }
  override render() {
    return this.state.broken ? this.props.otherwise : this.props.children;
  }
}

/** How long it has taken so far, and a way to give it up. */
function Computing({ since }: { since: number }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const clock = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(clock);
  }, [since]);
  const seconds = Math.max(0, Math.floor((now - since) / 1000));
  return (
    <div class="study-state" data-testid="computing">
      <p>
        {/* Said once; the seconds are for the eye. */}
        <span class="hidden" role="status">{t.value.loading}</span>
        <span aria-hidden="true">{s.value.computing(String(seconds))}</span>
      </p>
      <p class="buttons">
        <button type="button" onClick={stop}>{s.value.stop}</button>
        <Background />
      </p>
    </div>
  );
}
