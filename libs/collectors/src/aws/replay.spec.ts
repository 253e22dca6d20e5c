/** Every collector on recorded answers of AWS. */
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { actionsOf } from '@cspmexa/collector-kit';
import { golden } from '../../test/golden.js';
import { recordingsOf } from '../../test/recordings.js';
import { replay } from '../../test/replay.js';
import { collectorList } from '../index.js';
import { fileNameOf } from '../../test/file-name.js';

describe.each(collectorList.map((collector) => [fileNameOf(collector), collector] as const))(
  '%s',
  (name, collector) => {
    it('gives what AWS says, whole and without a hole', async () => {
      const { resources, holes, coverage, unanswered } = await replay(collector, recordingsOf(name));
      expect({ unanswered, holes, incomplete: coverage.holes() }).toEqual({
        unanswered: [],
        holes: [],
        incomplete: [],
      });
      expect(resources).toEqual(golden(path.join(import.meta.dirname, '__golden__', `${name}.json`), resources));
    });

    it('calls nothing that it does not declare, and uses every recording', async () => {
      const recordings = recordingsOf(name);
      const { coverage, asked } = await replay(collector, recordings);
      const declared = new Set(actionsOf([collector]));
      expect(coverage.rows().filter(({ action }) => !declared.has(action))).toEqual([]);
      const own = recordings.filter(({ operation }) => !asked.includes(operation)).map(({ operation }) => operation);
      // The recordings of IAM's shared calls serve several kinds.
      expect(name.startsWith('iam-') ? [] : own).toEqual([]);
    });
  },
);
