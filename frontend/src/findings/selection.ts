/** Which findings are selected. Pure. */
import type { Finding, FindingSelection } from '@cspmexa/contracts';

/** Findings one by one, or all that a query finds but for some. */
export type Selection =
  | { readonly kind: 'some'; readonly findings: ReadonlyMap<string, Finding> }
  | { readonly kind: 'all'; readonly q: string; readonly total: number; readonly except: ReadonlySet<string> };

/** Findings that can be named in one request, and left out of one. */
export const mostNamed = 1_000;

export const nothing: Selection = { kind: 'some', findings: new Map() };

export const countOf = (selection: Selection): number =>
  selection.kind === 'some' ? selection.findings.size : Math.max(0, selection.total - selection.except.size);

export const isSelected = (selection: Selection, id: string): boolean =>
  selection.kind === 'some' ? selection.findings.has(id) : !selection.except.has(id);

/** The selection with one finding more, or less. */
export function toggled(selection: Selection, finding: Finding): Selection {
  if (selection.kind === 'all') {
    const except = new Set(selection.except);
    if (!except.delete(finding.id) && except.size < mostNamed) except.add(finding.id);
    return { ...selection, except };
  }
  const findings = new Map(selection.findings);
  if (!findings.delete(finding.id)) findings.set(finding.id, finding);
  return { kind: 'some', findings };
}

/** The selection with all of these. */
export function withAll(selection: Selection, added: readonly Finding[]): Selection {
  if (selection.kind === 'all')
    return { ...selection, except: new Set([...selection.except].filter((id) => !added.some((one) => one.id === id))) };
  return { kind: 'some', findings: new Map([...selection.findings, ...added.map((one) => [one.id, one] as const)]) };
}

/** As requests name it; undefined for nothing. */
export function asRequest(selection: Selection): FindingSelection | undefined {
  if (countOf(selection) === 0) return undefined;
  return selection.kind === 'some'
    ? { ids: [...selection.findings.keys()] }
    : { q: selection.q, except: [...selection.except] };
}
