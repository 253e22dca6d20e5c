/** The account's buckets, each with the region in which its calls have to be made. */
import { GetBucketLocationCommand, ListBucketsCommand, type Bucket } from '@aws-sdk/client-s3';
import {
  CallFailure,
  defineSource,
  failureOf,
  legible,
  malformed,
  type Aws,
  type Listing,
} from '@cspmexa/collector-kit';

/** A bucket of the list. `region` is why it is not known, if it could not be found out. */
export interface ListedBucket {
  readonly name: string | undefined;
  readonly createdAt: Date | undefined;
  readonly region: string | CallFailure;
}

const listAction = 's3:ListAllMyBuckets';
const locateAction = 's3:GetBucketLocation';

export const buckets = defineSource<Listing<ListedBucket>>({
  actions: [listAction, locateAction],
  load: async (aws) => {
    // AWS tells the region of each bucket only when the request has a parameter.
    const { items, ...rest } = await aws.list(
      listAction,
      (ContinuationToken, options) =>
        aws.clients.s3(aws.clients.homeRegion).send(
          new ListBucketsCommand({
            MaxBuckets: 1_000,
            ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
          }),
          options,
        ),
      ({ Buckets, ContinuationToken }) => ({ items: Buckets, next: ContinuationToken }),
      aws.clients.homeRegion,
    );
    return { items: await Promise.all(items.map((bucket) => listed(aws, bucket))), ...rest };
  },
});

const listed = async (aws: Aws, { Name, CreationDate, BucketRegion }: Bucket): Promise<ListedBucket> => ({
  name: Name,
  createdAt: CreationDate,
  region: await (BucketRegion === undefined ? locate(aws, Name) : regionFrom(listAction, () => BucketRegion)),
});

/** For servers that leave the region out of the list. */
const locate = (aws: Aws, Bucket: string | undefined): Promise<string | CallFailure> =>
  regionFrom(locateAction, async () => {
    const home = aws.clients.homeRegion;
    const { LocationConstraint } = await aws.call(
      locateAction,
      (options) => aws.clients.s3(home).send(new GetBucketLocationCommand({ Bucket }), options),
      home,
    );
    return regionOf(legible(LocationConstraint));
  });

/** The region, or why there is none: one bucket must not take the others along. */
async function regionFrom(action: string, find: () => string | Promise<string>): Promise<string | CallFailure> {
  try {
    const region = legible(await find());
    if (!/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region)) throw malformed(action, 'The bucket lives in no region.');
    return region;
  } catch (thrown) {
    return failureOf(action, thrown);
  }
}

/** The region behind a location constraint: none means us-east-1, and EU is the old name of eu-west-1. */
export const regionOf = (constraint: string | null | undefined): string =>
  constraint ? (constraint === 'EU' ? 'eu-west-1' : constraint) : 'us-east-1';
