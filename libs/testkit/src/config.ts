/** What the integration tests find in their environment. The first two may be given; the set-up of the test run provides the rest. */

/** Reads it anew each time: the set-up writes it before the tests run. */
export const testEnvironment = () => ({
  /** A RabbitMQ to use instead of a private one. */
  amqpUrl: process.env.AMQP_URL,
  /** A PostgreSQL (superuser, no database) to use instead of an embedded one. */
  postgresUrl: process.env.TEST_POSTGRES_URL,
  /** Where the servers of this run can be asked for. */
  serversUrl: process.env.TEST_SERVERS_URL,
  /** Why there is no RabbitMQ, when there is none. */
  rabbitMissing: process.env.TEST_RABBITMQ_MISSING,
});
