/** A place that something has changed in, as it stands among the ARNs of changed resources. Pure. */
import { AwsService } from '@cspmexa/contracts';

export interface ChangedPlace {
  readonly service: AwsService;
  /** 'global' for services without regions. */
  readonly region: string;
}

/** No ARN begins so. */
const prefix = 'place:';

export const markOf = ({ service, region }: ChangedPlace): string => `${prefix}${service}/${region}`;

/** Undefined for an ARN. */
export function placeOfMark(mark: string): ChangedPlace | undefined {
  if (!mark.startsWith(prefix)) return undefined;
  const [service, region = 'global'] = mark.slice(prefix.length).split('/');
  return { service: AwsService.parse(service), region };
}
