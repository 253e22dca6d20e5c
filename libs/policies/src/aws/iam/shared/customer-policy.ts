/** Policies that the customer wrote. One that is only a permissions boundary grants nothing, and one that is attached to nobody not yet. */
import { skip, text, type Outcome, type Skip } from '@cspmexa/policy-kit';
import type { Source } from './grants.js';

interface Facets {
  readonly document: string;
  readonly attachments: { readonly count: number; readonly asBoundary: number };
}
interface Base {
  readonly name: string;
  readonly awsManaged: boolean;
}

export const notCustomerManaged: Skip = skip(text('The policy is written by AWS.', 'A política é escrita pela AWS.'));
export const notAttached: Skip = skip(
  text('The policy is attached to nobody.', 'A política não está anexada a ninguém.'),
);
export const boundaryOnly: Skip = skip(
  text(
    'It is a permissions boundary: it grants nothing by itself.',
    'É um limite de permissões: não concede nada sozinha.',
  ),
);

/** Whether its only use is as a permissions boundary. */
export const isBoundaryOnly = ({ count, asBoundary }: Facets['attachments']): boolean => count === 0 && asBoundary > 0;

/** Judges the document of a customer's policy. A failure is of low severity while the policy is attached to nobody. */
export function judgeCustomerPolicy(
  facets: Facets,
  { name, awsManaged }: Base,
  judge: (sources: readonly Source[]) => Outcome,
): Outcome {
  if (awsManaged) return notCustomerManaged;
  if (isBoundaryOnly(facets.attachments)) return boundaryOnly;
  const outcome = judge([{ name, path: 'document', document: facets.document }]);
  return outcome.outcome === 'fail' && facets.attachments.count === 0 ? { ...outcome, severity: 'low' } : outcome;
}
