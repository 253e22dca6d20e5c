/** EC2's describe calls, which differ in little but their names. */
import type { EC2Client } from '@aws-sdk/client-ec2';
import {
  definePages,
  defineSource,
  type CallOptions,
  type Listing,
  type PagedSource,
  type Source,
} from '@cspmexa/collector-kit';

/** What every paginated describe call takes. */
export interface DescribePage {
  readonly MaxResults: number;
  readonly NextToken?: string;
}

/**
 * All pages of a describe call in the unit's region.
 * @param pageSize the most that AWS allows for this call; @param read the list in an answer; AWS sends it even when it
 * is empty.
 */
export const describe = <Output extends { NextToken?: string | undefined }, Item>(
  action: string,
  pageSize: number,
  send: (ec2: EC2Client, page: DescribePage, options: CallOptions) => Promise<Output>,
  read: (output: Output) => readonly Item[] | undefined,
): PagedSource<Item> =>
  definePages([action], (aws) =>
    aws.pages(
      action,
      (NextToken, options) => {
        const page = { MaxResults: pageSize, ...(NextToken === undefined ? {} : { NextToken }) };
        return send(aws.clients.ec2(aws.place.region), page, options);
      },
      (output) => ({ items: read(output), next: output.NextToken }),
    ),
  );

/** A describe call that AWS answers in one piece. */
export const describeAll = <Output, Item>(
  action: string,
  send: (ec2: EC2Client, options: CallOptions) => Promise<Output>,
  read: (output: Output) => readonly Item[] | undefined,
): Source<Listing<Item>> =>
  defineSource({
    actions: [action],
    load: (aws) =>
      aws.list(
        action,
        (_token, options) => send(aws.clients.ec2(aws.place.region), options),
        (output) => ({ items: read(output) }),
      ),
  });
