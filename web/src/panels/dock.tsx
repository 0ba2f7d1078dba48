// The panel: the question, the filters, what is picked and the tabs; docked left, a bottom sheet on a phone.
import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { t } from "../i18n";
import { status } from "../state/freshness";
import { panelQuery, showTab, tab } from "../state/view";
import type { Tab } from "../state/url";
import { Chosen } from "./chosen";
import { Filters } from "./filters";
import { Question } from "./question";
import { Summary } from "./summary";
import { lazy } from "../ui/lazy";

const TABS: Record<Tab, ComponentType> = {
  summary: Summary,
  reports: lazy(() => import("./report-table").then((m) => m.ReportTable)),
  hotspots: lazy(() => import("./hotspot-table").then((m) => m.HotspotTable)),
  risk: lazy(() => import("./risk-table").then((m) => m.RiskTable)),
  crossings: lazy(() => import("./crossing-table").then((m) => m.CrossingTable)),
};

type SheetSize = "low" | "half" | "full";
const NEXT: Record<SheetSize, SheetSize> = { low: "half", half: "full", full: "low" };
const sheet = signal<SheetSize>("half");

export function Dock() {
  const words = t.value;
  const Body = TABS[tab.value];
  return (
    <main class={`dock sheet-${sheet.value}`} id="panel" tabIndex={-1} aria-label={words.panel_label}>
      <button type="button" class="sheet-handle" onClick={() => (sheet.value = NEXT[sheet.value])} aria-label={words.sheet_toggle}>
        <span />
      </button>
      <div class="dock-scroll">
        <Question />
        {status.value?.samples && (
          <p class="sample-note" data-testid="sample-note" role="note">
            {words.sample_note}
          </p>
        )}
        <Filters />
        <Chosen />
        <Tabs />
        <section id="tab-panel" role="tabpanel" aria-labelledby={`tab-${tab.value}`} data-query={panelQuery.value}>
          <Body />
        </section>
      </div>
      <p class="emergency">{words.emergency}</p>
    </main>
  );
}

function Tabs() {
  const words = t.value;
  const names = Object.keys(TABS) as Tab[];
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
