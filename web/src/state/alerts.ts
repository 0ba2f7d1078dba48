// Alerts of the nightly watch: what the analysis view lists beside its methods.
import { signal } from "@preact/signals";
import { ApiError, post } from "../api/client";
import type { AlertBody, AlertsBody } from "../api/schema";
import { live } from "./data";
import { withQuery } from "./query";
import { remote } from "./remote";
import { given, method } from "./study";

/** Counts what was noted here, so that the list is asked for again. */
const noted = signal(0);
export const alerts = remote<AlertsBody>(
  live(() => {
    void noted.value;
    return method.value?.id === "alerts" ? withQuery("alerts", "", { state: given.value["state"] ?? "open" }) : null;
  }),
);

/** Takes note of an alert; tells whether that was kept. */
export async function acknowledge(alert: AlertBody, note: string): Promise<boolean> {
  try {
    await post<AlertBody>(`alerts/${alert.id}/acknowledge`, { note });
  } catch (cause) {
    // Somebody else was first: that is seen when the list is asked for again.
    if (!(cause instanceof ApiError && cause.problem.status === 409)) return false;
  }
  noted.value++;
  return true;
}
