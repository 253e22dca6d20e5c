/** Which resources an event of CloudTrail has changed, told from the names of its parameters. Pure: tables and a walk. */
import type { AwsService } from '@cspmexa/contracts';
import type { Place } from '@cspmexa/resources';
import { partitionOf } from '../accounts/aws-access.js';
import type { ChangeEvent } from './change-event.js';
import { ec2Resources } from './ec2-resources.js';
import { iamResources } from './iam-resources.js';
import { analyzerResources, s3Resources } from './s3-resources.js';

/** The resources, or where to look when the event does not name them; 'global' for services without regions. */
export type Named =
  { readonly arns: readonly string[] } | { readonly place: { readonly service: AwsService; readonly region: string } };

/** A service that is collected, by the source of its events. */
const services: Readonly<
  Record<
    string,
    {
      readonly service: AwsService;
      readonly isGlobal: boolean;
      readonly named: (event: ChangeEvent, place: Place) => string[];
    }
  >
> = {
  's3.amazonaws.com': { service: 's3', isGlobal: false, named: s3Resources },
  'ec2.amazonaws.com': { service: 'ec2', isGlobal: false, named: ec2Resources },
  'iam.amazonaws.com': { service: 'iam', isGlobal: true, named: iamResources },
  'access-analyzer.amazonaws.com': { service: 'accessanalyzer', isGlobal: false, named: analyzerResources },
};

/** The sources of the events that count. */
export const changeSources: readonly string[] = Object.keys(services);

/** Events that name more than this are a matter for a scan of the place. */
const mostNamed = 100;

/** Undefined for an event of a service that is not collected. */
export function resourcesNamedBy(event: ChangeEvent): Named | undefined {
  const source = Object.hasOwn(services, event.eventSource) ? services[event.eventSource] : undefined;
  if (!source) return undefined;
  const { awsRegion: region, recipientAccountId: accountId } = event;
  const arns = [...new Set(source.named(event, { partition: partitionOf(region), accountId, region }))];
  if (arns.length > 0 && arns.length <= mostNamed) return { arns };
  return { place: { service: source.service, region: source.isGlobal ? 'global' : region } };
}
