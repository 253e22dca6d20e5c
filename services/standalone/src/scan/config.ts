/** How the command line reaches AWS: the usual variables, profiles and files. This is the one place that reads them. */
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { ClientSettings } from '@cspmexa/collector-kit';
import { loadSharedConfigFiles } from '@smithy/core/config';
import { UsageError } from '../usage.js';
import { suggestion } from './suggestion.js';

export interface AwsOptions {
  readonly profile?: string;
  /** Where the first calls go. */
  readonly region?: string;
}

type Profile = Record<string, string | undefined>;

/**
 * Settings from the environment and the shared files. Credentials are fetched at the first call, and again when they expire.
 * @throws UsageError for a profile that is in neither file.
 */
export async function awsSettings(
  { profile, region }: AwsOptions,
  env: NodeJS.ProcessEnv = process.env,
): Promise<ClientSettings> {
  const name = profile ?? env['AWS_PROFILE'] ?? env['AWS_DEFAULT_PROFILE'] ?? 'default';
  const files = await loadSharedConfigFiles();
  const known = name in files.configFile || name in files.credentialsFile;
  if (profile !== undefined && !known) {
    const names = [...new Set([...Object.keys(files.configFile), ...Object.keys(files.credentialsFile)])];
    throw new UsageError([
      `--profile: There is no profile ${profile} in the shared AWS files.${suggestion(profile, names)}`,
    ]);
  }
  const shared: Profile = { ...files.credentialsFile[name], ...files.configFile[name] };
  const ignored = env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true';
  const endpointUrl = ignored ? undefined : (env['AWS_ENDPOINT_URL'] ?? shared['endpoint_url']);
  const homeRegion = region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? shared['region'] ?? 'us-east-1';
  return {
    credentials: fromNodeProviderChain({
      ...(profile === undefined ? {} : { profile }),
      clientConfig: { region: homeRegion },
    }),
    homeRegion,
    ...(endpointUrl ? { endpointUrl } : {}),
  };
}

/** Whether to draw with colours: only for a person at a terminal who did not say no. */
export const wantsColour = (stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv = process.env): boolean =>
  stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
