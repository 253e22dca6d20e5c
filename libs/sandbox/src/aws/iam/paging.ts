import type { CallContext } from '../context.js';
import { AwsError } from '../errors.js';
import { pageOf } from '../paging.js';

/** How IAM's lists are asked for. */
export interface MarkerInput {
  Marker?: string | undefined;
  MaxItems?: number | undefined;
}

/** How IAM tells whether there is more. */
export interface MarkerOutput {
  IsTruncated: boolean;
  Marker: string | undefined;
}

const badMarker = (marker: string): AwsError => new AwsError('ValidationError', `Invalid Marker: ${marker}`);

/** One page of a list of IAM: 100 items unless asked otherwise, at most 1000. Throws ValidationError for a bad size. */
export function iamPage<Item>(
  call: CallContext,
  list: readonly Item[],
  { Marker, MaxItems }: MarkerInput,
): MarkerOutput & { items: Item[] } {
  if (MaxItems !== undefined && (MaxItems < 1 || MaxItems > 1000)) {
    const bound = MaxItems < 1 ? 'greater than or equal to 1' : 'less than or equal to 1000';
    const message =
      `1 validation error detected: Value '${MaxItems}' at 'maxItems' failed to satisfy constraint: ` +
      `Member must have value ${bound}`;
    throw new AwsError('ValidationError', message);
  }
  const page = pageOf(call, list, { token: Marker, limit: MaxItems ?? 100 }, badMarker);
  return { items: page.items, IsTruncated: page.next !== undefined, Marker: page.next };
}
