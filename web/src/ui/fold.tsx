// A part of the panel that is folded until asked for; its code comes with the first opening.
import type { ComponentType } from "preact";
import { useState } from "preact/hooks";

export function Fold({ id, kind = "filters", summary, body: Body }: { id?: string; kind?: string; summary: string; body: ComponentType }) {
  const [opened, setOpened] = useState(false);
  return (
    <details class={kind} id={id} onToggle={(e) => e.currentTarget.open && setOpened(true)}>
      <summary>{summary}</summary>
      {opened && <Body />}
    </details>
  );
}
