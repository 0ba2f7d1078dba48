// Which duty somebody is given: a role, an area by name, and what narrows it.
import { useMemo } from "preact/hooks";
import type { NewDutyBody } from "../../api/schema";
import type { District } from "../../api/types";
import { t } from "../../i18n";
import { w } from "../../i18n/people";
import { districts, nameOf, vocabulary } from "../../state/data";
import { Glyph } from "../../ui/icons";
import { placeName, roleName } from "../people/duty-words";
import { ROLES, narrowerTlps, tlpName, withPlace } from "./roles";

const COARSE = "coarse";

/** What is being chosen; `duty` is what is sent, nothing while the area is missing. */
export interface DutyDraft {
  role: string;
  places: readonly string[];
  tlp: string;
  detail: string;
  agency: string;
}
export const EMPTY_DUTY: DutyDraft = { role: "district_officer", places: [], tlp: "", detail: "", agency: "" };
export function dutyOf(draft: DutyDraft): NewDutyBody | null {
  if (draft.places.length === 0) return null;
  return { role: draft.role, remit: draft.places.join(","), categories: [], highest_tlp: draft.tlp || null, detail: draft.detail || null, agency: draft.agency };
}

export function DutyFields({ draft, change }: { draft: DutyDraft; change: (next: DutyDraft) => void }) {
  const words = w.value;
  const role = ROLES[draft.role];
  const set = (patch: Partial<DutyDraft>) => change({ ...draft, ...patch });
  return (
    <>
      <label class="field">
        <span>{words.role}</span>
        <select name="role" value={draft.role} onChange={(e) => set({ role: e.currentTarget.value, tlp: "", detail: "", agency: "" })}>
          {Object.keys(ROLES).map((r) => (
            <option key={r} value={r}>{roleName(r)}</option>
          ))}
        </select>
      </label>
      {role?.factor && <p class="note">{words.factor_of_role}</p>}
      <Places places={draft.places} change={(places) => set({ places })} />
      {(draft.role === "partner_agency" || draft.role === "civil_society") && (
        <label class="field">
          <span>{words.agency}</span>
          <select name="agency" value={draft.agency} required={draft.role === "partner_agency"} onChange={(e) => set({ agency: e.currentTarget.value })}>
            <option value="">–</option>
            {(vocabulary.value.data?.agencies ?? []).map((a) => (
              <option key={a.code} value={a.code}>{nameOf(a.names)}</option>
            ))}
          </select>
        </label>
      )}
      <div class="narrower">
        <label class="field">
          <span>{words.tlp}</span>
          <select name="tlp" value={draft.tlp} onChange={(e) => set({ tlp: e.currentTarget.value })}>
            <option value="">{words.as_role(tlpName(role?.tlp ?? ""))}</option>
            {narrowerTlps(draft.role).map((tlp) => (
              <option key={tlp} value={tlp}>{tlpName(tlp)}</option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>{words.detail}</span>
          <select name="detail" value={draft.detail} disabled={role?.coarse} onChange={(e) => set({ detail: e.currentTarget.value })}>
            <option value="">{words.as_role(role?.coarse ? words.coarse : words.detail_exact)}</option>
            {!role?.coarse && <option value={COARSE}>{words.coarse}</option>}
          </select>
        </label>
      </div>
    </>
  );
}

function Places({ places, change }: { places: readonly string[]; change: (next: string[]) => void }) {
  const words = w.value;
  const all = districts.value.data?.districts;
  const byProvince = useMemo(() => {
    const groups = new Map<string, District[]>();
    for (const d of all ?? []) groups.set(d.code.slice(0, 2), [...(groups.get(d.code.slice(0, 2)) ?? []), d]);
    return [...groups];
  }, [all]);
  return (
    <fieldset class="places">
      <legend>{words.remit}</legend>
      {places.length > 0 && (
        <ul>
          {places.map((code) => {
            const name = code === "everywhere" ? words.everywhere : placeName(code);
            return (
              <li key={code}>
                {name}
                <button type="button" class="quiet" aria-label={words.place_out(name)} onClick={() => change(places.filter((c) => c !== code))}>
                  <Glyph name="close" />
                </button>
              </li>
            );
          })}
        </ul>
      )}
      <select name="place" aria-label={words.pick_places} value="" onChange={(e) => e.currentTarget.value && change(withPlace(places, e.currentTarget.value))}>
        <option value="">{words.pick_places}…</option>
        <option value="everywhere">{words.everywhere}</option>
        <option value="none">{words.no_district}</option>
        {byProvince.map(([code, inside]) => (
          <optgroup key={code} label={nameOf(inside[0]?.province?.names, code)}>
            <option value={code}>{t.value.province_word(nameOf(inside[0]?.province?.names, code))}</option>
            {inside.map((d) => (
              <option key={d.code} value={d.code}>{t.value.district_word(nameOf(d.names, d.code))}</option>
            ))}
          </optgroup>
        ))}
      </select>
    </fieldset>
  );
}
