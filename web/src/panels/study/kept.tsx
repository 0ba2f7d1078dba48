// What is being computed in the background, and the results that were kept: opened, cited, asked again, ended.
import { useEffect, useRef, useState } from "preact/hooks";
import type { FindingChangesBody, JobBody, ResultBody, StudySheet } from "../../api/schema";
import { ApiError, get } from "../../api/client";
import { distance, num, t } from "../../i18n";
import { s } from "../../i18n/study";
import { crossing, districtName, nameOf as placeName } from "../../state/data";
import { askOnceMore, cancel, forget, isOpen, jobs, linkTo, moreResults, openResult, results } from "../../state/kept";
import { cellsOf, findingKey, findingSays, type Finder } from "../../state/kept-text";
import { citation, refusal } from "../../state/study-text";
import { readQuestion } from "../../state/study-question";
import { setStudy } from "../../state/view";
import { Problem } from "../../ui/problem";
import { nameOf } from "./chooser";
import { Copy } from "./cite";
import { Refused, nameFor, questionWords } from "./keep";
import { dayWords, moment } from "./scan";

const NIGHTLY = "nightly";

/** A kept question in words: the method, and what, when and where it asks. */
function asked(question: string): { title: string; rest: string } {
  const q = readQuestion(question);
  if (q) return { title: nameOf(q.method.id)[0], rest: questionWords(q) };
  if (question === NIGHTLY) return { title: s.value.nightly, rest: "" };
  return { title: nameOf(new URLSearchParams(question).get("method") ?? "")[0], rest: question };
}

export function KeptList() {
  const words = s.value;
  return (
    <>
      <div class="study-head">
        <h3>{words.kept_list}</h3>
        <button type="button" class="link" onClick={() => setStudy({ method: "choose", set: {} })}>{words.to_methods}</button>
      </div>
      <Jobs />
      <Results />
    </>
  );
}

function Jobs() {
  const words = s.value;
  const { data, error } = jobs.value;
  return (
    <section aria-labelledby="jobs">
      <h4 id="jobs">{words.jobs}</h4>
      {!data && (error ? <Problem error={error} /> : <p class="loading">{t.value.loading}</p>)}
      {data?.jobs.length === 0 && <p class="nothing">{words.jobs_none}</p>}
      <ul class="clusters" data-testid="jobs" data-open={data?.jobs.filter(isOpen).length}>
        {data?.jobs.map((job) => <Job key={job.id} job={job} />)}
      </ul>
    </section>
  );
}

function Job({ job }: { job: JobBody }) {
  const words = s.value;
  const { title, rest } = asked(job.question);
  const [failed, setFailed] = useState(false);
  const q = readQuestion(job.question);
  const { result, steps_done: done, steps_all: all } = job;
  const open = isOpen(job);
  const why = refusal(job.message, words);
  const says = job.state === "running" ? (all > 0 ? words.job_steps(num(done), num(all)) : words.job_begins) : (words.job_states[job.state] ?? job.state);
  return (
    <li data-job={job.id} data-state={job.state}>
      <p>
        <strong>{title}</strong> <span class="note">{rest}</span>
      </p>
      {open && <progress aria-label={`${words.progress}: ${title}`} {...(all > 0 && { value: done, max: all })} />}
      <p class="note">
        <span role="status">{says}</span> · {words.asked_at(moment(job.asked_at))}
      </p>
      {job.message && (why ? <p class="field-error">{why}</p> : <p class="field-error" lang="en">{job.message}</p>)}
      {failed && <Refused says={words.cancel_failed} cause={null} />}
      <p class="buttons">
        {open && job.kind !== NIGHTLY && (
          <button type="button" aria-label={`${words.stop}: ${title}`} onClick={() => cancel(job.id).catch(() => setFailed(true))}>{words.stop}</button>
        )}
        {result && q && <button type="button" aria-label={`${words.open}: ${title}`} onClick={() => openResult(result, q)}>{words.open}</button>}
      </p>
    </li>
  );
}

function Results() {
  const words = s.value;
  const { data, error } = results.value;
  const heading = useRef<HTMLHeadingElement>(null);
  // What every night leaves behind is in the alerts.
  const rows = data?.results.filter((r) => r.question !== NIGHTLY);
  return (
    <section aria-labelledby="results">
      <h4 id="results" tabIndex={-1} ref={heading}>{words.results}</h4>
      {!data && (error ? <Problem error={error} /> : <p class="loading">{t.value.loading}</p>)}
      {rows?.length === 0 && <p class="nothing">{words.results_none}</p>}
      <ul class="clusters" data-testid="results" data-rows={rows?.length}>
        {rows?.map((r) => <Result key={r.id} result={r} gone={() => heading.current?.focus()} />)}
      </ul>
      {data?.next && <p class="buttons"><button type="button" onClick={moreResults}>{words.more}</button></p>}
    </section>
  );
}

type Doing = "asking" | "again" | { changes: FindingChangesBody; epoch: number; cells: Finder["cells"] } | { says: string; cause: ApiError | null } | null;

function Result({ result: r, gone }: { result: ResultBody; gone: () => void }) {
  const words = s.value;
  const [doing, setDoing] = useState<Doing>(null);
  const { title, rest } = asked(r.question);
  const name = nameFor(r) || title;
  const q = readQuestion(r.question);
  const link = linkTo(r);
  const seed = new URLSearchParams(r.question).get("seed");
  const failed = (says: string) => (cause: unknown) => setDoing({ says, cause: cause instanceof ApiError ? cause : null });
  const end = useRef<HTMLButtonElement>(null);
  const leave = () => {
    setDoing(null);
    end.current?.focus();
  };
  const again = async () => {
    setDoing("again");
    const { result, changes } = await askOnceMore(r.id);
    const about = [...changes.new, ...changes.gone, ...changes.other].some(({ key }) => /^\d+:/.test(key));
    const answers = about ? await Promise.all([r.id, result.id].map((id) => get<StudySheet>(`results/${id}/answer`).catch(() => null))) : [];
    setDoing({ changes, epoch: result.epoch, cells: cellsOf(answers) });
  };
  return (
    <li data-result={r.id}>
      <p>
        <strong>{name}</strong>
        <span class="place">{[nameFor(r) && title, rest, r.rerun_of && words.rerun].filter(Boolean).join(" · ")}</span>
      </p>
      <p class="note">
        {words.kept_at(moment(r.saved_at))} · {words.cite_epoch} {num(r.epoch)} · {words.kept_hash} <code title={r.hash}>{r.hash.slice(0, 8)}</code>
      </p>
      <p class="buttons">
        {q && <button type="button" aria-label={`${words.open}: ${name}`} onClick={() => openResult(r.id, q)}>{words.open}</button>}
        {link && <Copy text={citation({ ...r, seed: seed === null ? null : Number(seed) }, link, words, words.kept_hash)} label={words.copy_cite} of={`${words.copy_cite}: ${name}`} />}
        <button type="button" disabled={doing === "again"} aria-label={`${words.again}: ${name}`} onClick={() => void again().catch(failed(words.again_failed))}>
          {doing === "again" ? t.value.loading : words.again}
        </button>
        <button type="button" ref={end} aria-expanded={doing === "asking"} aria-label={`${words.forget}: ${name}`} onClick={() => setDoing("asking")}>{words.forget}</button>
      </p>
      {doing === "asking" && <Sure name={name} no={leave} yes={() => void forget(r.id).then(gone, failed(words.forget_failed))} />}
      <div role="status">{doing !== null && typeof doing === "object" && "changes" in doing && <Changes {...doing} />}</div>
      {doing !== null && typeof doing === "object" && "says" in doing && <Refused {...doing} />}
    </li>
  );
}

/** Asks once before a kept result is gone for good. */
function Sure({ name, yes, no }: { name: string; yes: () => void; no: () => void }) {
  const words = s.value;
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <div class="study-hint" role="group" aria-label={words.forget_sure(name)}>
      <p>{words.forget_sure(name)}</p>
      <p class="buttons">
        <button type="button" ref={first} onClick={no}>{words.forget_no}</button>
        <button type="button" onClick={yes}>{words.forget_yes}</button>
      </p>
    </div>
  );
}

const MOST = 12;
function Changes({ changes, epoch, cells }: { changes: FindingChangesBody; epoch: number; cells: Finder["cells"] }) {
  const words = s.value;
  const finder: Finder = {
    words, cells, district: districtName, day: dayWords, distance,
    crossing: (id) => (crossing(id) ? placeName(crossing(id)?.names, id) : null),
  };
  const lists: [string, string[]][] = [
    [words.found_new, changes.new.map((f) => `${findingKey(f.key, finder)}: ${findingSays(f.says, finder)}`)],
    [words.found_gone, changes.gone.map((f) => `${findingKey(f.key, finder)}: ${findingSays(f.says, finder)}`)],
    [words.found_other, changes.other.map((f) => `${findingKey(f.key, finder)}: ${findingSays(f.was, finder)} → ${findingSays(f.says, finder)}`)],
  ];
  const some = lists.filter(([, found]) => found.length > 0);
  return (
    <div class="changes" data-testid="changes">
      <p><strong>{some.length > 0 ? words.again_changed(num(epoch)) : words.again_same(num(epoch))}</strong></p>
      {some.map(([label, found]) => (
        <div key={label}>
          <p>{label} <span class="number">{num(found.length)}</span></p>
          <ul>
            {found.slice(0, MOST).map((text) => <li key={text}>{text}</li>)}
            {found.length > MOST && <li class="note">{words.and_more(num(found.length - MOST))}</li>}
          </ul>
        </div>
      ))}
    </div>
  );
}
