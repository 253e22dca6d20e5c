/** One verdict as other programs read it. */
import type { Language } from '@cspmexa/contracts';
import type { Verdict } from '@cspmexa/policy-kit';

/** The stable shape of an `ndjson` line; `json` holds a list of them. */
export const lineOf = (verdict: Verdict, language: Language) => ({
  policyId: verdict.policyId,
  outcome: verdict.outcome,
  severity: verdict.severity,
  accountId: verdict.accountId,
  region: verdict.region,
  resourceKind: verdict.resourceKind,
  resourceArn: verdict.resourceArn,
  discriminator: verdict.discriminator,
  reason: verdict.reason[language],
  controls: verdict.controls,
  sameAs: verdict.sameAs,
  evidence: verdict.unknown
    ? { unknown: { reason: verdict.unknown.reason, action: verdict.unknown.action, detail: verdict.unknown.detail } }
    : { conditions: verdict.conditions.map(({ says, ...rest }) => ({ says: says[language], ...rest })) },
});
