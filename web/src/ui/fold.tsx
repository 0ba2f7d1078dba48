// A part of the panel that is folded until asked for; its code comes with the first opening.
import type { ComponentType } from "preact";
import { useState } from "preact/hooks";

export function Fold({ id, kind = "filters", summary, body: Body, open = false }: { id?: string; kind?: string; summary: string; body: ComponentType; open?: boolean }) {
  const [opened, setOpened] = useState(open);
  return (
    <details class={kind} id={id} open={open} onToggle={(e) => e.currentTarget.open && setOpened(true)}>
      <summary>{summary}</summary>
      {opened && <Body />}
    </details>
  );
}
