/** The judge alone, over what an account of 2,000 resources holds. */
import path from 'node:path';
import { root } from '../run.mjs';

const built = (name) => import(path.join(root, name));
const rounds = 7;

/** All resources of the account, by the kinds that policies read. */
async function collect(policyList) {
  const { sandboxRequestHandler, syntheticAccount } = await built('libs/sandbox/dist/index.js');
  const kit = await built('libs/collector-kit/dist/index.js');
  const { collectorList } = await built('libs/collectors/dist/index.js');
  const account = syntheticAccount({ resources: 2_000 });
  const clients = new kit.Clients({
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    homeRegion: 'us-east-1',
    requestHandler: sandboxRequestHandler(account),
  });
  const [coverage, limits, { signal }] = [new kit.Coverage(), new kit.AccountLimits(), new AbortController()];
  const plan = kit.planFor(policyList);
  const resources = [];
  const sink = {
    resource: (resource) => void resources.push(resource),
    hole: ({ kind, unknown }) => {
      throw new Error(`${kind} could not be listed: ${unknown.detail}`);
    },
  };
  for (const unit of kit.unitsOf(collectorList, plan, { services: [], regions: [] }, account.state.settings.regions)) {
    const place = { partition: 'aws', accountId: account.id, region: unit.region };
    const aws = new kit.Aws({ clients, coverage, limits, service: unit.service, place, signal });
    await kit.collectUnit(kit.collectorsOfUnit(collectorList, plan, unit), plan, aws, sink);
  }
  clients.close();
  return resources;
}

/** Verdicts for a second of CPU time, garbage collection and all: the best round. Every round sees new objects, as a scan does. */
export async function measureJudge() {
  const { policyList } = await built('libs/policies/dist/index.js');
  const { Judge, MemoryWorld } = await built('libs/policy-kit/dist/index.js');
  const resources = await collect(policyList);
  let best = 0;
  for (let round = 0; round < rounds; round += 1) {
    const world = new MemoryWorld();
    for (const resource of structuredClone(resources)) world.add(resource);
    const before = process.cpuUsage();
    let count = 0;
    for (const verdict of new Judge(policyList, new Date(), world).all()) count += verdict.outcome ? 1 : 0;
    const { user, system } = process.cpuUsage(before);
    best = Math.max(best, (count / (user + system)) * 1e6);
  }
  return best;
}
