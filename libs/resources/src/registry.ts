/** Every kind of resource, by its name. */
import * as ec2 from './aws/ec2.js';
import * as iam from './aws/iam.js';
import * as s3 from './aws/s3.js';
import * as vpc from './aws/vpc.js';
import type { AnyKind } from './kind.js';

const isKind = (value: unknown): value is AnyKind =>
  typeof value === 'object' && value !== null && 'cardinality' in value;

export const kindList: readonly AnyKind[] = [s3, ec2, vpc, iam].flatMap((module) =>
  Object.values(module).filter(isKind),
);

const byName = new Map(kindList.map((kind) => [kind.kind, kind]));

/** The kind of that name, or undefined for one that this version of the code does not know. */
export const findKind = (name: string): AnyKind | undefined => byName.get(name);
