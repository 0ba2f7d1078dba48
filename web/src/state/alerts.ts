// Alerts of the nightly watch and patrol zones: what the analysis view lists beside its methods.
import { signal } from "@preact/signals";
import { ApiError, post } from "../api/client";
import type { Alert, Alerts, Zones } from "../api/study-types";
import { live } from "./data";
import { withQuery } from "./query";
import { remote } from "./remote";
import { given, method, zonesQuery } from "./study";

/** Counts what was noted here, so that the list is asked for again. */
const noted = signal(0);
export const alerts = remote<Alerts>(
  live(() => {
    void noted.value;
    return method.value?.id === "alerts" ? withQuery("alerts", "", { state: given.value["state"] ?? "open" }) : null;
  }),
);
export const zones = remote<Zones>(live(() => (method.value?.id === "zones" ? withQuery("zones", zonesQuery.value) : null)));

/** Takes note of an alert; tells whether that was kept. */
export async function acknowledge(alert: Alert, note: string): Promise<boolean> {
  try {
    await post<Alert>(`alerts/${alert.id}/acknowledge`, { note });
  } catch (cause) {
    // Somebody else was first: that is seen when the list is asked for again.
    if (!(cause instanceof ApiError && cause.problem.status === 409)) return false;
  }
  noted.value++;
  return true;
}
