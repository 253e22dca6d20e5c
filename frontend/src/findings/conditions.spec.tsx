import '../testing/jsdom-gaps.js';
import { describe, expect, it } from '@jest/globals';
import { screen, within } from '@testing-library/react';
import { renderPage } from '../testing/render.js';
import { Conditions } from './conditions.js';

const condition = (en: string, holds: boolean) => ({
  says: { en, pt: `${en} (pt)` },
  path: 'policy.Statement[0]',
  actual: { Effect: 'Allow' },
  expected: null,
  holds,
});

describe('why a finding fails', () => {
  it('shows what failed first, with where, found and expected', async () => {
    await renderPage(
      <Conditions conditions={[condition('It is encrypted.', true), condition('Nobody else may read.', false)]} />,
    );
    const [first, second] = screen.getAllByRole('listitem');
    if (!first || !second) throw new Error('two conditions were given');
    expect(first.textContent).toContain('Nobody else may read.');
    expect(within(first).getByText('does not hold')).toBeTruthy();
    expect(within(first).getByText('policy.Statement[0]')).toBeTruthy();
    expect(first.querySelector('[data-role=actual]')?.textContent).toContain('"Allow"');
    expect(first.querySelector('[data-role=expected]')?.textContent).toBe('null');
    expect(within(second).getByText('holds')).toBeTruthy();
  });

  it('speaks the language of the page', async () => {
    await renderPage(<Conditions conditions={[condition('It is encrypted.', false)]} />, { language: 'pt' });
    expect(screen.getByText('It is encrypted. (pt)')).toBeTruthy();
    expect(screen.getByText('não cumprida')).toBeTruthy();
  });
});
