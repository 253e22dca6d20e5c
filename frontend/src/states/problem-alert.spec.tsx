import '../testing/jsdom-gaps.js';
import { describe, expect, it } from '@jest/globals';
import { ApiError } from '@cspmexa/contracts';
import { screen } from '@testing-library/react';
import { renderPage } from '../testing/render.js';
import { ProblemAlert } from './problem-alert.js';

const problem = {
  type: '/problems/role-not-assumable',
  title: 'The role could not be assumed: check its ARN and trust policy.',
  status: 422,
  code: 'role-not-assumable' as const,
  detail: 'AccessDenied: not authorized to perform sts:AssumeRole',
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  errors: [{ pointer: '/body/access/roleArn', message: 'no such role' }],
};

describe('a problem', () => {
  it('is told in the language of the page, with what AWS said and a trace id to copy', async () => {
    await renderPage(<ProblemAlert error={new ApiError(422, problem)} />, { language: 'pt' });
    const alert = screen.getByRole('alert');
    expect(alert.textContent).toContain('Não foi possível assumir a role');
    expect(alert.textContent).toContain(problem.detail);
    expect(alert.textContent).toContain('/body/access/roleArn');
    expect(alert.textContent).toContain(problem.traceId);
    expect(screen.getByRole('button', { name: /Copiar/ })).toBeTruthy();
  });

  it('says that no answer came when none came', async () => {
    await renderPage(<ProblemAlert error={new ApiError(0, undefined)} />);
    expect(screen.getByRole('alert').textContent).toContain('No answer came');
  });

  it('shows nothing without an error', async () => {
    await renderPage(<ProblemAlert error={null} />);
    expect(screen.queryByRole('alert')).toBeNull();
  });
});
