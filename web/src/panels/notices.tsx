// What the reader must know before any number: that an earlier moment is shown, or that the question cannot be asked here.
import { num, t } from "../i18n";
import { q } from "../i18n/ask";
import { moment, unanswerable } from "../state/data";
import { asof, era, lang, setArea, showNow, step, view } from "../state/view";
import { fullDate } from "../time/format";
import { bangkokClock, bangkokDate } from "../time/period";
import "../styles/notices.css";

export function Notices() {
  const words = t.value;
  const why = unanswerable.value;
  return (
    <>
      {asof.value && <Earlier />}
      {view.value.broken.length > 0 && (
        <div class="notice" role="alert" data-testid="broken">
          <p>{q.value.broken_link(view.value.broken.join(", "))}</p>
          <button type="button" onClick={() => step({})}>
            {q.value.understood}
          </button>
        </div>
      )}
      {(why === "area" || why === "crossing") && (
        <div class="notice" role="alert" data-testid="unanswerable">
          <p>{why === "area" ? q.value.unknown_area : q.value.unknown_crossing}</p>
          <button type="button" onClick={() => setArea(null)}>
            {words.clear_area}
          </button>
        </div>
      )}
    </>
  );
}

function Earlier() {
  const words = t.value;
  const { data, error } = moment.value;
  const at = data?.committed_at;
  const when = at ? `${fullDate(bangkokDate(at), lang.value, era.value)} ${bangkokClock(at)}` : null;
  const said = data ? q.value.as_of_epoch(num(data.epoch), when ?? q.value.before_any) : error ? q.value.unknown_moment : words.loading;
  return (
    <div class="notice" role={error ? "alert" : "status"} data-testid="earlier" data-epoch={data?.epoch}>
      <p>{said}</p>
      <button type="button" onClick={showNow}>
        {q.value.show_now}
      </button>
    </div>
  );
}
