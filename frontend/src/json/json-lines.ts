/** Lays a JSON value out as lines, each knowing where in the value it is. */

export type Token = 'key' | 'string' | 'number' | 'literal' | 'mark';

export interface Line {
  readonly depth: number;
  readonly path: readonly string[];
  readonly parts: readonly { readonly text: string; readonly token: Token }[];
}

/** `policy.Statement[0].Effect`, `policy.Statement.0.Effect` and `/policy/Statement/0/Effect` are the same path. */
export function pathOf(text: string): string[] {
  if (text.startsWith('/'))
    return text
      .slice(1)
      .split('/')
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const steps = text.matchAll(/\[(?:"([^"]*)"|'([^']*)'|([^\]]*))\]|([^.[\]]+)/g);
  return [...steps].map(([, double, single, bare, name]) => double ?? single ?? bare ?? name ?? '');
}

/** Whether a line is the value at one of the paths, or inside it. */
export const isUnder = (line: readonly string[], paths: readonly (readonly string[])[]): boolean =>
  paths.some(
    (path) => path.length > 0 && path.length <= line.length && path.every((step, index) => step === line[index]),
  );

/** The lines of a value, at most `limit` of them. */
export function linesOf(value: unknown, limit: number): { lines: Line[]; cut: boolean } {
  const lines: Line[] = [];
  const add = (depth: number, path: readonly string[], parts: Line['parts']): void =>
    void lines.push({ depth, path, parts });

  const visit = (
    value: unknown,
    depth: number,
    path: readonly string[],
    key: string | undefined,
    comma: boolean,
  ): void => {
    if (lines.length > limit) return;
    const head: Line['parts'] = key === undefined ? [] : [{ text: JSON.stringify(key), token: 'key' }, mark(': ')];
    const tail = comma ? [mark(',')] : [];
    if (typeof value !== 'object' || value === null) return add(depth, path, [...head, leaf(value), ...tail]);
    const list = Array.isArray(value);
    const entries: [string, unknown][] = Object.entries(value);
    const [open, close] = list ? '[]' : '{}';
    if (entries.length === 0) return add(depth, path, [...head, mark(`${open}${close}`), ...tail]);
    add(depth, path, [...head, mark(open ?? '')]);
    entries.forEach(([name, item], index) =>
      visit(item, depth + 1, [...path, name], list ? undefined : name, index < entries.length - 1),
    );
    add(depth, path, [mark(close ?? ''), ...tail]);
  };

  visit(value, 0, [], undefined, false);
  return { lines: lines.slice(0, limit), cut: lines.length > limit };
}

const mark = (text: string): Line['parts'][number] => ({ text, token: 'mark' });

function leaf(value: unknown): Line['parts'][number] {
  if (typeof value === 'string') return { text: JSON.stringify(value), token: 'string' };
  if (typeof value === 'number') return { text: String(value), token: 'number' };
  return { text: String(value), token: 'literal' };
}
