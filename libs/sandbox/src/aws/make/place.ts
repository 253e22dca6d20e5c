/** Where and when something is made. */
import type { AccountState } from '../state.js';
import { ec2Region } from '../state.js';
import type { Ec2RegionState } from '../ec2/state.js';

/** A region of an account at an instant. */
export interface Place {
  account: AccountState;
  region: string;
  at: Date;
}

/** Tags as names and values. */
export type TagMap = Readonly<Record<string, string>>;

/** The EC2 state of a place. */
export function ec2At({ account, region }: Place): Ec2RegionState {
  return ec2Region(account, region);
}

/** Tags in AWS's form, or nothing: EC2 leaves the element out for a resource without tags. */
export function tagsOf(tags: TagMap = {}): { Tags?: { Key: string; Value: string }[] } {
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return list.length === 0 ? {} : { Tags: list };
}

/** The ARN of an EC2 resource. */
export function ec2Arn({ account, region }: Place, kind: string, id: string): string {
  return `arn:aws:ec2:${region}:${account.id}:${kind}/${id}`;
}
