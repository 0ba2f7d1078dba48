// The reports of the query, newest first, a hundred at a time; a row opens the report's own words.
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import type { ReportFeature, ReportPage } from "../api/types";
import { num, t } from "../i18n";
import { q } from "../i18n/ask";
import { flyTo } from "../map/handle";
import { certaintyOf } from "../map/symbols";
import { PAGE, districtName, provinceName, reports, term, unanswerable } from "../state/data";
import { pointReport } from "../state/map-data";
import { withQuery } from "../state/query";
import { era, lang, panelQuery, select, selection } from "../state/view";
import { eraName, observedInWords } from "../time/format";
import { CategoryIcon, Glyph } from "../ui/icons";
import { Problem } from "../ui/problem";
import { Exports, Left } from "./exports";
import "../styles/tables.css";

export function ReportTable() {
  const words = t.value;
  const { data, error } = reports.value;
  const [more, setMore] = useState<{ after: ReportPage | null; pages: ReportPage[] }>({ after: null, pages: [] });
  if (unanswerable.value) return null;
  if (!data) return error ? <Problem error={error} /> : <p class="loading">{words.loading}</p>;
  // Further pages belong to the first one; another question drops them.
  const pages = more.after === data ? [data, ...more.pages] : [data];
  const rows = pages.flatMap((p) => p.features);
  // A report picked on the map may lie beyond the pages shown, or outside the area: it then stands on top.
  const sel = selection.value;
  const picked = sel?.kind === "report" && !rows.some((r) => r.id === sel.id) ? pointReport(sel.id) : undefined;
  const next = pages.at(-1)?.next ?? null;
  const loadMore = async () => {
    if (!next) return;
    const page = await get<ReportPage>(withQuery("reports", panelQuery.value, { limit: String(PAGE), cursor: next }));
    setMore({ after: data, pages: [...pages.slice(1), page] });
  };
  if (rows.length === 0 && !picked) {
    return (
      <>
        <p class="nothing">{words.nothing}</p>
        <Left counts={data.counts} />
      </>
    );
  }
  return (
    <>
      <p class="note">{q.value.table_shows(num(rows.length), num(data.numberMatched))}</p>
      <Left counts={data.counts} />
      <Exports what="reports" query={panelQuery.value} label={words.export} />
      <table class="rows" data-testid="report-table">
        <thead>
          <tr>
            <th scope="col">{q.value.col_date(eraName(lang.value, era.value))}</th>
            <th scope="col">{q.value.col_place}</th>
            <th scope="col">{words.col_district}</th>
          </tr>
        </thead>
        <tbody>
          {picked && <ReportRow report={picked} />}
          {rows.map((r) => (
            <ReportRow key={r.id} report={r} />
          ))}
        </tbody>
      </table>
      {next && (
        <button type="button" data-testid="load-more" onClick={() => void loadMore()}>
          {q.value.load_more}
        </button>
      )}
    </>
  );
}

function ReportRow({ report }: { report: ReportFeature }) {
  const words = t.value;
  const p = report.properties;
  const sel = selection.value;
  const open = sel?.kind === "report" && sel.id === report.id;
  const toggle = () => {
    select(open ? null : { kind: "report", id: report.id });
    if (!open && report.geometry) flyTo(...report.geometry.coordinates, 10);
  };
  useEffect(() => {
    if (open) document.getElementById(`report-${report.id}`)?.scrollIntoView({ block: "nearest" });
  }, [open]);
  return (
    <tr id={`report-${report.id}`} aria-current={open || undefined}>
      <td class="when">{p.observed ? observedInWords(p.observed, p.observed_precision, lang.value, era.value) : words.undated}</td>
      <td class="what">
        <button type="button" class="row-button" aria-expanded={open} onClick={toggle}>
          <CategoryIcon code={p.category} certainty={certaintyOf(p.status)} />
          <span>
            {term("categories", p.category)}
            <span class="place">{p.place_text}</span>
          </span>
        </button>
        {open && <ReportDetail report={report} />}
      </td>
      <td class="district">
        {districtName(p.district) || provinceName(p.province) || "–"}
        <span class="precision">{term("precisions", p.precision)}</span>
      </td>
    </tr>
  );
}

function ReportDetail({ report }: { report: ReportFeature }) {
  const words = t.value;
  const p = report.properties;
  return (
    <div class="detail">
      {/* Summaries are in Thai whatever the page's language is. */}
      <p lang="th">{p.summary}</p>
      <dl>
        {p.quantity && <Fact name={q.value.quantity}>{p.quantity}</Fact>}
        {p.agency && <Fact name={q.value.agency}>{term("agencies", p.agency)}</Fact>}
        <Fact name={words.status}>
          {term("statuses", p.status)} · {term("channels", p.channel)}
        </Fact>
        <Fact name={q.value.col_precision}>{term("precisions", p.precision)}</Fact>
        {p.source_url && (
          <Fact name={q.value.col_source}>
            <SourceLink url={p.source_url} title={p.source_title} />
          </Fact>
        )}
        {p.source_id && <Fact name="ID">{p.source_id}</Fact>}
      </dl>
    </div>
  );
}
function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** Links come from imported files: only web addresses are made into links. */
function SourceLink({ url, title }: { url: string; title: string | null }) {
  const text = title || q.value.source_link;
  if (!/^https?:\/\//.test(url)) return <>{text}</>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {text} <Glyph name="external" />
    </a>
  );
}
