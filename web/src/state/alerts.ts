// Alerts of the nightly watch: what the analysis view lists beside its methods.
import { signal } from "@preact/signals";
import { ApiError, post } from "../api/client";
import type { AlertBody, AlertsBody } from "../api/schema";
import { live } from "./data";
import { withQuery } from "./query";
import { addDays, iso, parseIso } from "../time/period";
import { remote } from "./remote";
import { given, method } from "./study";
import { readQuestion } from "./study-question";
import { atFirst } from "./url";
import { step, study } from "./view";

/** Counts what was noted here, so that the list is asked for again. */
const noted = signal(0);
export const alerts = remote<AlertsBody>(
  live(() => {
    void noted.value;
    return method.value?.id === "alerts" ? withQuery("alerts", "", { state: given.value["state"] ?? "open" }) : null;
  }),
);

/** Those that nobody has taken note of, for who has not chosen a question yet. */
export const waiting = remote<AlertsBody>(live(() => (study.value?.method === "choose" ? withQuery("alerts", "", { state: "open" }) : null)));

/** What an alert is about: the categories whose reports were scanned. */
export const categoriesOf = ({ series }: Pick<AlertBody, "series">) => readQuestion(series)?.filter.category ?? [];

/** The reports of an alert, on the situation's map and in its list. */
export function showReports(alert: AlertBody): void {
  const asked = readQuestion(alert.series);
  const after = parseIso(alert.to);
  if (!asked || !after) return;
  step({
    study: null, overlays: atFirst(null),
    filter: { ...asked.filter, from: alert.from, to: iso(addDays(after, 1)) }, area: { kind: "district", codes: alert.places }, sel: null, tab: "reports",
  });
}

/** What came of taking note: late when somebody else was first, or another run has found more since it was looked at. */
export type Noted = "kept" | "late" | "failed";

/** Takes note of an alert as it is shown. */
export async function acknowledge(alert: AlertBody, note: string): Promise<Noted> {
  try {
    await post<AlertBody>(`alerts/${alert.id}/acknowledge`, { seen: alert.seen, note });
  } catch (cause) {
    if (!(cause instanceof ApiError && cause.problem.status === 409)) return "failed";
    noted.value++;
    return "late";
  }
  noted.value++;
  return "kept";
}
