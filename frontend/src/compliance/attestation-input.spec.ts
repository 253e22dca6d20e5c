import { describe, expect, it } from '@jest/globals';
import { AttestationInput } from '@cspmexa/contracts';
import { refusedFields } from '../form/refused-fields.js';
import { attestationDays, attestationInput, isDayAllowed } from './attestation-input.js';

const zone = 'America/Sao_Paulo';
// It is the 21st there, and the 22nd in UTC.
const now = new Date('2026-11-22T01:30:00Z');
const draft = {
  accountId: null,
  verdict: 'met',
  note: 'Seen in the console.',
  evidenceUrl: '',
  until: '2027-11-21',
} as const;

describe('an attestation', () => {
  it('lasts a year unless somebody chooses, and never two', () =>
    expect(attestationDays(now, zone)).toEqual({ first: '2026-11-21', usual: '2027-11-21', last: '2028-11-20' }));

  it.each([
    ['2026-11-21', true],
    ['2026-11-20', false],
    ['2028-11-20', true],
    ['2028-11-21', false],
    ['', false],
    ['12345-01-01', false],
  ])('may last to %s: %s', (day, allowed) => expect(isDayAllowed(day, now, zone)).toBe(allowed));

  it("lasts to the end of its day in the reader's zone", () =>
    expect(attestationInput('cis-aws-7.0/1.1', draft, zone).until).toBe('2027-11-22T02:59:59.000Z'));

  it('made on a leap day lasts to the first of March', () =>
    expect(attestationDays(new Date('2028-02-29T12:00:00Z'), 'UTC').usual).toBe('2029-03-01'));

  it.each([
    [{}, []],
    [{ note: ' a ' }, ['note']],
    [{ evidenceUrl: 'javascript:alert(1)' }, ['evidenceUrl']],
    [{ evidenceUrl: ' https://wiki.example.com/a ' }, []],
    [{ until: '' }, ['until']],
    [{ until: '2027-02-31x' }, ['until']],
  ])('with %j is refused for %j', (patch, fields) =>
    expect([...refusedFields(AttestationInput, attestationInput('cis-aws-7.0/1.1', { ...draft, ...patch }))]).toEqual(
      fields,
    ),
  );
});
