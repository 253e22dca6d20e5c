import { S3Bucket } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, text } from '@cspmexa/policy-kit';

export default definePolicy({
  id: 'aws-s3-bucket-notifies-events',
  title: text('S3 buckets send event notifications', 'Buckets S3 enviam notificações de eventos'),
  severity: 'low',
  on: S3Bucket,
  needs: ['notifications'],
  controls: ['fsbp/S3.11'],
  sameAs: ['prowler/s3_bucket_event_notifications_enabled'],
  why: text(
    'Nothing reacts when objects appear or vanish, so that an unwanted change is noticed late.',
    'Nada reage quando objetos aparecem ou somem, e uma mudança indevida é notada tarde.',
  ),
  fix: {
    steps: [
      text(
        'Open the bucket {{name}} in the S3 console, tab Properties.',
        'Abra o bucket {{name}} no console do S3, aba Propriedades.',
      ),
      text(
        'Create an event notification, or switch on Amazon EventBridge for the bucket.',
        'Crie uma notificação de evento ou ligue o Amazon EventBridge para o bucket.',
      ),
    ],
    cli: `# replaces all notifications of the bucket
aws s3api put-bucket-notification-configuration --bucket {{name}} --notification-configuration '{"EventBridgeConfiguration":{}}'`,
    terraform: `resource "aws_s3_bucket_notification" "this" {
  bucket      = "{{name}}"
  eventbridge = true
}`,
  },
  check: ({ notifications }) =>
    passIf(
      [
        condition(notifications.configured, text('A notification is set up', 'Há uma notificação configurada'), {
          path: 'notifications.configured',
          actual: notifications.configured,
        }),
      ],
      text('The bucket notifies nobody of events.', 'O bucket não notifica eventos a ninguém.'),
    ),
  examples: {
    'events are sent': { outcome: 'pass' },
    'nothing is sent': { given: { notifications: { configured: false } }, outcome: 'fail' },
    'it could not be read': { given: { notifications: denied }, outcome: 'unknown' },
  },
});
