/** All of them, in the order in which they run. */
import { calls } from './calls.chaos.js';
import type { Suite } from './chaos-run.js';
import { edge } from './k01-edge.chaos.js';
import { faultPoints } from './k01-fault-points.chaos.js';
import { randomDeaths } from './k01-random.chaos.js';
import { zombies } from './k02-zombies.chaos.js';
import { databaseLoss } from './k03-database.chaos.js';
import { rolling } from './k04-rolling.chaos.js';
import { fairness } from './l02-fairness.chaos.js';
import { objectStore } from './object-store.chaos.js';
import { bigAccount } from './p03-big-account.chaos.js';
import { outbox } from './q02-outbox.chaos.js';
import { brokerLoss } from './q04-broker.chaos.js';
import { messages } from './q04-messages.chaos.js';

export const suites: readonly Suite[] = [
  faultPoints,
  edge,
  randomDeaths,
  zombies,
  databaseLoss,
  rolling,
  outbox,
  brokerLoss,
  messages,
  objectStore,
  calls,
  fairness,
  bigAccount,
];
