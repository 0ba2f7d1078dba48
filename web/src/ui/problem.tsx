// Says in plain words that something could not be loaded, and offers to try again.
import type { ApiError } from "../api/client";
import { errorWords, t } from "../i18n";
import { retryAll } from "../state/remote";

/** `of`: what could not be loaded, where the place alone does not say it. */
export function Problem({ error, of }: { error: ApiError; of?: string | undefined }) {
  const { code, parameter, request_id } = error.problem;
  return (
    <div class="problem" role="alert">
      <strong>{of && `${of}: `}{t.value.error_title}</strong>
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
