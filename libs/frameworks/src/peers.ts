import { cloudsploitPlugins } from './cloudsploit.generated.js';
import { prowlerChecks } from './prowler.generated.js';

/** A check of another tool that says the same as a policy of ours. A check that the peer does not have does not compile. */
export type PeerCheck = `prowler/${keyof typeof prowlerChecks}` | `cloudsploit/${keyof typeof cloudsploitPlugins}`;

/** What is known of a peer's check. */
export interface Peer {
  readonly service: string;
  readonly severity: string;
}

const checks: ReadonlyMap<string, Peer> = new Map<string, Peer>([
  ...Object.entries(prowlerChecks).map(([id, peer]) => [`prowler/${id}`, peer] as const),
  ...Object.entries(cloudsploitPlugins).map(([id, peer]) => [`cloudsploit/${id}`, peer] as const),
]);

/** Every check of the peers, by id. */
export const peerChecks = checks;

/** Whether a text names a check of a peer. */
export function isPeerCheck(id: string): id is PeerCheck {
  return checks.has(id);
}
