import '../testing/jsdom-gaps.js';
import { describe, expect, it } from '@jest/globals';
import { Severity } from '@cspmexa/contracts';
import { screen } from '@testing-library/react';
import { renderPage } from '../testing/render.js';
import { SeverityMark } from './severity-mark.js';

describe('a severity', () => {
  it.each(Severity.options)('says %s as a letter and a word, never as colour alone', async (severity) => {
    const { container } = await renderPage(<SeverityMark severity={severity} />);
    const letter = container.querySelector('.severity-letter')?.textContent;
    expect(letter).toHaveLength(1);
    expect(container.querySelector('.severity')?.textContent?.slice(1).toLowerCase()).toBe(severity);
  });

  it('keeps its word for assistive technology when it is compact', async () => {
    await renderPage(<SeverityMark severity="critical" compact />, { language: 'pt' });
    expect(screen.getByText('Crítica').className).toBe('visually-hidden');
  });
});
