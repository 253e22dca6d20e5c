/** A collector that waits where a test wants it to, so that units can be killed, cancelled and overtaken. */
import { setTimeout as wait } from 'node:timers/promises';
import { defineCollector, fromListing, type Collector } from '@cspmexa/collector-kit';
import { Ec2TransitGateway } from '@cspmexa/resources';

export interface GatedCollector {
  readonly collectors: readonly Collector[];
  /** What the next listing answers. */
  ids: string[];
  /** Listings wait while this is true; they end early when their unit is stopped. */
  closed: boolean;
}

/** Lists transit gateways out of `ids`, once the gate is open. */
export function gatedCollector(): GatedCollector {
  const gate = { ids: ['tgw-1'], closed: false };
  const pass = async (signal: AbortSignal): Promise<string[]> => {
    const ids = [...gate.ids];
    while (gate.closed) await wait(10, undefined, { signal });
    return ids;
  };
  const action = 'ec2:DescribeTransitGateways';
  const transitGateways = defineCollector<string>()({
    collects: Ec2TransitGateway,
    list: {
      actions: [action],
      load: (aws) =>
        aws.list(
          action,
          (_, { abortSignal }) => pass(abortSignal),
          (items) => ({ items }),
        ),
    },
    base: (gatewayId) => ({ gatewayId }),
    facets: { options: fromListing(() => ({ autoAcceptSharedAttachments: 'disable' })) },
  });
  return Object.assign(gate, { collectors: [transitGateways] });
}
