// Under an answer: keep it under a name, or have the question computed in the background.
import { useState } from "preact/hooks";
import type { ResultBody, StudySheet } from "../../api/schema";
import { ApiError } from "../../api/client";
import { num } from "../../i18n";
import { whatInWords, whenInWords, whereInWords } from "../../i18n/describe";
import { s } from "../../i18n/study";
import { askInBackground, keep, showList } from "../../state/kept";
import { leaveKept, question } from "../../state/study";
import type { StudyQuestion } from "../../state/study-question";
import { words as saying } from "../../state/words";
import { nameOf } from "./chooser";
import { dayWords, moment } from "./scan";

/** Why the server refused, in its own words below ours. */
export function Refused({ says, cause }: { says: string; cause: ApiError | null }) {
  return (
    <p class="field-error" role="alert">
      {says}
      {cause?.problem.detail && <span class="place" lang="en">{cause.problem.detail}</span>}
    </p>
  );
}
/** What, when and where a question asks. */
export function questionWords({ method, set, filter, area }: StudyQuestion): string {
  const w = saying.value;
  const crossing = set["crossing"];
  const parts = [
    crossing && w.crossingName(crossing), set["day"] && dayWords(set["day"]), whatInWords(filter, w), method.period && whenInWords(filter, w),
    method.area !== "whole" && area && whereInWords(area, w),
  ];
  return parts.filter(Boolean).join(" · ");
}
const asError = (cause: unknown) => (cause instanceof ApiError ? cause : null);

export function Background() {
  const words = s.value;
  const [state, setState] = useState<"idle" | "sending" | { cause: ApiError | null }>("idle");
  const send = async () => {
    const asked = question.value;
    if (!asked) return;
    setState("sending");
    try {
      await askInBackground(asked);
    } catch (cause) {
      setState({ cause: asError(cause) });
    }
  };
  return (
    <>
      <button type="button" disabled={state === "sending"} onClick={() => void send()} data-testid="background">{words.background}</button>
      {typeof state === "object" && <Refused says={words.background_failed} cause={state.cause} />}
    </>
  );
}

export function Keep({ sheet }: { sheet: StudySheet }) {
  const words = s.value;
  const usual = [nameOf(sheet.method)[0], question.value && questionWords(question.value)].filter(Boolean).join(" · ");
  const [typed, setTyped] = useState<string | null>(null);
  const [state, setState] = useState<"idle" | "sending" | { hash: string; result: ResultBody } | { hash: string; cause: ApiError | null }>("idle");
  // What is said belongs to the answer that it was said of.
  const said = typeof state === "object" && state.hash === sheet.run.hash ? state : null;
  const name = typed ?? usual;
  const send = async (event: Event) => {
    event.preventDefault();
    const asked = question.value;
    if (!asked || !name.trim()) return;
    const { hash } = sheet.run;
    setState("sending");
    try {
      setState({ hash, result: await keep(asked, name.trim()) });
    } catch (cause) {
      setState({ hash, cause: asError(cause) });
    }
  };
  return (
    <details class="cite keep" data-testid="keep">
      <summary>{words.keep}</summary>
      <form onSubmit={(e) => void send(e)}>
        <label class="field">
          <span>{words.keep_name}</span>
          <input id="keep-name" autoComplete="off" maxLength={200} value={name} onInput={(e) => setTyped(e.currentTarget.value)} />
        </label>
        <p class="buttons">
          <button type="submit" disabled={state === "sending" || !name.trim()}>{state === "sending" ? words.keeping : words.keep_do}</button>
          <Background />
        </p>
      </form>
      <p class="note">{words.background_note}</p>
      <div role="status">
        {said && "result" in said && (
          <p data-testid="kept-now">
            {words.keep_done(said.result.name)} {said.result.epoch !== sheet.run.epoch && words.keep_other(num(said.result.epoch))}
          </p>
        )}
      </div>
      {said && "cause" in said && <Refused says={words.keep_failed} cause={said.cause} />}
      <p><button type="button" class="link" onClick={showList}>{words.kept_list}</button></p>
    </details>
  );
}

/** Above a kept answer: which one it is, and how to come to today's. */
export function KeptNotice({ result }: { result: ResultBody }) {
  const words = s.value;
  return (
    <div class="study-kept" role="status" data-testid="kept-shown">
      <p>
        <strong>{words.kept_shown}</strong>
        {` ${nameFor(result)}`}
        <span class="place">{words.kept_at(moment(result.saved_at))} · {words.cite_epoch} {num(result.epoch)}</span>
      </p>
      <p class="buttons">
        <button type="button" onClick={leaveKept}>{words.compute_now}</button>
        <button type="button" class="link" onClick={showList}>{words.kept_list}</button>
      </p>
    </div>
  );
}
/** A result of the background is called what was asked: nothing that one reads. */
export const nameFor = ({ name, question: asked }: ResultBody) => (name === asked ? "" : name);
