// A screen on a wall: the map with counts by district, the districts with the most, as of when; nothing to press, nothing of a single report.
import { useEffect, useRef } from "preact/hooks";
import { num, t } from "../../i18n";
import { w } from "../../i18n/people";
import { districtCounts, districtName } from "../../state/data";
import { ageMinutes, asOf, freshness } from "../../state/freshness";
import { session } from "../../state/session";
import { era, lang, view } from "../../state/view";
import { what, when } from "../../state/words";
import { fullDate } from "../../time/format";
import { bangkokClock, bangkokDate } from "../../time/period";
import { remitInWords } from "../people/duty-words";
import "../../styles/people.css";
import "../../styles/screen.css";

/** As many districts as are read from across a room. */
const LISTED = 10;

export function Screen() {
  const words = w.value;
  const data = districtCounts.value.data;
  const rows = (data?.groups ?? []).filter((g) => g.key && g.count > 0).toSorted((a, b) => b.count - a.count);
  const at = asOf.value;
  const remit = session.value?.acts_in.remit ?? "";
  return (
    <main class="wall" data-testid="screen" data-total={data?.counts.matched}>
      <header>
        <h1>{words.screen_title}</h1>
        <p>{[remitInWords(remit), what.value, when.value].join(" · ")}</p>
      </header>
      <Map />
      <section>
        <p class="total"><strong>{data ? num(data.counts.matched) : "…"}</strong> {words.screen_total}</p>
        <h2>{words.screen_most}</h2>
        <ol>
          {rows.slice(0, LISTED).map((g) => (
            <li key={g.key}>
              <span>{districtName(g.key)}</span> <strong>{num(g.count)}</strong>
            </li>
          ))}
        </ol>
        <p class="note">{words.screen_stands}</p>
      </section>
      <footer>
        <span class={`freshness ${freshness.value}`} data-freshness={freshness.value}>
          {at ? `${fullDate(bangkokDate(at), lang.value, era.value)} · ${t.value.as_of(bangkokClock(at))} (${t.value.ago(ageMinutes.value)})` : t.value.fresh_waiting}
          {freshness.value === "offline" && <strong> {t.value.fresh_offline}</strong>}
        </span>
        <span class="note">{t.value.border_note}</span>
      </footer>
    </main>
  );
}

/** The page's map with the circles alone; where there is none the list says the same. */
function Map() {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    view.value = { ...view.value, overlays: ["counts"], sel: null };
    let gone = false;
    let remove = (): void => undefined;
    void import("../../map/mount").then(({ mountMap }) => {
      if (gone || !box.current) return;
      try {
        const map = mountMap(box.current);
        const follow = new ResizeObserver(() => map.home());
        follow.observe(box.current);
        remove = () => {
          follow.disconnect();
          map.remove();
        };
      } catch {
        box.current.remove();
      }
    }, () => undefined);
    return () => {
      gone = true;
      remove();
    };
  }, []);
  return <div class="wall-map" inert ref={box} data-testid="map" />;
}
