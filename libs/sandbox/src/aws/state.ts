/** The whole state of a sandbox account. Services read and change it; nothing else is kept anywhere. */
import type { AnalyzerSummary } from '@aws-sdk/client-accessanalyzer';
import { emptyRegion, type Ec2RegionState } from './ec2/state.js';
import { emptyIam, type IamState } from './iam/state.js';
import type { IdSource } from './ids.js';
import { DEFAULT_REGIONS } from './regions.js';
import type { S3State } from './s3/state.js';
import type { SesState } from './ses/state.js';

/** How the account behaves; tests change these at any time. */
export interface AccountSettings {
  /** The largest page that any listing returns, whatever was asked for. */
  maxPageSize: number;
  /** How many times GetCredentialReport says that the report is still being made. */
  credentialReportPolls: number;
  /**
   * AWS repeats a credential report for four hours. When true the sandbox makes a new one each time it is asked to,
   * so that a fix shows in the next scan.
   */
  freshCredentialReport: boolean;
  /** Regions that the account can use. */
  regions: string[];
}

/** An account's state. */
export interface AccountState {
  readonly id: string;
  readonly now: () => Date;
  readonly ids: IdSource;
  settings: AccountSettings;
  s3: S3State;
  ec2: Map<string, Ec2RegionState>;
  iam: IamState;
  ses: SesState;
  /** Access analyzers by region. */
  analyzers: Map<string, AnalyzerSummary[]>;
}

/** An account on its first day. */
export function emptyState(id: string, now: () => Date, ids: IdSource): AccountState {
  return {
    id,
    now,
    ids,
    settings: {
      maxPageSize: 1000,
      credentialReportPolls: 1,
      freshCredentialReport: true,
      regions: [...DEFAULT_REGIONS],
    },
    s3: { ownerId: ids.hex(64), publicAccessBlock: null, buckets: new Map(), accessPoints: [] },
    ec2: new Map(),
    iam: emptyIam(now()),
    ses: { requireVerifiedSender: false, identities: new Map(), mailbox: [], listeners: new Set() },
    analyzers: new Map(),
  };
}

/** The EC2 state of a region, made empty when it is first asked for. */
export function ec2Region(state: AccountState, region: string): Ec2RegionState {
  let found = state.ec2.get(region);
  if (found === undefined) state.ec2.set(region, (found = emptyRegion()));
  return found;
}
