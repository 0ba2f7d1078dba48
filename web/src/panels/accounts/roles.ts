// What each role has at most, so that a duty is offered no wider; the server refuses wider ones by itself.
export const TLPS = ["clear", "green", "amber", "amber_strict", "red"] as const;
export type Tlp = (typeof TLPS)[number];

interface Role {
  tlp: Tlp;
  coarse?: true;
  /** Its weighty rights need a second factor. */
  factor?: true;
}
/** In the order in which they are offered: those given most often first. */
export const ROLES: Readonly<Record<string, Role>> = {
  district_officer: { tlp: "red" },
  district_chief: { tlp: "red", factor: true },
  province: { tlp: "red", factor: true },
  central_centre: { tlp: "red", factor: true },
  coordinator: { tlp: "green" },
  patrol_planner: { tlp: "amber_strict", factor: true },
  analyst: { tlp: "amber_strict", factor: true },
  commander: { tlp: "amber_strict" },
  partner_agency: { tlp: "amber", coarse: true },
  civil_society: { tlp: "amber", coarse: true },
  local_government: { tlp: "green", coarse: true },
  kiosk: { tlp: "amber_strict", coarse: true },
  administrator: { tlp: "green", factor: true },
};

export const tlpName = (tlp: string) => `TLP:${tlp.toUpperCase().replace("_", "+")}`;
/** The levels below the role's own, the highest first. */
export function narrowerTlps(role: string): readonly Tlp[] {
  return TLPS.slice(0, TLPS.indexOf(ROLES[role]?.tlp ?? "clear")).toReversed();
}

/** An area as the server reads it: everywhere takes the place of all parts, a province that of its districts. */
export function withPlace(remit: readonly string[], code: string): string[] {
  if (code === "everywhere") return [code];
  const rest = remit.filter((c) => c !== "everywhere" && c !== code && !(code.length === 2 && c.length === 4 && c.startsWith(code)));
  const held = code.length === 4 && rest.includes(code.slice(0, 2));
  return held ? rest : [...rest, code];
}
