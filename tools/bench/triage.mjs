/** Changes of many findings at once, and taking them back, asked of a policy engine over HTTP. */
import path from 'node:path';
import { root } from '../run.mjs';
import { startWithFindings } from './many-findings.mjs';

/** Where the findings are that are changed: nothing else is in this region. */
const region = 'ap-east-1';

const actions = [
  { kind: 'assign', assignee: 'somebody@example.com' },
  { kind: 'due', dueAt: '2030-01-01T00:00:00Z' },
  { kind: 'comment', text: 'Is this still so?' },
  { kind: 'except', reason: 'Moved in May.', ticket: 'SEC-1', until: '2030-01-01T00:00:00Z' },
];

/**
 * Seconds that changes of so many of `findings` take, each with the time to take it back, in a table. `truthful`: false when one changed
 * other findings than it should have.
 */
export async function measureTriage(findings, sizes) {
  const { createClient } = await import(path.join(root, 'libs/contracts/dist/index.js'));
  const engine = await startWithFindings(findings);
  try {
    const api = createClient({ baseUrl: engine.url, headers: engine.headers });
    const table = {};
    let truthful = true;
    for (const size of sizes) {
      await engine.query(`update findings set region = 'us-east-1' where region = $1`, [region]);
      await engine.query(
        `update findings set region = $1 where id in (select id from findings where status = 'open' order by id limit $2)`,
        [region, size],
      );
      await engine.query('vacuum analyze findings');
      const timed = async (ask) => {
        const started = performance.now();
        const { changed } = await ask();
        truthful &&= changed === size;
        return Number(((performance.now() - started) / 1_000).toFixed(2));
      };
      /** Events of one change slow the next one down no more than they have to: they have left by then. */
      const quiet = async () => {
        while ((await engine.query('select from outbox limit 1')).rowCount > 0)
          await new Promise((resolve) => setTimeout(resolve, 100));
      };
      const run = async (name, action) => {
        let id;
        const made = await timed(async () => {
          const change = await api.changeFindings({ body: { select: { q: `region:${region}` }, action } });
          ({ id } = change);
          return change;
        });
        await quiet();
        const undone = await timed(() => api.undoFindingChanges({ params: { changeId: id } }));
        await quiet();
        table[`${size} × ${name}`] = { 'made in s': made, 'taken back in s': undone };
      };
      for (const action of actions) await run(action.kind, action);
      await api.changeFindings({ body: { select: { q: `region:${region}` }, action: actions.at(-1) } });
      await quiet();
      await run('remove-exception', { kind: 'remove-exception' });
    }
    return { table, truthful };
  } finally {
    await engine.stop();
  }
}
