// The panel: the question, the filters, what is picked and the tabs; docked left, a bottom sheet on a phone.
import { effect, signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { t } from "../i18n";
import { drawing } from "../map/drawing";
import { samples, unanswerable } from "../state/data";
import { area, asof, offersTab, panelQuery, selection, showTab, study, tab, view } from "../state/view";
import { may } from "../state/session";
import type { Tab } from "../state/url";
import { Question } from "./question";
import { Fold } from "../ui/fold";
import { lazy } from "../ui/lazy";
import { narrow } from "../ui/narrow";

const TABS: Record<Tab, ComponentType> = {
  summary: lazy(() => import("./summary").then((m) => m.Summary)),
  reports: lazy(() => import("./report-table").then((m) => m.ReportTable)),
  hotspots: lazy(() => import("./hotspot-table").then((m) => m.HotspotTable)),
  risk: lazy(() => import("./risk-table").then((m) => m.RiskTable)),
  crossings: lazy(() => import("./crossing-table").then((m) => m.CrossingTable)),
};

const Notices = lazy(() => import("./notices").then((m) => m.Notices));
const TimeBar = lazy(() => import("./time-bar").then((m) => m.TimeBar));
const Chosen = lazy(() => import("./chosen").then((m) => m.Chosen));
const Filters = lazy(() => import("./filters").then((m) => m.Filters));
const Study = lazy(() => import("./study/panel").then((m) => m.StudyPanel));
const AreaChooser = lazy(() => import("./area/chooser").then((m) => m.AreaChooser));

type SheetSize = "low" | "half" | "full";
const NEXT: Record<SheetSize, SheetSize> = { low: "half", half: "full", full: "low" };
const sheet = signal<SheetSize>("half");
// Whoever draws needs the map.
effect(() => {
  if (drawing.value) sheet.value = "low";
});
// What was then picked or drawn is answered in the panel.
effect(() => {
  if ((selection.value || area.value) && sheet.peek() === "low") sheet.value = "half";
});

export function Dock() {
  const words = t.value;
  const Body = TABS[tab.value];
  const sees = may("see_reports");
  return (
    <main class={`dock sheet-${sheet.value}`} id="panel" tabIndex={-1} aria-label={words.panel_label}>
      <button type="button" class="sheet-handle" onClick={() => (sheet.value = NEXT[sheet.value])} aria-label={words.sheet_toggle}>
        <span />
      </button>
      <div class="dock-scroll">
        {(asof.value || unanswerable.value || view.value.broken.length > 0) && <Notices />}
        {sees && <Question />}
        {samples.value && (
          <p class="sample-note" data-testid="sample-note" role="note">
            {samples.value}
          </p>
        )}
        {study.value && narrow.value && <Study />}
        <Fold id="area" summary={words.area_choose} body={AreaChooser} />
        {sees && <Fold id="filters" summary={words.filters} body={Filters} />}
        {narrow.value && sees && <TimeBar />}
        {(selection.value || area.value?.kind === "district") && <Chosen />}
        {study.value ? (
          !narrow.value && <Study />
        ) : (
          <>
            <Tabs />
            <section id="tab-panel" role="tabpanel" aria-labelledby={`tab-${tab.value}`} data-query={panelQuery.value}>
              <Body />
            </section>
          </>
        )}
      </div>
      <p class="emergency">{words.emergency}</p>
    </main>
  );
}

function Tabs() {
  const words = t.value;
  const names = (Object.keys(TABS) as Tab[]).filter(offersTab);
  const choose = (name: Tab) => {
    if (sheet.value === "low") sheet.value = "half";
    showTab(name);
  };
  const onKey = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = by && names[(names.indexOf(tab.value) + by + names.length) % names.length];
    if (!next) return;
    showTab(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={words.tabs_label} onKeyDown={onKey}>
      {names.map((name) => (
        <button
          key={name} type="button" role="tab" id={`tab-${name}`} aria-selected={name === tab.value} aria-controls="tab-panel"
          tabIndex={name === tab.value ? 0 : -1} onClick={() => choose(name)}
        >
          {words[`tab_${name}`]}
        </button>
      ))}
    </div>
  );
}
