import { describe, expect, it } from '@jest/globals';
import { ComplianceFramework, type ControlStatus } from '@cspmexa/contracts';
import { matchingControls } from './matching-controls.js';

const counts = { passed: 0, failed: 0, unknown: 0, manual: 0, notApplicable: 0, percent: null };
const control = (number: string, pt: string, status: ControlStatus) => ({
  id: `cis/${number}`,
  number,
  title: { en: `Title ${number}`, pt },
  section: number.charAt(0),
  level: null,
  assessment: 'automated',
  severity: null,
  status,
  attested: false,
  policies: 1,
  counts: { pass: 0, fail: 0, unknown: 0 },
});
const { sections } = ComplianceFramework.parse({
  id: 'cis',
  title: 'CIS',
  version: '1',
  counts,
  sections: [
    {
      id: '1',
      title: { en: 'Identity', pt: 'Identidade' },
      counts,
      controls: [control('1.1', 'Trocar chaves', 'failed'), control('1.2', 'Usar MFA', 'manual')],
    },
    {
      id: '2',
      title: { en: 'Storage', pt: 'Armazenamento' },
      counts,
      controls: [control('2.1', 'Criptografia em trânsito', 'failed')],
    },
  ],
});
const found = (filters: Parameters<typeof matchingControls>[1]): string[] =>
  matchingControls(sections, filters, 'pt').flatMap(({ controls }) => controls.map(({ number }) => number));

describe('the controls of a framework', () => {
  it('are all there without filters', () => expect(found({})).toEqual(['1.1', '1.2', '2.1']));
  it('are found by title without accents, by number and by section', () => {
    expect(found({ search: 'TRANSITO' })).toEqual(['2.1']);
    expect(found({ search: '1.2' })).toEqual(['1.2']);
    expect(found({ search: 'identidade mfa' })).toEqual(['1.2']);
  });
  it('are narrowed by status, and sections without any are gone', () => {
    expect(found({ status: ['failed'] })).toEqual(['1.1', '2.1']);
    expect(matchingControls(sections, { status: ['manual'] }, 'en').map(({ id }) => id)).toEqual(['1']);
    expect(found({ status: ['passed'], search: '1.1' })).toEqual([]);
  });
});
