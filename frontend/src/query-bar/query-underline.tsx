import type { QueryProblem } from '@cspmexa/contracts';

interface Props {
  readonly query: string;
  readonly problems: readonly QueryProblem[];
  /** Pixels that the field is scrolled by. */
  readonly scroll: number;
}

/** The field's text once more, unseen, with waves under what is not understood. */
export const QueryUnderline = ({ query, problems, scroll }: Props) => {
  const parts: { text: string; isBad: boolean }[] = [];
  let at = 0;
  for (const { from, to } of [...problems].sort((a, b) => a.from - b.from)) {
    if (from < at) continue;
    parts.push({ text: query.slice(at, from), isBad: false }, { text: query.slice(from, to), isBad: true });
    at = to;
  }
  return (
    <div className="query-underline" aria-hidden>
      <span style={{ transform: `translateX(${-scroll}px)` }}>
        {parts.map(({ text, isBad }, index) => (isBad ? <u key={index}>{text}</u> : <span key={index}>{text}</span>))}
      </span>
    </div>
  );
};
