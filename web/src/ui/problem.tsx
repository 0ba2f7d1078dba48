// Says in plain words that something could not be loaded, and offers to try again.
import type { ApiError } from "../api/client";
import { errorWords, t } from "../i18n";
import { retryAll } from "../state/remote";

export function Problem({ error }: { error: ApiError }) {
  const { code, parameter, request_id } = error.problem;
  return (
    <div class="problem" role="alert">
      <strong>{t.value.error_title}</strong>
      <p>
        {errorWords(code)}
        {parameter && <code> {parameter}</code>}
      </p>
      <button type="button" onClick={retryAll}>
        {t.value.retry}
      </button>
      {request_id && <small>{request_id}</small>}
    </div>
  );
}
