/** What all describe operations of EC2 share: ids, filters and pages. */
import type { Filter } from '@aws-sdk/client-ec2';
import type { CallContext, Ec2Context, Handler } from '../context.js';
import { AwsError, ec2NotFound } from '../errors.js';
import { pageOf, type Page } from '../paging.js';
import { shapeOf } from '../wire/schema.js';
import { compileFilters, type NamedFilters } from './filters.js';

/** The part of every describe operation's input that means the same everywhere. */
export interface DescribeInput {
  Filters?: Filter[] | undefined;
  /** What DescribeFlowLogs and DescribeNatGateways call their filters. */
  Filter?: Filter[] | undefined;
  NextToken?: string | undefined;
  MaxResults?: number | undefined;
}

/** How a kind of item is listed. */
export interface Listing<Item extends object> {
  /** The item's schema, as the client exports it. */
  schema: unknown;
  /** The item's own id. */
  id: (item: Item) => string | undefined;
  /** The error for an id that names nothing, such as `InvalidVpcID.NotFound`, and what AWS calls the item there. */
  notFound: { code: string; noun: string };
  /** Filters that do not follow from a field's name. */
  filters?: NamedFilters<Item>;
  /** The smallest and largest MaxResults that are accepted; 5 and 1000 unless said. */
  pageRange?: readonly [number, number];
  /** False for the few listings that EC2 always answers whole. */
  paged?: boolean;
}

const badToken = (): AwsError => new AwsError('InvalidParameterValue', 'Unable to parse pagination token');

/** Answers one page of the items that the ids and filters leave. */
export function describe<Item extends object>(
  call: CallContext,
  items: Iterable<Item>,
  ids: readonly string[] | undefined,
  input: DescribeInput,
  listing: Listing<Item>,
): Page<Item> {
  const [least, most] = listing.pageRange ?? [5, 1000];
  const asked = input.MaxResults;
  if (asked !== undefined && asked < least) throw outOfRange(asked, `greater than ${least}`);
  if (asked !== undefined && asked > most) throw outOfRange(asked, `less than ${most}`);
  const matches = compileFilters(input.Filters ?? input.Filter, shapeOf(listing.schema), listing.filters ?? {});
  let chosen = [...items];
  if (ids !== undefined && ids.length > 0) {
    const wanted = new Set(ids);
    chosen = chosen.filter((item) => wanted.delete(listing.id(item) ?? ''));
    if (wanted.size > 0) throw ec2NotFound(listing.notFound.code, listing.notFound.noun, [...wanted]);
  }
  if (listing.paged === false) return { items: chosen.filter(matches), next: undefined };
  return pageOf(call, chosen.filter(matches), { token: input.NextToken, limit: asked }, badToken);
}

function outOfRange(asked: number, expected: string): AwsError {
  const message = `Value ( ${asked} ) for parameter maxResults is invalid. Expecting a value ${expected}.`;
  return new AwsError('InvalidParameterValue', message);
}

/** A describe operation that needs nothing special: `output` and `ids` name the members of its answer and input. */
export function listingHandler<Item extends object>(
  items: (call: Ec2Context) => Iterable<Item>,
  output: string,
  ids: string,
  listing: Listing<Item>,
): Handler<Ec2Context> {
  return (call, input: DescribeInput & Readonly<Record<string, unknown>>) => {
    const wanted = input[ids];
    const page = describe(call, items(call), Array.isArray(wanted) ? wanted.map(String) : undefined, input, listing);
    return { [output]: page.items, NextToken: page.next };
  };
}

/** The value of a map, or the error that EC2 gives for an id that names nothing. */
export function need<Value>(
  map: ReadonlyMap<string, Value>,
  id: string | undefined,
  code: string,
  noun: string,
): Value {
  if (id === undefined || id === '') {
    throw new AwsError('MissingParameter', `The request must contain the parameter ${noun}`);
  }
  const found = map.get(id);
  if (found === undefined) throw ec2NotFound(code, noun, [id]);
  return found;
}
