// A study's question as a text, both ways: the address that answers it, and what a kept text asks. Pure.
import { bangkokClock, bangkokDate, iso } from "../time/period";
import { parseArea, parseAsof, parseFilter, queryString, withQuery, type Area, type Filter } from "./query";
import { lacks, methodOf, unusual, type Method } from "./study-methods";

export interface StudyQuestion {
  method: Method;
  /** The settings that are not the usual ones. */
  set: Readonly<Record<string, string>>;
  filter: Filter;
  area: Area | null;
  asof: string | null;
}

/** The address under the API that answers a question; null where something is lacking, or where none does. */
export function addressOf({ method, set, filter, area, asof }: StudyQuestion): string | null {
  if (method.path === "alerts" || lacks(method, set)) return null;
  // A method that has its own days is not asked between others.
  const asked = method.period ? filter : { ...filter, from: null, to: null };
  return withQuery(method.path, queryString(asked, method.area === "whole" ? null : area, asof), { method: method.id, ...set });
}

/** The server writes days as instants; the page asks by days. */
function dayOf(bound: string | null): string | null {
  return bound?.includes("T") && bangkokClock(bound) === "00:00" ? iso(bangkokDate(bound)) : bound;
}
/** Reads a question as the server writes it; null for one that this page cannot ask. */
export function readQuestion(text: string): StudyQuestion | null {
  const params = new URLSearchParams(text);
  const method = methodOf(params.get("method") ?? "");
  const area = parseArea(params.get("area"));
  if (!method || (params.has("area") && (!area || method.area === "whole"))) return null;
  const filter = parseFilter(params);
  return {
    method, area, set: unusual(method, Object.fromEntries(params)), filter: { ...filter, from: dayOf(filter.from), to: dayOf(filter.to) },
    asof: parseAsof(params.get("asof")),
  };
}

/** Whether two questions ask the same, at whatever moment. */
export function sameQuestion(a: StudyQuestion, b: StudyQuestion): boolean {
  return addressOf({ ...a, asof: null }) === addressOf({ ...b, asof: null });
}
