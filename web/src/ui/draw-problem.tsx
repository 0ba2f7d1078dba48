// Says why a polygon could not be used: its edges cross, or the server did not keep it.
import { errorWords, t } from "../i18n";
import { drawProblem } from "../map/drawing";

export function DrawProblem() {
  const problem = drawProblem.value;
  if (!problem) return null;
  const shape = problem.code === "invalid_body";
  return (
    <p class="field-error" role="alert">
      {shape ? t.value.err_polygon : errorWords(problem.code)}
      {shape && problem.detail && <span lang="en"> ({problem.detail})</span>}
    </p>
  );
}
