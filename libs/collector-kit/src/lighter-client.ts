/**
 * Makes a client's calls cheaper. For each call the SDK copies the client's settings three times, in a form that is slow to copy, and
 * makes a new signer out of one of the copies: together a tenth of what a call costs. A test fails when these parts of the SDK move.
 */

/** Makes a signer for a service and region; without them for the client's own. */
type SignerFor = (scheme?: { readonly signingName?: string; readonly signingRegion?: string }) => Promise<unknown>;

/** Keeps the signers that were made: they hold nothing of a call, and ask for the credentials each time. */
function remembering(signerFor: SignerFor): SignerFor {
  const made = new Map<string, Promise<unknown>>();
  return (scheme) => {
    const key = `${scheme?.signingName ?? ''} ${scheme?.signingRegion ?? ''}`;
    const known = made.get(key);
    if (known) return known;
    const signer = signerFor(scheme);
    made.set(key, signer);
    signer.catch(() => made.delete(key)); // whoever asked is told; the next one tries again
    return signer;
  };
}

interface Settings {
  signer?: SignerFor;
  region?: () => unknown;
}

/** To be called once for a new client, when nothing more is set in it. */
export function lighten(client: { config: object }): void {
  const settings: Settings = client.config; // parts of the SDK that its types keep private
  if (settings.signer) settings.signer = remembering(settings.signer);
  // The copy has plain properties only. What was built with the settings themselves goes on to use those, and changes their region for a
  // while to follow a bucket to where it lives.
  client.config = { ...settings, region: () => settings.region?.() };
}
