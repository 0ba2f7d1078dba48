// One's own sessions and tokens: what is open, ending one, and making a token for a program.
import { useEffect, useState } from "preact/hooks";
import { get, post, remove } from "../../api/client";
import type { NewPassBody, PassBody, PassesBody } from "../../api/schema";
import { t } from "../../i18n";
import { w } from "../../i18n/people";
import { session } from "../../state/session";
import { textOf, useAct } from "./act";
import { dutyInWords } from "./duty-words";
import { Once } from "./once";
import { momentInWords } from "./moments";

const USUAL_DAYS = 30;
const MOST_DAYS = 366;

export function Passes() {
  const words = w.value;
  const act = useAct();
  const [passes, setPasses] = useState<PassBody[] | null>(null);
  const look = () => act.run(async () => setPasses((await get<PassesBody>("passes")).passes));
  useEffect(() => void look(), []);
  const end = (pass: PassBody) => void act.run(() => remove(`passes/${pass.id}`)).then(look);
  const dutyOf = (pass: PassBody) => session.value?.duties.find((d) => d.id === pass.duty);
  return (
    <div class="passes">
      {act.refused && <p class="problem" role="alert">{act.refused}</p>}
      {!passes && !act.refused && <p class="loading">{t.value.loading}</p>}
      <ul data-testid="passes">
        {passes?.map((pass) => {
          const kind = words.pass_kinds[pass.kind] ?? pass.kind;
          const duty = dutyOf(pass);
          return (
            <li key={pass.id} data-kind={pass.kind}>
              <span>
                <strong>{pass.label || kind}</strong> {pass.this && `(${words.pass_this})`}
                <span class="place">
                  {[pass.label && kind, duty && dutyInWords(duty), words.pass_used(momentInWords(pass.used_at)), words.pass_ends(momentInWords(pass.ends_at))].filter(Boolean).join(" · ")}
                </span>
              </span>
              {!pass.this && <button type="button" aria-label={words.pass_end_of(pass.label || kind)} onClick={() => end(pass)}>{words.pass_end}</button>}
            </li>
          );
        })}
      </ul>
      <NewToken made={look} />
    </div>
  );
}

function NewToken({ made }: { made: () => unknown }) {
  const words = w.value;
  const act = useAct();
  const [secret, setSecret] = useState<string | null>(null);
  const who = session.value;
  const submit = (event: Event) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const body = { label: textOf(form, "label"), duty: textOf(form, "duty"), days: Number(textOf(form, "days")), narrowed_to: null };
    void act.run(async () => {
      setSecret((await post<NewPassBody>("passes", body)).secret);
      form.reset();
      made();
    });
  };
  return (
    <details class="filters">
      <summary>{words.token_new}</summary>
      {secret ? (
        <Once title={words.token_new} text={secret} done={() => setSecret(null)} />
      ) : (
        <form onSubmit={submit} data-testid="new-token">
          <p class="note">{words.token_note}</p>
          <label class="field">
            <span>{words.token_label}</span>
            <input name="label" required maxLength={100} />
          </label>
          <label class="field">
            <span>{words.role}</span>
            <select name="duty">
              {who?.duties.map((d) => (
                <option key={d.id} value={d.id}>{dutyInWords(d)}</option>
              ))}
            </select>
          </label>
          <label class="field">
            <span>{words.token_days}</span>
            <input name="days" type="number" inputMode="numeric" min={1} max={MOST_DAYS} defaultValue={String(USUAL_DAYS)} required />
          </label>
          {act.refused && <p class="problem" role="alert">{act.refused}</p>}
          <p class="buttons">
            <button type="submit" class="primary" aria-busy={act.busy}>{words.token_make}</button>
          </p>
        </form>
      )}
    </details>
  );
}
