// Keeping a drawn polygon at the server, so that every question can be asked in it and a link can draw it again.
import { signal } from "@preact/signals";
import { ApiError, post } from "../api/client";
import type { PolygonGeometry } from "../api/types";
import { setArea } from "./view";

/** Why the last polygon was not kept: the server's code, or its own words where they say what is wrong with the shape. */
export const saveProblem = signal<{ code: string; detail: string | null } | null>(null);

/** Keeps a polygon and asks in it; tells whether it was kept. */
export async function askIn(geometry: PolygonGeometry): Promise<boolean> {
  saveProblem.value = null;
  try {
    const { id } = await post<{ id: string }>("areas", geometry);
    setArea({ kind: "saved", id });
    return true;
  } catch (cause) {
    const problem = cause instanceof ApiError ? cause.problem : { code: "internal" };
    saveProblem.value = { code: problem.code, detail: "detail" in problem ? (problem.detail ?? null) : null };
    return false;
  }
}
