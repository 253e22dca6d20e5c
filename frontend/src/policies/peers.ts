import type { Policy } from '@cspmexa/contracts';

/** The tools that have a name of their own in the texts. */
export const knownPeers = ['prowler', 'cloudsploit', 'security-hub'] as const;

/** Checks of one other tool that say the same. */
export interface PeerGroup {
  readonly peer: string;
  readonly checks: readonly string[];
}

/** The same check in other tools, grouped by tool. AWS Security Hub's checks are the controls of its own standard. */
export function peerGroups({ sameAs, controls }: Pick<Policy, 'sameAs' | 'controls'>): PeerGroup[] {
  const groups = new Map<string, Set<string>>();
  const add = (peer: string, check: string): void =>
    void groups.set(peer, (groups.get(peer) ?? new Set<string>()).add(check));
  for (const check of sameAs) {
    const at = check.indexOf('/');
    add(at < 0 ? check : check.slice(0, at), check.slice(at + 1));
  }
  for (const control of controls) if (control.startsWith('fsbp/')) add('security-hub', control.slice('fsbp/'.length));
  return [...groups]
    .map(([peer, checks]) => ({ peer, checks: [...checks].sort() }))
    .sort((a, b) => a.peer.localeCompare(b.peer));
}

/** Controls grouped by framework, in the order of their numbers. */
export function controlGroups(controls: readonly string[]): { frameworkId: string; controls: string[] }[] {
  const groups = new Map<string, string[]>();
  for (const control of [...controls].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))) {
    const frameworkId = control.slice(0, Math.max(0, control.indexOf('/'))) || control;
    groups.set(frameworkId, [...(groups.get(frameworkId) ?? []), control]);
  }
  return [...groups].map(([frameworkId, ids]) => ({ frameworkId, controls: ids }));
}
