import '../testing/jsdom-gaps.js';
import { describe, expect, it } from '@jest/globals';
import { act, fireEvent, screen } from '@testing-library/react';
import { listOf, Severity } from '@cspmexa/contracts';
import { z } from 'zod';
import { renderPage } from '../testing/render.js';
import { useUrlState } from '../url/use-url-state.js';
import { FilterMenu } from './filter-menu.js';
import { IgnoredNotice } from './ignored-notice.js';

const view = {
  service: listOf(z.string()),
  severity: listOf(Severity),
  sort: z.enum(['openedAt']),
  cursor: z.string(),
};

const Page = () => {
  const { values, ignored, change } = useUrlState(view);
  return (
    <>
      <IgnoredNotice names={ignored} />
      <FilterMenu
        label="Service"
        options={['s3', 'ec2'].map((value) => ({ value, label: value.toUpperCase() }))}
        values={values.service ?? []}
        onChange={(service) => change({ service, cursor: undefined })}
      />
      <button onClick={() => change({ service: undefined, severity: undefined })}>clear all</button>
    </>
  );
};
const address = (): string | null => screen.getByTestId('address').textContent;

describe('a filter', () => {
  it('writes what is chosen to the URL, drops the cursor, and shows the choice', async () => {
    await renderPage(<Page />, { at: '/findings?service=s3&cursor=abc' });
    const button = screen.getByRole('button', { name: /Service/ });
    expect(button.textContent).toContain('S3');
    await act(async () => fireEvent.click(button));
    await act(async () => fireEvent.click(screen.getByRole('checkbox', { name: 'EC2' })));
    expect(address()).toBe('/findings?service=s3%2Cec2');
    await act(async () => fireEvent.click(screen.getByRole('checkbox', { name: 'S3' })));
    expect(address()).toBe('/findings?service=ec2');
  });

  it('keeps a value of the URL that it has no option for', async () => {
    await renderPage(<Page />, { at: '/findings?service=lambda' });
    expect(screen.getByRole('button', { name: /Service/ }).textContent).toContain('lambda');
  });

  it('is cleared with the others', async () => {
    await renderPage(<Page />, { at: '/findings?service=s3&severity=low&sort=openedAt' });
    await act(async () => fireEvent.click(screen.getByText('clear all')));
    expect(address()).toBe('/findings?sort=openedAt');
  });

  it('says which parameters it ignores', async () => {
    await renderPage(<Page />, { at: '/findings?colour=red&severity=deadly' });
    expect(screen.getByRole('status').textContent).toContain('colour and severity');
  });
});
