/** How the files of a kind are called. */
import type { Collector } from '@cspmexa/collector-kit';

/** `aws.s3.bucket` is in `s3-bucket.ts`. */
export const fileNameOf = ({ collects: { kind } }: Collector): string =>
  kind
    .replace(/^aws\./, '')
    .replace('accessanalyzer', 'access-analyzer')
    .replace('.', '-');
