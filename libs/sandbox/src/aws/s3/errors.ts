import { AwsError } from '../errors.js';

/** The bucket that does not exist. */
export function noSuchBucket(name: string): AwsError {
  return new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name });
}

/** An S3 refusal with a reason, in AWS's wording. */
export function s3AccessDenied(message = 'Access Denied'): AwsError {
  return new AwsError('AccessDenied', message, 403);
}

/**
 * What S3 answers when a bucket lives in another region: a redirect from an endpoint of a region, a malformed
 * header from the endpoint without one.
 */
export function wrongRegion(bucket: string, bucketRegion: string, signedFor: string, host: string): AwsError {
  const headers = { 'x-amz-bucket-region': bucketRegion };
  if (host === 's3.amazonaws.com' || host.endsWith('.s3.amazonaws.com')) {
    const message = `The authorization header is malformed; the region '${signedFor}' is wrong; expecting '${bucketRegion}'`;
    return new AwsError('AuthorizationHeaderMalformed', message, 400, { Region: bucketRegion }, headers);
  }
  const message =
    'The bucket you are attempting to access must be addressed using the specified endpoint. ' +
    'Please send all future requests to this endpoint.';
  const Endpoint = `${bucket}.s3.${bucketRegion}.amazonaws.com`;
  return new AwsError('PermanentRedirect', message, 301, { Endpoint, Bucket: bucket }, headers);
}
