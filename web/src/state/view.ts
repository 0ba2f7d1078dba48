// The live view: one signal read from the address and written back to it; steps push history, camera moves replace it.
import { computed, signal } from "@preact/signals";
import type { Right } from "../api/types";
import { NO_FILTER, queryString, type Area, type Filter } from "./query";
import { may } from "./session";
import { alone, atFirst, defaultEra, formatView, parseCamera, parseView, type Camera, type Overlay, type Selection, type Study, type Tab, type View } from "./url";

export const view = signal<View>(parseView(location.search));
/** Where the map is; null until it has been moved. */
export const camera = signal<Camera | null>(parseCamera(location.search));
/** Set anew each time the address changed by the back button, so that the map follows; `to` is null for the whole border. */
export const cameraFromHistory = signal<{ to: Camera | null } | null>(null);

export const lang = computed(() => view.value.lang);
export const era = computed(() => view.value.cal ?? defaultEra(view.value.lang));
export const filter = computed(() => view.value.filter);
export const area = computed(() => view.value.area);
export const asof = computed(() => view.value.asof);
export const selection = computed(() => view.value.sel);
/** What the role may not see is not shown, whatever the address asks for. */
const TAB_NEEDS = { summary: "see_reports", reports: "see_reports", hotspots: "see_counts", risk: "see_risk_points", crossings: null } as const;
const OVERLAY_NEEDS: Partial<Record<Overlay, Right>> = { hotspots: "see_counts", cells: "see_counts", counts: "see_counts", points: "see_reports", risk: "see_risk_points" };
export const offersTab = (name: Tab) => TAB_NEEDS[name] === null || may(TAB_NEEDS[name]);
export const offersOverlay = (name: Overlay) => OVERLAY_NEEDS[name] === undefined || may(OVERLAY_NEEDS[name]);
export const tab = computed<Tab>(() => (offersTab(view.value.tab) ? view.value.tab : offersTab("risk") ? "risk" : "crossings"));
export const study = computed(() => (may("analyse") ? view.value.study : null));
export const overlays = computed(() => {
  const shown = view.value.overlays.filter(offersOverlay);
  // Whoever sees risk points alone came for them.
  return view.value.overlays === atFirst(null) && !may("see_reports") && offersOverlay("risk") ? [...shown, "risk" as const] : shown;
});

const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const systemDark = signal(prefersDark.matches);
prefersDark.addEventListener("change", (event) => {
  systemDark.value = event.matches;
});
/** On paper the map is light too; the browser says when it is about to print. */
export const printing = signal(false);
addEventListener("beforeprint", () => (printing.value = true));
addEventListener("afterprint", () => (printing.value = false));
export const dark = computed(() => !printing.value && (view.value.theme === "auto" ? systemDark.value : view.value.theme === "dark"));

/** The query without its area: what the whole map shows. */
export const mapQuery = computed(() => queryString(filter.value, null, asof.value));
/** The query with its area: what the panel shows and exports. */
export const panelQuery = computed(() => queryString(filter.value, area.value, asof.value));
/** The panel's query at any time: what the bars of the time line count, so that the chosen period keeps its surroundings. */
export const timelessQuery = computed(() => queryString({ ...filter.value, from: null, to: null }, area.value, asof.value));

function write(how: "push" | "replace"): void {
  const url = location.pathname + formatView(view.value, camera.value);
  if (url === location.pathname + location.search) return;
  history[how === "push" ? "pushState" : "replaceState"](null, "", url);
}

/** Takes a deliberate step: the back button undoes it. */
export function step(patch: Partial<View>): void {
  view.value = { ...view.value, broken: [], ...patch };
  write("push");
}
/** Changes how things look, not what is asked: no history entry. */
export function adjust(patch: Partial<View>): void {
  view.value = { ...view.value, ...patch };
  write("replace");
}
export function moveCamera(next: Camera): void {
  camera.value = next;
  write("replace");
}

export const setFilter = (patch: Partial<Filter>) => step({ filter: { ...filter.value, ...patch } });
export const clearFilter = () => step({ filter: NO_FILTER, area: null, sel: null });
export const setArea = (next: Area | null, sel: Selection | null = null) => step({ area: next, sel });
/** Leaves the earlier moment that a link named. */
export const showNow = () => step({ asof: null });
export const select = (sel: Selection | null) => step({ sel });
/** Risk points are on the map while their table is asked for. */
export const showTab = (next: Tab) => step(next === "risk" ? { tab: next, overlays: withOverlay(next) } : { tab: next });
/** Asks by a method; coming to the analysis view or leaving it changes what else the map shows. */
export function setStudy(next: Study | null): void {
  const stays = Boolean(next) === Boolean(study.value);
  step({ study: next, sel: null, ...(!stays && { overlays: atFirst(next) }) });
}
export const withOverlay = (overlay: Overlay): readonly Overlay[] => alone([...new Set([...overlays.value, overlay])], overlay);
export function toggleOverlay(overlay: Overlay): void {
  const on = overlays.value;
  step({ overlays: on.includes(overlay) ? on.filter((o) => o !== overlay) : withOverlay(overlay) });
}

addEventListener("popstate", () => {
  view.value = parseView(location.search);
  const back = parseCamera(location.search);
  camera.value = back;
  cameraFromHistory.value = { to: back };
});
