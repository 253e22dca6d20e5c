/** Which kind of resource an ARN names, told from how the kinds write theirs. */
import type { AnyKind } from '@cspmexa/resources';

/** A kind and the place of one of its resources. */
export interface ArnPlace {
  readonly kind: string;
  /** 'global' where the ARN has none: for buckets as well, which live in a region that their ARN does not tell. */
  readonly region: string;
  /** Null where the ARN has none. */
  readonly accountId: string | null;
}

const arnPattern = /^arn:([a-z-]+):([a-z0-9-]+):([a-z0-9-]*):(\d{12}|aws|):(.+)$/;
const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** True for an ARN that is `pattern` with something in place of its stars. What is all of its resource's name is one word. */
function fits(arn: string, pattern: string): boolean {
  const any = pattern.endsWith(':*') ? '[^/:]+' : '[^:]+';
  return new RegExp(`^${pattern.split('*').map(literal).join(any)}$`).test(arn);
}

/**
 * The kind and place of an ARN; undefined for one that is of none of these kinds. Where two kinds write the same one (the
 * account's settings of S3 and of IAM), it is that of the service that the ARN names.
 */
export function kindOfArn(kinds: readonly AnyKind[], arn: string): ArnPlace | undefined {
  const [, partition, service, region, account] = arnPattern.exec(arn) ?? [];
  if (partition === undefined || region === undefined || account === undefined) return undefined;
  const place = { partition, accountId: account, region: region === '' ? 'global' : region };
  const found = kinds.filter((kind) => fits(arn, kind.arn(place, '*')));
  const kind = found.find((each) => each.service === service) ?? found[0];
  return (
    kind && {
      kind: kind.kind,
      region: kind.scope === 'global' ? 'global' : place.region,
      accountId: /^\d{12}$/.test(account) ? account : null,
    }
  );
}
