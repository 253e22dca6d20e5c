/** The planted problems of an account that one click repairs, for the demonstration. */
import type { SandboxAccount } from '../account.js';
import type { Problem } from '../seeds/seeding.js';
import { bucketRepairs } from './bucket-repairs.js';
import { computeRepairs } from './compute-repairs.js';
import { arnParts, type BothLanguages, type Repair } from './fix.js';
import { identityRepairs } from './identity-repairs.js';
import { networkRepairs } from './network-repairs.js';
import type { Undo } from './undo.js';

/** A problem that can be repaired, and broken again. */
export interface SandboxFix {
  /** The problem and the resource; stable for as long as the account lives. */
  id: string;
  problem: string;
  title: BothLanguages;
  resourceArn: string;
  /** Whether it is repaired at the moment. */
  readonly applied: boolean;
  /** Repairs it, as the API calls of a person would; does nothing when it is repaired already. */
  apply: () => void;
  /** Puts everything back as it was before `apply`; does nothing when it is not repaired. */
  undo: () => void;
}

const REPAIRS: Partial<Record<Problem, Repair>> = {
  ...bucketRepairs,
  ...networkRepairs,
  ...computeRepairs,
  ...identityRepairs,
};

const repairOf = (problem: string): Repair | undefined =>
  Object.entries(REPAIRS).find(([name]) => name === problem)?.[1];

/** Every planted problem of the account that has a repair. Ask once and keep the answer: it knows what is applied. */
export function sandboxFixes(account: SandboxAccount): SandboxFix[] {
  return account.planted.flatMap(({ resourceArn, problem }) => {
    const repair = repairOf(problem);
    return repair === undefined ? [] : [fixOf(account, resourceArn, problem, repair)];
  });
}

/** The name that people know a resource by: its `Name` tag or its group's name, with its id. */
function nameOf({ state }: SandboxAccount, arn: string): string {
  const { region, name } = arnParts(arn);
  const ec2 = state.ec2.get(region);
  const tags = (ec2?.instances.get(name)?.instance ?? ec2?.vpcs.get(name) ?? ec2?.subnets.get(name))?.Tags;
  const known = ec2?.securityGroups.get(name)?.group.GroupName ?? tags?.find((tag) => tag.Key === 'Name')?.Value;
  return known === undefined ? name : `${known} (${name})`;
}

function fixOf(account: SandboxAccount, resourceArn: string, problem: string, repair: Repair): SandboxFix {
  const resource = arnParts(resourceArn);
  let undo: Undo | undefined;
  return {
    id: `${problem}:${resourceArn}`,
    problem,
    title: repair.title(nameOf(account, resourceArn)),
    resourceArn,
    get applied() {
      return undo !== undefined;
    },
    apply: () => {
      if (undo !== undefined) return;
      const restore = repair.remember(account, resource);
      repair.apply(account, resource);
      undo = restore;
    },
    undo: () => {
      undo?.();
      undo = undefined;
    },
  };
}
