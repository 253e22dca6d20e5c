/** Whether this machine has AWS credentials at hand. */
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';

/** Longest wait for the chain: the metadata service of a machine that is not at AWS never answers. */
const patienceMs = 1_500;

/** True when the default provider chain gives credentials. They are not used here, and not kept. */
export async function hasAwsCredentials(): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), patienceMs);
  });
  const found = fromNodeProviderChain({ maxRetries: 0, timeout: 500 })().then(
    () => true,
    () => false,
  );
  return Promise.race([found, late]).finally(() => clearTimeout(timer));
}
