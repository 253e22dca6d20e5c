import '../testing/jsdom-gaps.js';
import { ApiError, errorCatalogue, type ErrorCode } from '@cspmexa/contracts';
import { describe, expect, it } from '@jest/globals';
import { screen } from '@testing-library/react';
import { renderPage } from '../testing/render.js';
import { EnrolmentProblem } from './enrolment-problem.js';

const refused = (code: ErrorCode): ApiError => {
  const { status, title } = errorCatalogue[code];
  return new ApiError(status, { type: `/problems/${code}`, title: title.en, status, code, traceId: 'a'.repeat(32) });
};
const show = (error: unknown, again?: string) =>
  renderPage(
    <EnrolmentProblem error={error} again={again && <a href="/again">{again}</a>} onRetry={() => undefined} />,
  );

describe('an authenticator that cannot be set up', () => {
  it('because the sign-in is too old leads to a fresh one, and not into the same refusal again', async () => {
    await show(refused('step-up-required'), 'Sign in with Google');
    expect(screen.getByRole('link', { name: 'Sign in with Google' })).toBeTruthy();
    expect(screen.getByText(/You come back to this page/)).toBeTruthy();
    expect(screen.queryByRole('button')).toBeNull();
  });

  it.each<[string, unknown, string | undefined]>([
    ['for another reason', refused('unavailable'), 'Sign in with Google'],
    ['where a dialog has asked for a proof already', refused('step-up-required'), undefined],
    ['because no answer came', new TypeError('fetch failed'), 'Sign in with Google'],
  ])('%s can be tried again', async (_, error, again) => {
    await show(error, again);
    expect(screen.getByRole('alert')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();
    expect(screen.queryByRole('link')).toBeNull();
  });
});
