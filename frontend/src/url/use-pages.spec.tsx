import '../testing/jsdom-gaps.js';
import { describe, expect, it } from '@jest/globals';
import { act, fireEvent, screen } from '@testing-library/react';
import { z } from 'zod';
import { Pager } from '../table/pager.js';
import { renderPage } from '../testing/render.js';
import { usePages } from './use-pages.js';
import { useUrlState } from './use-url-state.js';

const view = { cursor: z.string() };
const next: Readonly<Record<string, string | null>> = { '': 'b', b: 'c', c: null };

const List = () => {
  const { values, change } = useUrlState(view);
  const pages = usePages({
    cursor: values.cursor,
    next: next[values.cursor ?? ''],
    go: (cursor, state) => change({ cursor }, { state }),
  });
  return <Pager pages={pages} />;
};
const address = (): string | null => screen.getByTestId('address').textContent;
const press = (name: string) => act(async () => fireEvent.click(screen.getByRole('button', { name })));

describe('the pages of a list', () => {
  it('go forward and back through the URL', async () => {
    await renderPage(<List />, { at: '/list' });
    await press('Next');
    await press('Next');
    expect([address(), screen.getByText('Page 3')]).toEqual(['/list?cursor=c', expect.anything()]);
    expect(screen.getByRole('button', { name: 'Next' }).hasAttribute('disabled')).toBe(true);
    await press('Previous');
    expect(address()).toBe('/list?cursor=b');
    await press('Previous');
    expect(address()).toBe('/list');
  });

  it('offer the first page to those who came by a shared link', async () => {
    await renderPage(<List />, { at: '/list?cursor=b' });
    expect(screen.queryByText(/^Page \d/)).toBeNull();
    await press('First page');
    expect(address()).toBe('/list');
  });
});
