// The page: a top line, the map that owns the screen, and the panel beside it.
import { effect } from "@preact/signals";
import { t } from "./i18n";
import { Dock } from "./panels/dock";
import { Header } from "./panels/header";
import { MapRegion } from "./panels/map-region";
import { may } from "./state/session";
import { lazy } from "./ui/lazy";
import { narrow } from "./ui/narrow";
import { dark, era, lang, select, selection } from "./state/view";
import { fullDate } from "./time/format";
import { bangkokClock, bangkokDate } from "./time/period";

const TimeBar = lazy(() => import("./panels/time-bar").then((m) => m.TimeBar));

export function App() {
  const words = t.value;
  const now = new Date();
  return (
    <>
      <a class="skip" href="#panel">
        {words.skip_to_panel}
      </a>
      <a class="skip" href="#map">
        {words.skip_to_map}
      </a>
      <Header />
      <div class="stage">
        <Dock />
        <MapRegion />
        {!narrow.value && may("see_reports") && (
          <div class="time-row">
            <TimeBar />
          </div>
        )}
      </div>
      <p class="print-only">{words.printed(`${fullDate(bangkokDate(now), lang.value, era.value)} ${bangkokClock(now)}`)}</p>
    </>
  );
}

/** What lies outside the components: the document's language, title and colours, and the Escape key. */
export function followDocument(): void {
  effect(() => {
    document.documentElement.lang = lang.value;
    document.documentElement.dataset["theme"] = dark.value ? "dark" : "light";
    document.title = `${t.value.title} · ${t.value.subtitle}`;
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && selection.value) select(null);
  });
}
