import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { controlById, frameworkOf, frameworks, isControlId, isPeerCheck, peerChecks } from './index.js';
import type { ControlId, PeerCheck } from './index.js';

function linesOf(file: string): string[] {
  return readFileSync(path.join(import.meta.dirname, '../data', file), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
}

const all = Object.values(frameworks).flatMap(({ controls }) => controls);

describe('the catalogues', () => {
  const cis = linesOf('cis-aws-controls.csv');
  it.each([
    ['cis-aws-7.0', cis.filter((line) => line.startsWith('cis-aws-7.0,')).length, 70],
    ['cis-aws-5.0', cis.filter((line) => line.startsWith('cis-aws-5.0,')).length, 63],
    ['fsbp', linesOf('fsbp-controls.csv').length, 69],
  ] as const)('hold every control of %s', (id, inData, known) => {
    expect(frameworks[id].controls).toHaveLength(inData);
    expect(inData).toBe(known);
  });

  it('name each control once', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  it('find a control and its framework by id', () => {
    for (const control of all) {
      expect(controlById(control.id)).toBe(control);
      expect(frameworkOf(control.id).controls).toContain(control);
      expect(control.id.startsWith(`${frameworkOf(control.id).id}/`)).toBe(true);
    }
  });

  it('title each control in both languages, without a final stop', () => {
    const untitled = all.filter(
      ({ title }) => !/[^.]$/.test(title.en) || !/[^.]$/.test(title.pt) || title.en === title.pt,
    );
    expect(untitled).toEqual([]);
  });

  it('keep the facts of a control', () => {
    expect(controlById('cis-aws-7.0/2.6')).toMatchObject({ level: 'L2', assessment: 'manual' });
    expect(controlById('fsbp/S3.2')).toMatchObject({ severity: 'critical' });
    expect(controlById('fsbp/S3.2')).not.toHaveProperty('outside');
    expect(controlById('fsbp/EC2.13')).toMatchObject({ outside: true });
  });

  it('know nothing else', () => {
    expect(controlById('cis-aws-7.0/9.9')).toBeUndefined();
    expect(isControlId('toString')).toBe(false);
    // @ts-expect-error a control in no catalogue does not compile
    const wrong: ControlId = 'cis-aws-7.0/9.9';
    expect(isControlId(wrong)).toBe(false);
  });
});

describe("the peers' checks", () => {
  it('are all there, once each', () => {
    const names = (prefix: string): string[] => [...peerChecks.keys()].filter((id) => id.startsWith(prefix));
    expect(names('prowler/')).toEqual(linesOf('prowler-checks.csv').map((line) => `prowler/${line.split(',')[0]}`));
    expect(names('cloudsploit/')).toEqual(
      linesOf('cloudsploit-plugins.csv').map((line) => `cloudsploit/${line.split(',')[0]}`),
    );
    expect(names('prowler/')).toHaveLength(645);
    expect(names('cloudsploit/')).toHaveLength(173);
  });

  it('include every check that a control of the data names', () => {
    const named = [
      ...linesOf('cis-aws-controls.csv').map((line) => line.split(',')[4]),
      ...linesOf('fsbp-controls.csv').map((line) => line.split(',')[3]),
    ]
      .flatMap((checks) => (checks ?? '').split(' '))
      .filter((check) => check !== '');
    expect(named.filter((check) => !isPeerCheck(`prowler/${check}`))).toEqual([]);
  });

  it('refuse a wrong name', () => {
    expect(isPeerCheck('prowler/bucketSecureTransportEnabled')).toBe(false);
    // @ts-expect-error a check that the peer does not have does not compile
    const wrong: PeerCheck = 'prowler/bucketSecureTransportEnabled';
    expect(isPeerCheck(wrong)).toBe(false);
  });
});
