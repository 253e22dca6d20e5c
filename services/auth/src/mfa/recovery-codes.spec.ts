import { RecoveryCode } from '@cspmexa/contracts';
import { describe, expect, it } from '@jest/globals';
import { codeAmong, hashOfCode, newRecoveryCodes } from './recovery-codes.js';

describe('recovery codes', () => {
  it('are ten of 80 bits each, and no two are the same (M04)', () => {
    const codes = Array.from({ length: 100 }, newRecoveryCodes).flat();
    expect(codes).toHaveLength(1_000);
    expect(new Set(codes).size).toBe(1_000);
    const characters = new Set<string>();
    for (const code of codes) {
      expect(code).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
      for (const character of code.replaceAll('-', '')) characters.add(character);
    }
    expect(characters.size).toBe(32);
  });

  it('are found however they are typed', () => {
    const [code = ''] = newRecoveryCodes();
    const kept = newRecoveryCodes()
      .concat(code)
      .map((each) => ({ each, hash: hashOfCode(each) }));
    for (const typed of [
      code,
      code.toUpperCase(),
      code.replaceAll('-', ''),
      ` ${code.replaceAll('-', ' ')} `,
      code.replaceAll('0', 'O').replaceAll('1', 'l'),
      code.replaceAll('1', 'I'),
    ])
      expect(codeAmong(kept, RecoveryCode.parse(typed))?.each).toBe(code);
    expect(codeAmong(kept, '0000000000000000')).toBeUndefined();
    expect(codeAmong([], code)).toBeUndefined();
  });

  it('are kept as something else', () => {
    const [code = ''] = newRecoveryCodes();
    expect(Buffer.from(hashOfCode(code)).toString('hex')).toMatch(/^[0-9a-f]{64}$/);
  });
});
