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
  /** Listings that go through although the gate is closed. */
  openings: number;
  /** How many listings went through. */
  listings: number;
}

/** Lists transit gateways out of `ids`, once the gate is open. */
export function gatedCollector(): GatedCollector {
  const gate = { ids: ['tgw-1'], closed: false, openings: 0, listings: 0 };
  const pass = async (signal: AbortSignal): Promise<string[]> => {
    const ids = [...gate.ids];
    while (gate.closed && gate.openings === 0) await wait(10, undefined, { signal });
    gate.openings = Math.max(0, gate.openings - 1);
    gate.listings += 1;
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
