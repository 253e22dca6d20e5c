import { describe, expect, it } from '@jest/globals';
import { privilegesOn } from './grants.js';

const table = { name: 'things', isKeptApart: true, isAppendOnly: false, isView: false, isJournal: false };
const all = ['select', 'insert', 'update', 'delete'];
const add = ['select', 'insert'];

describe('what a role may do (R04)', () => {
  it.each([
    ['rows of tenants', table, all, all],
    ['rows of tenants that are only added', { ...table, isAppendOnly: true }, add, add],
    ['what belongs to nobody', { ...table, isKeptApart: false }, [], all],
    ['the inbox', { ...table, name: 'inbox', isKeptApart: false }, add, all],
    // It shows what its owner sees.
    ['a view', { ...table, isKeptApart: false, isView: true }, [], ['select']],
    ['what is applied', { ...table, isKeptApart: false, isJournal: true }, [], ['select']],
  ])('with %s is no more than needed', (_, relation, service, background) => {
    expect(privilegesOn(relation, 'service')).toEqual(service);
    expect(privilegesOn(relation, 'background')).toEqual(background);
  });
});
