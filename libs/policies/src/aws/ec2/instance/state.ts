/** Instances that are being removed stay listed for about an hour. */
import { skip, text, type Skip } from '@cspmexa/policy-kit';

/** The answer for an instance that is gone; undefined for one that is there. */
export const skipGone = ({ name }: { readonly name: string }): Skip | undefined =>
  name === 'terminated' || name === 'shutting-down'
    ? skip(text('The instance is gone.', 'A instância não existe mais.'))
    : undefined;

export const terminated = { state: { name: 'terminated', stoppedAt: null } };
export const stopped = { state: { name: 'stopped', stoppedAt: null } };

/** Whole days ago. */
export const daysBefore = (now: Date, days: number): Date => new Date(now.getTime() - days * 86_400_000);
