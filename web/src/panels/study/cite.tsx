// What it takes to name this result and to compute it again, ready to be copied.
import { useState } from "preact/hooks";
import type { StudySheet } from "../../api/schema";
import { num } from "../../i18n";
import { s } from "../../i18n/study";
import { citation } from "../../state/study-text";
import { formatView } from "../../state/url";
import { camera, view } from "../../state/view";

export function Cite({ sheet }: { sheet: StudySheet }) {
  const words = s.value;
  const [said, setSaid] = useState<{ of: string; copied: boolean } | null>(null);
  const { run } = sheet;
  const link = location.origin + location.pathname + formatView({ ...view.value, asof: `epoch:${run.epoch}` }, camera.value);
  const text = citation(sheet, link, words);
  const copy = async () => {
    const copied = await navigator.clipboard?.writeText(text).then(() => true, () => false) ?? false;
    setSaid({ of: text, copied });
  };
  return (
    <details class="cite" data-testid="cite">
      <summary>{words.cite}</summary>
      <dl>
        <dt>{words.cite_question}</dt>
        <dd><code>{run.question}</code></dd>
        <dt>{words.cite_epoch}</dt>
        <dd>{num(run.epoch)}</dd>
        <dt>{words.cite_seed}</dt>
        <dd>{run.seed ?? words.cite_no_seed}</dd>
        <dt>{words.cite_software}</dt>
        <dd>{run.software}</dd>
        <dt>{words.cite_hash}</dt>
        <dd><code data-testid="hash">{run.hash}</code></dd>
      </dl>
      <p class="note">{words.cite_same}</p>
      <p class="buttons">
        <button type="button" onClick={() => void copy()}>{words.copy}</button>
        <span role="status">{said?.of === text && said.copied && words.copied}</span>
      </p>
      {said?.of === text && !said.copied && <textarea readOnly rows={6} value={text} aria-label={words.cite} onFocus={(e) => e.currentTarget.select()} />}
    </details>
  );
}
