// The top line: what this is, how fresh it is, and the reader's language, calendar and colours.
import type { Lang } from "../api/types";
import { LANGUAGE_NAMES, t } from "../i18n";
import { ageMinutes, asOf, freshness } from "../state/freshness";
import { retryAll } from "../state/remote";
import { adjust, era, lang, setStudy, study, view } from "../state/view";
import { may, menu, session } from "../state/session";
import type { Theme } from "../state/url";
import { Glyph } from "../ui/icons";
import { lazy } from "../ui/lazy";
import { bangkokClock } from "../time/period";

const Menu = lazy(() => import("./people/menu").then((m) => m.Menu));

/** `plain`: beside the map's own views there is nothing to choose, and no data whose age matters. */
export function Header({ plain = false }: { plain?: boolean }) {
  const words = t.value;
  return (
    <header class={plain ? "top plain" : "top"}>
      <h1>
        {words.title} <span class="subtitle">{words.subtitle}</span>
      </h1>
      {!plain && may("analyse") && <p class="modes">
        {[words.mode_situation, words.mode_analysis].map((name, i) => (
          <button key={i} type="button" data-mode={i} aria-pressed={Boolean(study.value) === Boolean(i)} onClick={() => setStudy(i ? (study.value ?? { method: "choose", set: {} }) : null)}>
            {name}
          </button>
        ))}
      </p>}
      {!plain && <Freshness />}
      <div class="settings">
        <label>
          <span class="hidden">{words.language}</span>
          <select value={lang.value} onChange={(e) => adjust({ lang: e.currentTarget.value as Lang })}>
            {Object.entries(LANGUAGE_NAMES).map(([code, name]) => (
              <option key={code} value={code} lang={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span class="hidden">{words.calendar}</span>
          <select value={era.value} onChange={(e) => adjust({ cal: e.currentTarget.value as "be" | "ce" })}>
            <option value="be">{words.calendar_be}</option>
            <option value="ce">{words.calendar_ce}</option>
          </select>
        </label>
        <label>
          <span class="hidden">{words.theme}</span>
          <select value={view.value.theme} onChange={(e) => adjust({ theme: e.currentTarget.value as Theme })}>
            <option value="auto">{words.theme_auto}</option>
            <option value="light">{words.theme_light}</option>
            <option value="dark">{words.theme_dark}</option>
          </select>
        </label>
        <button type="button" class="account" data-testid="account" aria-expanded={menu.value !== "closed"} aria-label={words.account(session.value?.shown_name ?? "")}
          onClick={() => (menu.value = menu.value === "closed" ? "open" : "closed")}>
          <Glyph name="person" /> <span>{session.value?.shown_name}</span>
        </button>
      </div>
      {menu.value !== "closed" && <Menu />}
    </header>
  );
}

function Freshness() {
  const words = t.value;
  const at = asOf.value;
  const state = freshness.value;
  return (
    <p class={`freshness ${state}`} role="status" data-freshness={state}>
      {at ? (
        <>
          {words.as_of(bangkokClock(at))} <span class="ago">({words.ago(ageMinutes.value)})</span>
        </>
      ) : (
        words.fresh_waiting
      )}
      {state === "stale" && <strong> {words.fresh_stale}</strong>}
      {state === "offline" && (
        <>
          <strong> {words.fresh_offline}</strong>{" "}
          <button type="button" onClick={retryAll}>
            {words.retry}
          </button>
        </>
      )}
    </p>
  );
}
