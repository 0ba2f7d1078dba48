// Time along the bottom of the map: a bar a month (or a day), counted without the period, and the period chosen on it.
import { computed, signal } from "@preact/signals";
import { useRef, useState } from "preact/hooks";
import type { CountAnswer } from "../api/types";
import { num, t } from "../i18n";
import { live } from "../state/data";
import { withQuery } from "../state/query";
import { remote } from "../state/remote";
import { adjust, era, filter, lang, setFilter, step, timelessQuery, view } from "../state/view";
import { when } from "../state/words";
import {
  MOST_DAYS, daysBetween, holds, moved, periodBetween, positionOf, timeLine, windowAround, type TimeLine, type Unit,
} from "../time/brush";
import { fullDate, shortDate, shortMonth } from "../time/format";
import { addDays, bangkokDate, firstDay, lastDay, parseIso, yearIn, type Range } from "../time/period";
import { Problem } from "../ui/problem";

const today = () => bangkokDate(new Date());
/** The days shown; they stay while the period moves among them. */
const shownDays = signal<Range | null>(null);
const days = computed<Range | null>(() => {
  if (!view.value.days) return null;
  const range = filter.value;
  const before = shownDays.peek();
  const window = before && holds(before, range) ? before : windowAround(range, today());
  shownDays.value = window;
  return window;
});

const months = remote<CountAnswer>(live(() => withQuery("count", timelessQuery.value, { group_by: "month" })));
/** Everything there is happened within these last days: then months would be too few bars. */
const isShort = computed(() => {
  const first = (months.value.data?.groups ?? []).flatMap((g) => g.key ?? []).toSorted()[0];
  const start = first ? parseIso(first) : null;
  return start !== null && daysBetween(start, today()) < MOST_DAYS - 2 && daysBetween(start, today()) >= 0;
});
const daily = remote<CountAnswer>(
  live(() => {
    const window = days.value;
    if (window?.from && window.to) return withQuery("count", timelessQuery.value, { group_by: "day", from: window.from, to: window.to });
    return isShort.value ? withQuery("count", timelessQuery.value, { group_by: "day" }) : null;
  }),
);
const line = computed<TimeLine | null>(() => {
  const unit: Unit = days.value || isShort.value ? "day" : "month";
  const answer = (unit === "day" ? daily : months).value.data;
  return answer && timeLine(answer.groups, unit, filter.value, today(), days.value);
});

const asked = (range: Range): Range => ({ from: range.from, to: range.to });

export function TimeBar() {
  const words = t.value;
  const { error } = months.value;
  const shown = line.value;
  const undated = (months.value.data?.groups ?? []).find((g) => g.key === null)?.count ?? 0;
  const range = filter.value;
  const byDay = days.value !== null;
  const mayZoom = byDay || (!isShort.value && windowAround(range, today()) !== null);
  const notes = [
    shown?.unit === "day" ? words.bars_daily : words.bars_monthly,
    undated > 0 && `${words.unknown_time} ${num(undated)}`,
    shown && shown.earlier > 0 && words.earlier(num(shown.earlier)),
  ].filter(Boolean);
  return (
    <section class="time-bar" aria-label={words.time} data-testid="time-bar">
      <p class="time-head">
        <strong>{when.value}</strong> <span class="note">{notes.join(" · ")}</span>
        {mayZoom && (
          <button type="button" class="link" aria-pressed={byDay} onClick={() => step({ days: !byDay })}>
            {words.by_day}
          </button>
        )}
        {(range.from || range.to) && (
          <button type="button" class="link" onClick={() => setFilter({ from: null, to: null })}>
            {words.all_time}
          </button>
        )}
      </p>
      {error && !shown ? <Problem error={error} of={words.time} /> : shown ? <Brush line={shown} /> : <p class="note">{words.loading}</p>}
    </section>
  );
}

/** The words of a bound as a reader says it: the first day, or the last day included. */
function boundInWords(bound: "from" | "to", range: Range): string {
  const words = t.value;
  const date = bound === "from" ? firstDay(range.from) : lastDay(range.to);
  if (!date) return bound === "from" ? words.open_start : words.open_end;
  const text = fullDate(date, lang.value, era.value);
  return bound === "from" ? words.from_on(text) : words.until(text);
}

function Brush({ line: l }: { line: TimeLine }) {
  const words = t.value;
  const track = useRef<HTMLDivElement>(null);
  const [draft, setDraft] = useState<Range | null>(null);
  /** Where a drag holds on: the edge that stays. */
  const held = useRef<number | null>(null);
  const range = draft ?? asked(filter.value);
  const bars = l.counts.length;
  const [from, to] = [positionOf(l, "from", range), positionOf(l, "to", range)];
  const most = Math.max(1, ...l.counts);
  const label = (i: number) => {
    const date = parseIso(l.edges[i] ?? "");
    return !date ? "" : l.unit === "month" ? shortMonth(l.edges[i]?.slice(0, 7) ?? "", lang.value, era.value) : shortDate(date, lang.value, era.value);
  };

  const at = (event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect();
    return box ? Math.min(bars, Math.max(0, ((event.clientX - box.left) / box.width) * bars)) : 0;
  };
  const across = (edge: number, event: PointerEvent) => {
    const x = at(event);
    // A whole bar is meant wherever in it the hand is.
    return x >= edge ? periodBetween(l, Math.floor(edge), Math.max(Math.ceil(x), Math.floor(edge) + 1)) : periodBetween(l, Math.ceil(edge), Math.floor(x));
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0 || !event.isPrimary) return;
    event.preventDefault();
    const on = (event.target as HTMLElement).dataset["bound"];
    held.current = on === "from" ? to : on === "to" ? from : Math.min(bars - 1, Math.floor(at(event)));
    if (on) (event.target as HTMLElement).focus();
    else setDraft(across(held.current, event));
    track.current?.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    if (held.current !== null) setDraft(across(held.current, event));
  };
  const up = () => {
    if (held.current === null) return;
    held.current = null;
    setDraft(null);
    if (draft && (draft.from !== filter.value.from || draft.to !== filter.value.to)) setFilter(draft);
  };
  const cancel = () => {
    held.current = null;
    setDraft(null);
  };

  return (
    <>
      <div class="brush" ref={track} onPointerDown={down} onPointerMove={move} onPointerUp={up} onPointerCancel={cancel}>
        <svg viewBox={`0 0 ${bars} 100`} preserveAspectRatio="none" role="img" aria-label={l.counts.map((n, i) => `${label(i)}: ${n}`).join(", ")}>
          {l.counts.map((n, i) => {
            const height = n === 0 ? 0 : Math.max(3, (100 * n) / most);
            const chosen = i + 1 > from && i < to;
            return (
              <g key={l.edges[i]}>
                <rect class={chosen ? "chosen" : undefined} x={i + 0.08} y={100 - height} width={0.84} height={height} />
                <rect class="reach" x={i} y="0" width="1" height="100">
                  <title>{`${label(i)}: ${num(n)}`}</title>
                </rect>
              </g>
            );
          })}
        </svg>
        {(range.from || range.to) && <div class="tint" style={{ left: `${(100 * from) / bars}%`, width: `${(100 * Math.max(0, to - from)) / bars}%` }} />}
        {(["from", "to"] as const).map((bound) => (
          <Handle key={bound} bound={bound} line={l} range={range} at={bound === "from" ? from : to} />
        ))}
      </div>
      <Axis line={l} />
      <p class="hidden">{words.brush_help}</p>
    </>
  );
}

function Handle({ bound, line: l, range, at }: { bound: "from" | "to"; line: TimeLine; range: Range; at: number }) {
  const words = t.value;
  /** One history entry for a run of keys. */
  const running = useRef(false);
  const bars = l.counts.length;
  const key = (event: KeyboardEvent) => {
    const by = {
      ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: l.unit === "month" ? 12 : 7, PageDown: l.unit === "month" ? -12 : -7,
      Home: -bars, End: bars,
    }[event.key];
    if (!by) return;
    event.preventDefault();
    const next = { filter: { ...filter.value, ...moved(l, asked(filter.value), bound, by) } };
    if (running.current) adjust(next);
    else step(next);
    running.current = true;
  };
  return (
    <div
      class={`handle ${bound}`} role="slider" tabIndex={0} data-bound={bound} data-testid={`brush-${bound}`}
      aria-label={bound === "from" ? words.brush_from : words.brush_to} aria-valuemin={0} aria-valuemax={bars} aria-valuenow={Math.round(at)}
      aria-valuetext={boundInWords(bound, range)} style={{ left: `${(100 * at) / bars}%` }} onKeyDown={key} onBlur={() => (running.current = false)}
    />
  );
}

const MOST_LABELS = 9;
/** Years under months, first days of weeks under days; never more than fit. */
function Axis({ line: l }: { line: TimeLine }) {
  const bars = l.counts.length;
  const marks = l.edges.slice(0, -1).flatMap((edge, i) => {
    const date = parseIso(edge);
    if (!date) return [];
    if (l.unit === "day") return date.day === 1 || i === 0 ? [{ i, text: shortDate(date, lang.value, era.value) }] : [];
    return date.month === 1 || i === 0 ? [{ i, text: i === 0 && date.month !== 1 ? "" : String(yearIn(date, era.value)) }] : [];
  });
  const skip = Math.ceil(marks.length / MOST_LABELS);
  const end = parseIso(l.edges[bars] ?? "");
  return (
    <p class="axis-marks" aria-hidden="true">
      {marks.filter((m, k) => m.text && k % skip === 0 && m.i < bars * (l.unit === "day" ? 0.8 : 0.9)).map((m) => (
        <span key={m.i} style={{ left: `${(100 * m.i) / bars}%` }}>
          {m.text}
        </span>
      ))}
      {end && <span class="last">{l.unit === "month" ? shortMonth(l.edges[bars - 1]?.slice(0, 7) ?? "", lang.value, era.value) : shortDate(addDays(end, -1), lang.value, era.value)}</span>}
    </p>
  );
}
