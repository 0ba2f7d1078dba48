// Keeping a drawn polygon at the server, so that every question can be asked in it and a link can draw it again.
import { ApiError, post } from "../api/client";
import type { PolygonGeometry } from "../api/types";
import { drawProblem } from "../map/drawing";
import { setArea } from "./view";

/** Keeps a polygon and asks in it; tells whether it was kept. */
export async function askIn(geometry: PolygonGeometry): Promise<boolean> {
  drawProblem.value = null;
  try {
    const { id } = await post<{ id: string }>("areas", geometry);
    setArea({ kind: "saved", id });
    return true;
  } catch (cause) {
    const problem = cause instanceof ApiError ? cause.problem : { code: "internal" };
    drawProblem.value = { code: problem.code, detail: "detail" in problem ? (problem.detail ?? null) : null };
    return false;
  }
}
