// Where the question is asked: every form of area in words, each with the few fields it needs.
import { useState } from "preact/hooks";
import type { ComponentType } from "preact";
import { ApiError, post } from "../../api/client";
import type { Crossing, Geocoded } from "../../api/types";
import { errorWords, t } from "../../i18n";
import { q } from "../../i18n/ask";
import { drawing, toggleDrawing } from "../../map/drawing";
import { flyTo, mapFailed, mapHandle } from "../../map/handle";
import { crossing, crossings, districts, nameOf, provinceName } from "../../state/data";
import { toggled, type Area } from "../../state/query";
import { area, selection, setArea } from "../../state/view";
import { BorderForm } from "./border-form";
import { PolygonForm } from "./polygon-form";
import { Radii } from "./radii";

type Form = "whole" | "district" | "province" | "crossing" | "circle" | "border" | "bbox" | "saved";
const FORMS: Record<Form, ComponentType> = {
  whole: () => null,
  district: DistrictForm,
  province: ProvinceForm,
  crossing: CrossingForm,
  circle: CircleForm,
  border: BorderForm,
  bbox: BoxForm,
  saved: PolygonForm,
};

export function AreaChooser() {
  const asked = area.value;
  const [picked, setPicked] = useState<{ over: Area | null; form: Form } | null>(null);
  // A form picked belongs to the area it was picked over; another area brings its own form.
  const form: Form = picked?.over === asked && picked ? picked.form : (asked?.kind ?? "whole");
  const Fields = FORMS[form];
  const pick = (next: Form) => {
    setPicked({ over: next === "whole" ? null : asked, form: next });
    if (next === "whole" && asked) setArea(null);
  };
  return (
    <div class="area-chooser" data-testid="area-chooser">
      <label class="field">
        <span>{q.value.area_form}</span>
        <select id="area-form" value={form} onChange={(e) => pick(e.currentTarget.value as Form)}>
          {(Object.keys(FORMS) as Form[]).map((f) => (
            <option key={f} value={f}>
              {q.value.area_forms[f]}
            </option>
          ))}
        </select>
      </label>
      <Fields />
      {form !== "whole" && form !== "district" && form !== "province" && <p class="note">{q.value.points_only}</p>}
    </div>
  );
}

function provinces(): string[] {
  return [...new Set((districts.value.data?.districts ?? []).map((d) => d.code.slice(0, 2)))].toSorted();
}

function Codes({ kind, codes, name }: { kind: "district" | "province"; codes: readonly string[]; name: (code: string) => string }) {
  const chosen = area.value?.kind === kind ? area.value.codes : [];
  const toggle = (code: string) => {
    const next = toggled(chosen, code).toSorted();
    setArea(next.length ? { kind, codes: next } : null);
  };
  return (
    <div class="two-columns codes">
      {codes.map((code) => (
        <label key={code} class="choice">
          <input type="checkbox" name={`area-${kind}`} value={code} checked={chosen.includes(code)} onChange={() => toggle(code)} />
          <span class="name">{name(code)}</span>
        </label>
      ))}
    </div>
  );
}

function DistrictForm() {
  const asked = area.value;
  const first = asked?.kind === "district" || asked?.kind === "province" ? asked.codes[0]?.slice(0, 2) : undefined;
  const [turned, setTurned] = useState<string | null>(null);
  const province = turned ?? first ?? provinces()[0] ?? "";
  const all = (districts.value.data?.districts ?? []).filter((d) => d.code.startsWith(province));
  const names = new Map(all.map((d) => [d.code, nameOf(d.names)]));
  return (
    <>
      <label class="field">
        <span>{q.value.col_province}</span>
        <select value={province} onChange={(e) => setTurned(e.currentTarget.value)}>
          {provinces().map((code) => (
            <option key={code} value={code}>
              {provinceName(code)}
            </option>
          ))}
        </select>
      </label>
      <Codes kind="district" codes={[...names.keys()]} name={(code) => names.get(code) ?? code} />
    </>
  );
}
function ProvinceForm() {
  return <Codes kind="province" codes={provinces()} name={provinceName} />;
}

function CrossingForm() {
  const words = t.value;
  const located = (crossings.value.data?.crossings ?? []).filter((c) => c.position);
  const asked = area.value?.kind === "crossing" ? area.value : null;
  const [turned, setTurned] = useState<string | null>(null);
  const id = turned ?? asked?.id ?? "";
  const chosen = crossing(id);
  const ask = (radius_m: number) => {
    if (!chosen?.position) return;
    setArea({ kind: "crossing", id, radius_m }, { kind: "crossing", id });
    flyTo(chosen.position.lon, chosen.position.lat, 9);
  };
  const group = (which: string, name: string) => (
    <optgroup label={name}>
      {located.filter((c: Crossing) => c.border === which).map((c) => (
        <option key={c.id} value={c.id}>
          {nameOf(c.names)}
        </option>
      ))}
    </optgroup>
  );
  return (
    <>
      <label class="field">
        <span>{q.value.a_crossing}</span>
        <select id="area-crossing" value={id} onChange={(e) => setTurned(e.currentTarget.value)}>
          <option value="">{words.choose}</option>
          {group("TH-LA", words.border_laos)}
          {group("TH-KH", words.border_cambodia)}
        </select>
      </label>
      {chosen && <Radii id="area-crossing" asked={asked?.id === id ? asked.radius_m : 0} ask={ask} />}
      <p class="note">{q.value.crossings_located(String(located.length), String(crossings.value.data?.total ?? 0))}</p>
    </>
  );
}

function CircleForm() {
  const words = t.value;
  const asked = area.value?.kind === "circle" ? area.value : null;
  const sel = selection.value;
  const own = asked ?? (sel?.kind === "place" ? sel : null);
  const [typed, setTyped] = useState<string | null>(null);
  const [message, setMessage] = useState("");
  const text = typed ?? (own ? `${Number(own.lat.toFixed(5))}, ${Number(own.lon.toFixed(5))}` : "");
  const ask = async (radius_m: number) => {
    try {
      const at = typed === null && own ? own : await post<Geocoded>("geocode", { place_text: text });
      if (at.lon === null || at.lat === null) return setMessage(q.value.err_point);
      setMessage("");
      setTyped(null);
      setArea({ kind: "circle", lon: at.lon, lat: at.lat, radius_m });
      flyTo(at.lon, at.lat, 9);
    } catch (cause) {
      setMessage(errorWords(cause instanceof ApiError ? cause.problem.code : "internal"));
    }
  };
  return (
    <>
      <OnMap shape="circle" label={words.draw_circle} />
      <label class="field">
        <span>{q.value.around_point}</span>
        <input id="area-point" autoComplete="off" spellcheck={false} placeholder="14.4336, 103.6976" value={text} onInput={(e) => setTyped(e.currentTarget.value)} />
      </label>
      {text !== "" && <Radii id="area-circle" asked={typed === null ? (asked?.radius_m ?? 0) : 0} ask={(m) => void ask(m)} />}
      {message && (
        <p class="field-error" role="alert">
          {message}
        </p>
      )}
    </>
  );
}

function BoxForm() {
  const words = t.value;
  const asked = area.value?.kind === "bbox" ? area.value : null;
  const inView = () => {
    const b = mapHandle.value?.bounds();
    if (b) setArea({ kind: "bbox", ...b });
  };
  return (
    <>
      <OnMap shape="box" label={words.draw_box} />
      {mapHandle.value && (
        <p class="buttons">
          <button type="button" onClick={inView}>
            {words.box_view}
          </button>
        </p>
      )}
      {asked && (
        <p class="note">
          {asked.south.toFixed(4)}, {asked.west.toFixed(4)} – {asked.north.toFixed(4)}, {asked.east.toFixed(4)}
        </p>
      )}
    </>
  );
}
function OnMap({ shape, label }: { shape: "box" | "circle"; label: string }) {
  if (mapFailed.value) return null;
  return (
    <p class="buttons">
      <button type="button" aria-pressed={drawing.value === shape} onClick={() => toggleDrawing(shape)}>
        {label}
      </button>
    </p>
  );
}
