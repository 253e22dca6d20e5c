/** What events of S3 and of the Access Analyzer name. Pure. */
import { AccessAnalyzer, S3AccessPoint, S3Account, S3Bucket, type Place } from '@cspmexa/resources';
import type { ChangeEvent } from './change-event.js';
import { textsOf } from './parameters.js';

const bucketName = /^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/;
const accessPointName = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/** Buckets and access points by their names, and the account's own settings. */
export function s3Resources({ eventName, requestParameters }: ChangeEvent, place: Place): string[] {
  if (/AccountPublicAccessBlock$/.test(eventName)) return [S3Account.arn(place, place.accountId)];
  if (/MultiRegionAccessPoint|ObjectLambda|StorageLens|Job/.test(eventName)) return [];
  if (/AccessPoint/.test(eventName))
    return textsOf(['name'], requestParameters)
      .map((name) => name.split('/').at(-1) ?? '')
      .filter((name) => accessPointName.test(name))
      .map((name) => S3AccessPoint.arn(place, name));
  return textsOf(['bucketname'], requestParameters)
    .filter((name) => bucketName.test(name))
    .map((name) => S3Bucket.arn(place, name));
}

/** A region has one resource: what its analyzers are. What they find is none of it. */
export const analyzerResources = ({ eventName }: ChangeEvent, place: Place): string[] =>
  /^(Create|Delete|Update)Analyzer$/.test(eventName) ? [AccessAnalyzer.arn(place, place.region)] : [];
