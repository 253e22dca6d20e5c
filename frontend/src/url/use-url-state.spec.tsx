import '../testing/jsdom-gaps.js';
import { expect, it } from '@jest/globals';
import { act, fireEvent, screen } from '@testing-library/react';
import { memo } from 'react';
import { useNavigate } from 'react-router';
import { z } from 'zod';
import { renderPage } from '../testing/render.js';
import { useUrlState } from './use-url-state.js';

const view = { q: z.string(), sort: z.string() };
let drawn = 0;

type State = ReturnType<typeof useUrlState<typeof view>>;
const Part = memo(({ values, change }: Pick<State, 'values' | 'change'>) => {
  drawn += 1;
  return (
    <button
      onClick={() => {
        change({ q: `${values.q ?? ''}x` });
        change({ sort: 'name' });
      }}
    >
      Search
    </button>
  );
});
const Page = () => {
  const { values, change } = useUrlState(view);
  const navigate = useNavigate();
  return (
    <>
      <Part values={values} change={change} />
      <button onClick={() => void navigate({ pathname: '/list/one', search: '?q=a' })}>Open</button>
    </>
  );
};
const press = (name: string) => act(async () => fireEvent.click(screen.getByRole('button', { name })));
const address = () => screen.getByTestId('address').textContent;

it('a part of the page that the address says the same of is not drawn again', async () => {
  await renderPage(<Page />, { at: '/list?q=a' });
  const before = drawn;
  await press('Open');
  expect([address(), drawn]).toEqual(['/list/one?q=a', before]);
  // What it changes builds on where the page is now, and two changes of one moment on each other.
  await press('Search');
  expect([address(), drawn]).toEqual(['/list/one?q=ax&sort=name', before + 1]);
});
