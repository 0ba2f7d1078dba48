// Alerts of the nightly watch: what was found, how unlikely, how often, and who has taken note of it.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { AlertBody } from "../../api/schema";
import { num, t } from "../../i18n";
import { s } from "../../i18n/study";
import { may } from "../../state/session";
import { acknowledge, alerts, categoriesOf, type Noted, showReports } from "../../state/alerts";
import { district, term } from "../../state/data";
import { figure, probability } from "../../state/study-text";
import { given } from "../../state/study";
import { setStudy } from "../../state/view";
import { Problem } from "../../ui/problem";
import { isPicked, open } from "./place";
import { between, moment, placeNames } from "./scan";
import { EdgeSwatch } from "./swatches";

export function AlertList() {
  const words = s.value;
  const { data, error } = alerts.value;
  const [noted, setNoted] = useState<AlertBody | null>(null);
  if (!data) {
    if (error?.problem.status === 404) return <p class="nothing" role="status">{words.alerts_gone}</p>;
    return error ? <Problem error={error} /> : <p class="loading">{t.value.loading}</p>;
  }
  return (
    <>
      {data.last_run?.state === "failed" && <p class="field-error" role="alert" data-testid="run-failed">{words.alert_run_failed(moment(data.last_run.due_at))}</p>}
      {noted && <Told key={noted.id} alert={noted} />}
      {data.alerts.length === 0 && <p class="nothing" data-testid="study-finding">{given.value["state"] ? words.alerts_none : words.alerts_none_open}</p>}
      <ol class="clusters" data-testid="study-table" data-rows={data.alerts.length}>
        {data.alerts.map((alert, i) => (
          <Row key={alert.id} alert={alert} rank={i + 1} done={() => setNoted(alert)} />
        ))}
      </ol>
      <p class="sentence"><strong>{words.not_crimes}</strong></p>
    </>
  );
}

const about = (a: AlertBody) => categoriesOf(a).map((c) => term("categories", c)).join(t.value.list_join);

/** Said, and stood on, once an alert is gone from the list: whoever uses keys goes on from here. */
function Told({ alert }: { alert: AlertBody }) {
  const words = s.value;
  const here = useRef<HTMLParagraphElement>(null);
  useLayoutEffect(() => here.current?.focus(), []);
  return (
    <p class="study-kept" tabIndex={-1} ref={here} role="status" data-testid="noted">
      {words.alert_noted(`${about(alert)} ${placeNames(alert.places)}`)}{" "}
      {given.value["state"] !== "all" && (
        <button type="button" class="link" onClick={() => setStudy({ method: "alerts", set: { state: "all" } })}>{words.alerts_all}</button>
      )}
    </p>
  );
}

/** What its marks mean: an alert that nobody has seen stands out. */
export function AlertKey() {
  const words = s.value;
  return (
    <ul class="label-key single">
      <li><EdgeSwatch sure /> {words.values["open"]}</li>
      <li><EdgeSwatch sure={false} /> {words.values["acknowledged"]}</li>
    </ul>
  );
}

function Row({ alert: a, rank, done }: { alert: AlertBody; rank: number; done: () => void }) {
  const words = s.value;
  const at = district(a.places[0] ?? "");
  const noted = a.acknowledged_at !== null;
  return (
    <li class={noted ? "chance" : "sure"} aria-current={isPicked(a.id, ...a.places) || undefined}>
      <button type="button" class="row-button" onClick={() => open(a.id, at ? [at.lon, at.lat] : null, 8)}>
        <span class="badge">{rank}</span>
        <span>
          <strong>{about(a)} · {placeNames(a.places)}</strong>
          <span class="place">{between(a.from, a.to)}</span>
        </span>
      </button>
      <p>
        {words.scan_counts(num(a.observed), figure(a.expected))} · {words.p_is(probability(a.p))} · {words.alert_seen(num(a.seen))}
      </p>
      {a.recurrence_days !== null && <p class="note">{words.scan_once(num(a.recurrence_days))}</p>}
      <p class="note">{words.alert_raised(moment(a.raised_at))}</p>
      {a.follows && <p><strong>{words.alert_outgrew}</strong></p>}
      {noted ? (
        <p>
          {words.alert_by(a.acknowledged_by ?? "–", moment(a.acknowledged_at ?? a.raised_at))}
          {a.note && <span class="place">{a.note}</span>}
        </p>
      ) : (
        may("acknowledge_alerts") && <Note alert={a} done={done} />
      )}
      <p><button type="button" class="link" aria-label={`${words.alert_reports}: ${about(a)} ${placeNames(a.places)}`} onClick={() => showReports(a)}>{words.alert_reports}</button></p>
    </li>
  );
}

function Note({ alert, done }: { alert: AlertBody; done: () => void }) {
  const words = s.value;
  const [note, setNote] = useState("");
  const [state, setState] = useState<"sending" | Noted>("kept");
  const send = async (event: Event) => {
    event.preventDefault();
    setState("sending");
    const came = await acknowledge(alert, note.trim());
    setState(came);
    if (came === "kept") done();
  };
  return (
    <form class="alert-note" onSubmit={(e) => void send(e)}>
      <input aria-label={words.alert_note} placeholder={words.alert_note} maxLength={2000} value={note} onInput={(e) => setNote(e.currentTarget.value)} />
      <button type="submit" disabled={state === "sending"} aria-label={`${words.acknowledge}: ${about(alert)} ${placeNames(alert.places)}`}>{words.acknowledge}</button>
      {(state === "failed" || state === "late") && <p class="field-error" role="alert">{state === "late" ? words.alert_late : words.alert_failed}</p>}
    </form>
  );
}
