// The second factor: setting a telephone up, and proving oneself with it.
import { useState } from "preact/hooks";
import { post } from "../../api/client";
import type { EnrolmentBody } from "../../api/schema";
import { w } from "../../i18n/people";
import { askSession, session } from "../../state/session";
import { textOf, useAct } from "./act";

export function SecondFactor() {
  const words = w.value;
  const [enrolment, setEnrolment] = useState<EnrolmentBody | null>(null);
  const act = useAct();
  const who = session.value;
  if (who?.second_factor) {
    return (
      <>
        <p role="status" data-testid="factor-done">{words.factor_done}</p>
        <p class="note">{words.factor_again}</p>
      </>
    );
  }
  const begin = () => act.run(async () => setEnrolment(await post<EnrolmentBody>("session/second-factor", {})));
  const prove = (event: Event) => {
    event.preventDefault();
    const code = textOf(event.currentTarget as HTMLFormElement, "code").replace(/\s/g, "");
    void act.run(async () => {
      await post("session/second-factor/proof", { code });
      await askSession();
    });
  };
  return (
    <div class="second-factor">
      <p class="note">{words.factor_why}</p>
      {enrolment && (
        <>
          <p>{words.factor_scan}</p>
          <img src={`data:image/svg+xml,${encodeURIComponent(enrolment.picture)}`} alt={words.factor_picture} width="200" height="200" />
          <p>
            {words.factor_secret}: <code data-testid="factor-secret">{enrolment.secret.replace(/(.{4})(?=.)/g, "$1 ")}</code>
          </p>
        </>
      )}
      {enrolment || who?.has_second_factor ? (
        <form onSubmit={prove}>
          <label class="field">
            <span>{enrolment ? words.factor_type : words.code}</span>
            <input name="code" autocomplete="one-time-code" inputMode="numeric" pattern="[0-9 ]*" required maxLength={9} class="code" />
          </label>
          <p class="buttons">
            <button type="submit" class="primary" aria-busy={act.busy}>{words.factor_confirm}</button>
          </p>
        </form>
      ) : (
        <p class="buttons">
          <button type="button" onClick={() => void begin()} aria-busy={act.busy}>{words.factor_begin}</button>
        </p>
      )}
      {act.refused && <p class="problem" role="alert" data-testid="refused">{act.refused}</p>}
    </div>
  );
}
