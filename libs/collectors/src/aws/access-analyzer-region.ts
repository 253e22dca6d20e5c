import { ListAnalyzersCommand } from '@aws-sdk/client-accessanalyzer';
import { defineCollector, fromCall, wholeOf } from '@cspmexa/collector-kit';
import { AccessAnalyzer, type Place } from '@cspmexa/resources';
import { thisPlace } from './sources/this-place.js';

const action = 'access-analyzer:ListAnalyzers';

export const accessAnalyzerRegion = defineCollector<Place>()({
  collects: AccessAnalyzer,
  list: thisPlace,
  base: ({ region }) => ({ region }),
  facets: {
    analyzers: fromCall({
      action,
      read: async (aws, { region }) => {
        const listing = await aws.list(
          action,
          (nextToken, options) =>
            aws.clients
              .accessAnalyzer(region)
              .send(
                new ListAnalyzersCommand({ maxResults: 100, ...(nextToken === undefined ? {} : { nextToken }) }),
                options,
              ),
          ({ analyzers, nextToken }) => ({ items: analyzers, next: nextToken }),
        );
        return wholeOf(listing).map(({ arn, name, type, status }) => ({ arn, name, type, status }));
      },
    }),
  },
});
