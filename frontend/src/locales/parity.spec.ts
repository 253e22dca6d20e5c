import { describe, expect, it } from '@jest/globals';
import {
  Attestation,
  AwsService,
  ComplianceControl,
  ControlStatus,
  DeliveryKind,
  DeliveryState,
  DeniedBy,
  DiscoveredAccount,
  FindingChange,
  FindingSort,
  FindingStatus,
  PolicyExample,
  Resolution,
  Role,
  ScanState,
  ScanTrigger,
  ScheduleOutcome,
  Severity,
  UnknownReason,
} from '@cspmexa/contracts';
import type { Texts } from '../i18n/plurals.js';
import { withMany } from '../i18n/plurals.js';
import { en } from './en/index.js';
import { pt } from './pt/index.js';

const flat = (texts: Texts, path = ''): [string, string][] =>
  Object.entries(texts).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : flat(value, `${path}${key}.`),
  );
const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => name ?? '').sort();

describe('the texts of the dashboard', () => {
  const english = new Map(flat(en));
  const portuguese = new Map(flat(pt));

  it('exist under the same keys in both languages', () => {
    expect([...portuguese.keys()].sort()).toEqual([...english.keys()].sort());
    expect(english.size).toBeGreaterThan(300);
  });

  it('are never empty', () => {
    expect([...english, ...portuguese].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('take the same values in both languages', () => {
    for (const [key, text] of english)
      expect([key, placeholders(portuguese.get(key) ?? '')]).toEqual([key, placeholders(text)]);
  });

  it('have both plural forms wherever they have one', () => {
    const keys = [...english.keys()];
    const lonely = keys.filter((key) => key.endsWith('_one') && !english.has(key.replace(/_one$/, '_other')));
    const headless = keys.filter((key) => key.endsWith('_other') && !english.has(key.replace(/_other$/, '_one')));
    expect([...lonely, ...headless]).toEqual([]);
  });

  it('have the third plural form of Portuguese, which is used for whole millions', () => {
    const forms = new Map(flat(withMany(pt)));
    expect(forms.get('overview.judged_many')).toBe(forms.get('overview.judged_other'));
    expect(new Intl.PluralRules('pt').resolvedOptions().pluralCategories.sort()).toEqual(['many', 'one', 'other']);
  });

  it.each([
    ['severity', Severity.options],
    ['findings.status', FindingStatus.options],
    ['findings.sort', FindingSort.options],
    ['findings.change', FindingChange.options],
    ['findings.resolution', Resolution.options],
    ['scans.state', ScanState.options],
    ['coverage.outcomes', ['ok', ...UnknownReason.options]],
    ['alerts.state', DeliveryState.options],
    ['alerts.kind', DeliveryKind.options],
    ['members.roles', Role.options],
    ['members.roleHints', Role.options],
    ['scope.names', AwsService.options],
    ['scans.trigger', ScanTrigger.options],
    ['coverage.policies', DeniedBy.options],
    ['schedules.outcome', ScheduleOutcome.options],
    ['compliance.status', ControlStatus.options],
    ['compliance.statusWhy', ControlStatus.options],
    ['compliance.assessments', ComplianceControl.shape.assessment.options],
    ['compliance.verdictsOf', Attestation.shape.verdict.options],
    ['policies.outcomes', PolicyExample.shape.outcome.options],
    ['discovery.states', DiscoveredAccount.shape.state.options],
  ])('name every value of the contracts: %s', (path, values) => {
    for (const value of values) expect(english.has(`${path}.${value}`)).toBe(true);
  });
});
