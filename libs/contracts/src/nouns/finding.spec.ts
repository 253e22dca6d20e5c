import { describe, expect, it } from '@jest/globals';
import { FindingSelection } from './finding.js';

describe('a selection of findings', () => {
  it('names each by its id as we write it, however it was written', () => {
    const id = '01a1fef7-23cd-7736-bcb3-41da0116ae1a';
    expect(FindingSelection.parse({ ids: [id.toUpperCase()] })).toEqual({ ids: [id] });
  });

  it('is a list of ids or a query, not both', () => {
    const id = crypto.randomUUID();
    expect(FindingSelection.safeParse({ ids: [id], q: '' }).success).toBe(false);
    expect(FindingSelection.parse({ q: 'is:open' })).toEqual({ q: 'is:open', except: [] });
  });
});
