// The table twin of the risk points: those of the question's area, by kind and severity, the worst first.
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import type { RiskPage, RiskPoint } from "../api/types";
import { distance, num, t } from "../i18n";
import { q } from "../i18n/ask";
import { m } from "../i18n/map";
import { flyTo } from "../map/handle";
import { SEVERITIES } from "../map/symbols";
import { crossing, districtName, nameOf, term, vocabulary } from "../state/data";
import { RISK_PAGE, riskPoints, riskQuery } from "../state/map-data";
import { withQuery } from "../state/query";
import { selection, step, view, withOverlay } from "../state/view";
import { Problem } from "../ui/problem";
import { RiskIcon } from "../ui/risk-icon";
import { Exports } from "./exports";
import "../styles/tables.css";

function bySeverity(a: RiskPoint, b: RiskPoint): number {
  return b.properties.severity - a.properties.severity || a.properties.name.localeCompare(b.properties.name);
}

export function RiskTable() {
  const words = m.value;
  const { data, error } = riskPoints.value;
  const [more, setMore] = useState<{ after: RiskPage | null; pages: RiskPage[] }>({ after: null, pages: [] });
  const pages = data ? (more.after === data ? [data, ...more.pages] : [data]) : [];
  const rows = pages.flatMap((p) => p.features).toSorted(bySeverity);
  const next = pages.at(-1)?.next ?? null;
  const loadMore = async () => {
    if (!next) return;
    const page = await get<RiskPage>(withQuery("risk-points", riskQuery.value, { limit: String(RISK_PAGE), cursor: next }));
    setMore({ after: data, pages: [...pages.slice(1), page] });
  };
  return (
    <>
      <RiskFilter />
      {!data && (error ? <Problem error={error} /> : <p class="loading">{t.value.loading}</p>)}
      {data && rows.length === 0 && <p class="nothing">{q.value.risk_none}</p>}
      {data && rows.length > 0 && (
        <>
          {data.counts.synthetic > 0 && (
            <p class="synthetic" role="note">
              {words.risk_synthetic}
            </p>
          )}
          <p class="note" data-testid="risk-shown">{q.value.risk_shows(num(rows.length), num(data.numberMatched))}</p>
          <Exports what="risk-points" query={riskQuery.value} label={q.value.risk_export} />
          <table class="rows" data-testid="risk-table">
            <thead>
              <tr>
                <th scope="col">{q.value.col_name}</th>
                <th scope="col">{t.value.col_district}</th>
                <th scope="col">{q.value.risk_crossing}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((point) => (
                <RiskRow key={point.id} point={point} />
              ))}
            </tbody>
          </table>
          {next && (
            <button type="button" onClick={() => void loadMore()}>
              {q.value.load_more}
            </button>
          )}
        </>
      )}
    </>
  );
}

/** By kind, and from which severity on. */
function RiskFilter() {
  const { kind = "", severity = "", ...rest } = view.value.map;
  const set = (nextKind: string, nextSeverity: string) =>
    step({ map: { ...rest, ...(nextKind && { kind: nextKind }), ...(nextSeverity && { severity: nextSeverity }) } });
  const from = (least: number) => SEVERITIES.filter((s) => s >= least).join(",");
  return (
    <p class="risk-filter">
      <label>
        {q.value.risk_kind}
        <select name="kind" value={kind} onChange={(e) => set(e.currentTarget.value, severity)}>
          <option value="">{q.value.risk_all_kinds}</option>
          {(vocabulary.value.data?.risk_point_kinds ?? []).map((k) => (
            <option key={k.code} value={k.code}>
              {nameOf(k.names)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {q.value.risk_severity}
        <select name="severity" value={severity} onChange={(e) => set(kind, e.currentTarget.value)}>
          <option value="">{q.value.risk_any_severity}</option>
          {[2, 3, 4, 5].map((least) => (
            <option key={least} value={from(least)}>
              {least === 5 ? "5" : q.value.risk_at_least(String(least))}
            </option>
          ))}
        </select>
      </label>
    </p>
  );
}

function RiskRow({ point }: { point: RiskPoint }) {
  const p = point.properties;
  const sel = selection.value;
  const open = sel?.kind === "risk" && sel.id === point.id;
  const near = p.crossing ? crossing(p.crossing.id) : undefined;
  const toggle = () => {
    step(open ? { sel: null } : { sel: { kind: "risk", id: point.id }, overlays: withOverlay("risk") });
    if (!open) flyTo(...point.geometry.coordinates, 11);
  };
  useEffect(() => {
    if (open) document.getElementById(`risk-${point.id}`)?.scrollIntoView({ block: "nearest" });
  }, [open]);
  return (
    <tr id={`risk-${point.id}`} aria-current={open || undefined}>
      <td class="what">
        <button type="button" class="row-button" aria-expanded={open} onClick={toggle}>
          <RiskIcon severity={p.severity} approximate={p.approximate} synthetic={p.synthetic} />
          <span>
            {p.name}
            <span class="place">
              {term("risk_point_kinds", p.kind)} · {q.value.risk_severity_of(String(p.severity))}
              {p.synthetic && ` · ${q.value.risk_synthetic_mark}`}
            </span>
            <span class="place">{p.mgrs}</span>
          </span>
        </button>
        {open && <RiskDetail point={point} />}
      </td>
      <td class="district">{districtName(p.district) || "–"}</td>
      <td>
        {near ? nameOf(near.names) : (p.crossing?.id ?? "–")}
        {p.crossing && <span class="place">{distance(p.crossing.distance_m)}</span>}
      </td>
    </tr>
  );
}

function RiskDetail({ point }: { point: RiskPoint }) {
  const p = point.properties;
  const [lon, lat] = point.geometry.coordinates;
  return (
    <div class="detail" data-testid="risk-card">
      {p.description && <p lang="th">{p.description}</p>}
      <dl>
        {p.border && (
          <>
            <dt>{q.value.risk_border}</dt>
            <dd>{q.value.place_border_at(distance(p.border.distance_m), t.value.country[p.border.bank] ?? p.border.bank, p.border.km.toFixed(1))}</dd>
          </>
        )}
        <dt>{q.value.col_position}</dt>
        <dd>
          <code>{p.mgrs}</code> · {lat.toFixed(5)}, {lon.toFixed(5)}
          {p.approximate && ` (${q.value.risk_precision(distance(p.radius_m))})`}
        </dd>
        {p.source && (
          <>
            <dt>{q.value.risk_source}</dt>
            <dd>{p.source}</dd>
          </>
        )}
        {p.external_id && (
          <>
            <dt>ID</dt>
            <dd>{p.external_id}</dd>
          </>
        )}
      </dl>
    </div>
  );
}
