/** What the inbound rules of a security group open to the internet. Prefix lists are not read: what they hold is not collected. */
import type { SecurityGroupRule } from '@cspmexa/resources';
import { blockOf, intersect, isInternet, publicSpace, sizeOf, type Family, type Span } from './addresses.js';
import {
  cuts,
  describePorts,
  isEveryPort,
  mergePorts,
  portsOf,
  speaksOf,
  type PortRange,
  type Transport,
} from './ports.js';

interface Opening extends PortRange {
  readonly spans: readonly Span[];
}

const sourcesOf = (rule: SecurityGroupRule, family: Family): readonly string[] =>
  family === 4 ? rule.ipv4 : rule.ipv6;

const publicSpansOf = (rule: SecurityGroupRule, family: Family): Span[] =>
  intersect(
    sourcesOf(rule, family).flatMap((cidr) => blockOf(cidr) ?? []),
    publicSpace(family),
  );

const answers = new WeakMap<readonly SecurityGroupRule[], (readonly PortRange[] | undefined)[]>();

/** The ports that a list of inbound rules opens to the internet. The rules count together: two halves of the internet are the internet. */
export function internetPorts(
  rules: readonly SecurityGroupRule[],
  transport: Transport,
  family: Family,
): readonly PortRange[] {
  let known = answers.get(rules);
  if (known === undefined) answers.set(rules, (known = [undefined, undefined, undefined, undefined]));
  const at = (transport === 'tcp' ? 0 : 2) + (family === 4 ? 0 : 1);
  return (known[at] ??= findInternetPorts(rules, transport, family));
}

const everyPortAnswers = new WeakMap<readonly PortRange[], boolean>();

/** Whether every TCP port is open to the internet. */
export function opensEveryPort(rules: readonly SecurityGroupRule[], family: Family): boolean {
  const ranges = internetPorts(rules, 'tcp', family);
  if (ranges.length === 0) return false;
  const answer = everyPortAnswers.get(ranges) ?? isEveryPort(ranges);
  everyPortAnswers.set(ranges, answer);
  return answer;
}

function findInternetPorts(
  rules: readonly SecurityGroupRule[],
  transport: Transport,
  family: Family,
): readonly PortRange[] {
  const openings = rules
    .filter(({ protocol }) => speaksOf(protocol, transport))
    .map((rule): Opening => ({ ...portsOf(rule), spans: publicSpansOf(rule, family) }))
    .filter(({ spans }) => spans.length > 0);
  const alone = openings.filter(({ spans }) => isInternet(spans, family));
  const partial = openings.filter((opening) => !alone.includes(opening));
  return mergePorts([...alone, ...together(partial, family)]);
}

/** The ports for which rules make up the internet only together. Most lists cannot, however they overlap, and need no closer look. */
function together(openings: readonly Opening[], family: Family): PortRange[] {
  const most = openings.reduce((sum, { spans }) => sum + sizeOf(spans), 0n);
  if (most * 4n < sizeOf(publicSpace(family))) return [];
  return cuts(openings).filter(({ from, to }) =>
    isInternet(
      openings.filter((opening) => opening.from <= from && to <= opening.to).flatMap(({ spans }) => spans),
      family,
    ),
  );
}

/** An inbound rule as evidence. */
export interface RuleEvidence {
  readonly protocol: string;
  readonly ports: string;
  readonly sources: readonly string[];
}

const mostShown = 5;

/** The rules that let the internet's addresses reach some of these ports: at most five, each with at most five sources. */
export function rulesThatOpen(
  rules: readonly SecurityGroupRule[],
  transport: Transport,
  family: Family,
  ports: readonly PortRange[],
): RuleEvidence[] {
  return rules
    .filter(({ protocol }) => speaksOf(protocol, transport))
    .filter((rule) => ports.some(({ from, to }) => portsOf(rule).from <= to && from <= portsOf(rule).to))
    .filter((rule) => publicSpansOf(rule, family).length > 0)
    .slice(0, mostShown)
    .map((rule) => ({
      protocol: rule.protocol === '-1' ? 'all' : rule.protocol,
      ports: describePorts([portsOf(rule)]),
      sources: sourcesOf(rule, family).slice(0, mostShown),
    }));
}
