import { describe, expect, it } from '@jest/globals';
import { FindingSort, FindingStatus, listOf, Severity } from '@cspmexa/contracts';
import { z } from 'zod';
import { readUrl, writeUrl } from './url-state.js';

const view = {
  status: listOf(FindingStatus),
  severity: listOf(Severity),
  accountId: listOf(z.uuid()),
  search: z.string().max(200),
  sort: FindingSort,
  limit: z.enum(['25', '50', '100', '200']),
  cursor: z.string(),
};
const read = (search: string) => readUrl(view, new URLSearchParams(search));

describe('the state of a page in its URL', () => {
  it.each([
    ['severity=critical,high', { severity: ['critical', 'high'] }, []],
    ['severity=critical&severity=high', { severity: ['critical', 'high'] }, []],
    ['search=a%20b&sort=-openedAt', { search: 'a b', sort: '-openedAt' }, []],
    ['severity=deadly', {}, ['severity']],
    ['severity=critical,deadly&status=open', { status: ['open'] }, ['severity']],
    ['accountId=12', {}, ['accountId']],
    ['limit=7', {}, ['limit']],
    ['colour=red&status=open', { status: ['open'] }, ['colour']],
    ['__proto__=x&constructor=y', {}, ['__proto__', 'constructor']],
    ['', {}, []],
  ])('reads %j', (search, values, ignored) => {
    expect(read(search)).toEqual({ values, ignored });
  });

  it.each([
    ['severity=high&cursor=abc', { severity: ['low' as const], cursor: undefined }, 'severity=low'],
    ['severity=high', { severity: [] }, ''],
    ['severity=high', { search: 'bucket & more' }, 'severity=high&search=bucket+%26+more'],
    ['colour=red', { status: ['open' as const] }, 'status=open'],
  ])('writes a change to %j', (search, patch, expected) => {
    expect(writeUrl(view, new URLSearchParams(search), patch).toString()).toBe(expected);
  });

  it('reads back what it wrote', () => {
    const values = {
      status: ['open', 'excepted'],
      severity: ['critical'],
      search: 'a,b',
      sort: 'changedAt',
      limit: '100',
    } as const;
    const written = writeUrl(view, new URLSearchParams(), {
      ...values,
      status: [...values.status],
      severity: [...values.severity],
    });
    expect(readUrl(view, written)).toEqual({ values, ignored: [] });
  });
});
