import { describe, expect, it } from '@jest/globals';
import { formatIn } from './format.js';

const now = Date.parse('2026-11-21T12:00:00Z');
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

describe('formats', () => {
  it.each([
    ['2026-11-21T11:59:30Z', '30 seconds ago', 'há 30 segundos'],
    ['2026-11-21T09:00:00Z', '3 hours ago', 'há 3 horas'],
    ['2026-11-20T09:00:00Z', 'yesterday', 'ontem'],
    ['2026-10-10T12:00:00Z', '42 days ago', 'há 42 dias'],
    ['2026-08-10T12:00:00Z', '3 months ago', 'há 3 meses'],
    ['2026-11-21T14:00:00Z', 'in 2 hours', 'em 2 horas'],
  ])('say %s relative to noon', (at, english, portuguese) => {
    expect([formatIn('en').relative(at, now), formatIn('pt').relative(at, now)]).toEqual([english, portuguese]);
  });

  it('follow the language and the time zone', () => {
    expect(formatIn('en').number(1_234.5, 1)).toBe('1,234.5');
    expect(formatIn('pt').number(1_234.5, 1)).toBe('1.234,5');
    expect(plain(formatIn('en', 'America/Sao_Paulo').dateTime('2026-11-21T02:30:00Z'))).toBe('Nov 20, 2026, 11:30 PM');
    expect(plain(formatIn('pt', 'America/Sao_Paulo').dateTime('2026-11-21T02:30:00Z'))).toMatch(
      /^20 de nov\. de 2026,? 23:30$/,
    );
  });

  it('never round a coverage up to the whole', () => {
    expect(formatIn('en').percent(99.99)).toBe('99.9%');
    expect(formatIn('en').percent(100)).toBe('100%');
  });

  it.each([
    [12, '12 sec'],
    [94.8, '1 min 34 sec'],
    [7_260, '2 hr 1 min'],
    [864_000, '10 days'],
  ])('say %i seconds as %s', (seconds, text) => {
    expect(plain(formatIn('en').duration(seconds))).toBe(text);
  });
});
