// One account: its duties, another password, the link of a screen, and closing it. Nothing that ends is done without a question.
import { useState } from "preact/hooks";
import { post, remove } from "../../api/client";
import type { AccountBody, MadePasswordBody, NewPassBody } from "../../api/schema";
import { w } from "../../i18n/people";
import { session } from "../../state/session";
import { textOf, useAct } from "../people/act";
import { dutyInWords } from "../people/duty-words";
import { dayInWords } from "../people/moments";
import { DutyFields, EMPTY_DUTY, dutyOf } from "./duty-form";
import { tlpName } from "./roles";

/** Something that is shown once, above the list. */
export interface Shown {
  title: string;
  text: string;
  note: string;
}

export function AccountDetail({ account, changed, show }: { account: AccountBody; changed: () => unknown; show: (shown: Shown) => void }) {
  const words = w.value;
  const act = useAct();
  const [sure, setSure] = useState<{ question: string; yes: string; does: () => Promise<unknown> } | null>(null);
  const does = (what: () => Promise<unknown>) =>
    void act.run(what).then((done) => {
      setSure(null);
      if (done) changed();
    });
  const path = `accounts/${account.id}`;
  const own = account.name === session.value?.name;
  const reset = async () => {
    const { password } = await post<MadePasswordBody>(`${path}/password`, {});
    show({ title: words.one_time(account.name), text: password, note: words.one_time_note });
  };
  return (
    <div class="account-detail" data-testid="account-detail">
      <ul>
        {account.duties.map((d) => (
          <li key={d.id}>
            <span>
              {dutyInWords(d)}
              <span class="place">
                {tlpName(d.highest_tlp)} · {d.detail === "coarse" ? words.coarse : words.detail_exact} · {words.given(d.given_by, dayInWords(d.given_at))}
              </span>
            </span>
            {!account.closed_at && (
              <button
                type="button" aria-label={words.take_of(dutyInWords(d))}
                onClick={() => setSure({ question: words.take_sure(dutyInWords(d)), yes: words.take, does: () => remove(`${path}/duties/${d.id}`) })}
              >
                {words.take}
              </button>
            )}
          </li>
        ))}
      </ul>
      {!account.closed_at && (
        <>
          <GiveDuty path={path} given={changed} />
          {account.duties.some((d) => d.role === "kiosk") && <ScreenLink path={path} show={show} />}
          <p class="buttons">
            <button type="button" onClick={() => setSure({ question: words.reset_sure, yes: words.reset, does: reset })}>{words.reset}</button>
            {!own && (
              <button type="button" onClick={() => setSure({ question: words.close_sure(account.name), yes: words.yes_close, does: () => remove(path) })}>{words.close_account}</button>
            )}
          </p>
        </>
      )}
      {sure && (
        <div class="sure" role="alertdialog" aria-label={sure.question}>
          <p>{sure.question}</p>
          <p class="buttons">
            <button type="button" class="primary" aria-busy={act.busy} onClick={() => does(sure.does)}>{sure.yes}</button>
            <button type="button" onClick={() => setSure(null)}>{words.no}</button>
          </p>
        </div>
      )}
      {act.refused && <p class="problem" role="alert" data-testid="refused">{act.refused}</p>}
    </div>
  );
}

function GiveDuty({ path, given }: { path: string; given: () => unknown }) {
  const words = w.value;
  const act = useAct();
  const [draft, setDraft] = useState(EMPTY_DUTY);
  const submit = (event: Event) => {
    event.preventDefault();
    const duty = dutyOf(draft);
    if (!duty) return act.refuse(words.pick_none);
    void act.run(() => post(`${path}/duties`, duty)).then((done) => {
      if (!done) return;
      setDraft(EMPTY_DUTY);
      given();
    });
  };
  return (
    <details class="filters">
      <summary>{words.give_duty}</summary>
      <form onSubmit={submit}>
        <DutyFields draft={draft} change={setDraft} />
        {act.refused && <p class="problem" role="alert">{act.refused}</p>}
        <p class="buttons"><button type="submit" class="primary" aria-busy={act.busy}>{words.give}</button></p>
      </form>
    </details>
  );
}

function ScreenLink({ path, show }: { path: string; show: (shown: Shown) => void }) {
  const words = w.value;
  const act = useAct();
  const submit = (event: Event) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    void act.run(async () => {
      const made = await post<NewPassBody>(`${path}/screen`, { label: textOf(form, "label") });
      form.reset();
      show({ title: words.screen_link, text: `${location.origin}/?screen=${made.secret}`, note: words.screen_note(dayInWords(made.ends_at)) });
    });
  };
  return (
    <form class="screen-link" onSubmit={submit} data-testid="screen-link">
      <label class="field">
        <span>{words.screen_label}</span>
        <input name="label" required maxLength={100} />
      </label>
      <p class="buttons"><button type="submit" aria-busy={act.busy}>{words.screen_new}</button></p>
      {act.refused && <p class="problem" role="alert">{act.refused}</p>}
    </form>
  );
}
