/** The policy engine as a process of its own. */
import { InProcessCarrier, RabbitMqCarrier, subscriptions } from '@cspmexa/messaging';
import { ConfigError, createLogger } from '@cspmexa/platform';
import { policyEngineConfigFromEnvironment, type PolicyEngineConfig } from './config.js';
import { startPolicyEngine } from './start.js';

try {
  await run(policyEngineConfigFromEnvironment());
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

async function run(config: PolicyEngineConfig): Promise<void> {
  const logger = createLogger({ name: 'policy-engine', level: config.LOG_LEVEL });
  const carrier = config.AMQP_URL
    ? new RabbitMqCarrier({ url: config.AMQP_URL, name: 'policy-engine', logger })
    : new InProcessCarrier({ subscriptions: { 'policy-engine': subscriptions['policy-engine'] } });
  const service = await startPolicyEngine(config, { carrier, logger, ownsProcess: true });
  const end = async (): Promise<void> => {
    try {
      await service.stop();
      await carrier.close();
      process.exit(0);
    } catch (error) {
      logger.fatal({ error }, 'the policy engine did not stop cleanly');
      process.exit(1);
    }
  };
  process.once('SIGTERM', () => void end()).once('SIGINT', () => void end());
}
