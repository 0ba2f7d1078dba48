// How far around: the usual distances as buttons, and any other one typed.
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { isReach } from "../../state/query";
import { westernDigits } from "../../time/period";
import "../../styles/area.css";

const RADII_KM = [1, 2, 5, 10, 20];

/** A distance typed in kilometres, in metres; anything else is null. Thai digits and a decimal comma are read too. */
export function readKm(text: string): number | null {
  const value = westernDigits(text.trim()).replace(",", ".");
  const metres = /^\d+(\.\d+)?$/.test(value) ? Math.round(Number(value) * 1000) : Number.NaN;
  return isReach(metres) ? metres : null;
}

/** `asked`: the radius of the question now, 0 when it is about something else. */
export function Radii({ asked, ask, id }: { asked: number; ask: (radius_m: number) => void; id: string }) {
  const words = t.value;
  const [typed, setTyped] = useState("");
  const metres = readKm(typed);
  const apply = (event: Event) => {
    event.preventDefault();
    if (metres) ask(metres);
  };
  return (
    <form class="radii" onSubmit={apply}>
      <fieldset class="choices">
        <legend>{words.within}</legend>
        <p class="buttons">
          {RADII_KM.map((km) => (
            <button key={km} type="button" data-km={km} aria-pressed={asked === km * 1000} onClick={() => ask(km * 1000)}>
              {words.km_unit(String(km))}
            </button>
          ))}
          <input
            id={`${id}-km`} class="short" inputMode="decimal" autoComplete="off" aria-label={words.other_km} placeholder={words.other_km}
            value={typed} onInput={(e) => setTyped(e.currentTarget.value)} aria-invalid={typed !== "" && metres === null}
          />
          <button type="submit" disabled={metres === null}>
            {words.use}
          </button>
        </p>
      </fieldset>
    </form>
  );
}
