/** The configuration tells what it wants. */
import { ConfigError, describeConfig, loadConfig } from '@cspmexa/platform';
import { describe, expect, it } from '@jest/globals';
import { collectorConfig } from './config.js';

const least = {
  DATABASE_URL: 'postgresql://u:p@h/d?schema=collector',
  SNAPSHOT_STORE: 'file:///var/lib/cspmexa/snapshots',
};

describe('the configuration', () => {
  it('needs a database and a place for snapshots, and knows the rest', () => {
    expect(loadConfig(collectorConfig, least)).toMatchObject({
      PORT: 8_001,
      HOST: '127.0.0.1',
      COLLECTOR_CONCURRENCY: 8,
      COLLECTOR_ENDPOINT_HOSTS: ['localhost', '127.0.0.1', '[::1]'],
    });
    expect(() => loadConfig(collectorConfig, {})).toThrow(ConfigError);
  });

  it.each([
    ['SNAPSHOT_STORE', 'https://bucket'],
    ['SNAPSHOT_STORE', 'file://relative'],
    ['PORT', '70000'],
    ['COLLECTOR_LEASE_SECONDS', '0'],
    ['COLLECTOR_PRINCIPAL_ARN', 'me'],
    ['AUTH_JWKS_URL', 'nowhere'],
  ])('refuses %s=%s', (name, value) => {
    expect(() => loadConfig(collectorConfig, { ...least, [name]: value })).toThrow(name);
  });

  it('describes every variable, and hides those that hold passwords', () => {
    const variables = describeConfig(collectorConfig);
    expect(variables.filter(({ description }) => description === '')).toEqual([]);
    expect(variables.filter(({ secret }) => secret).map(({ name }) => name)).toEqual([
      'DATABASE_URL',
      'DATABASE_OWNER_URL',
      'AMQP_URL',
      'S3_SECRET_ACCESS_KEY',
      'COLLECTOR_CURSOR_KEY',
    ]);
  });
});
