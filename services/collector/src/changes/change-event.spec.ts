/** What is made of the messages of the change queue. */
import { describe, expect, it } from '@jest/globals';
import { detailOf, messageOf, type Detail } from '../../test/cloud-trail-event.js';
import { actorOf } from './actor.js';
import { readMessage } from './change-event.js';

const detail = (more: Detail = {}) =>
  detailOf('PutBucketPolicy', 's3', { requestParameters: { bucketName: 'reports' }, ...more });

describe('a message', () => {
  it('of a change is read, straight from the bus and out of a topic', () => {
    const body = messageOf(detail());
    const read = readMessage(body);
    expect(read).toMatchObject({ change: { eventName: 'PutBucketPolicy', recipientAccountId: '111122223333' } });
    expect(readMessage(JSON.stringify({ Type: 'Notification', TopicArn: 'arn', Message: body }))).toEqual(read);
  });

  it.each([
    ['a call that failed', detail({ errorCode: 'AccessDenied' }), 'failed'],
    ['a call that only reads', detail({ readOnly: true }), 'read-only'],
    ['a call that only reads, said as a text', detail({ readOnly: 'true' }), 'read-only'],
    [
      'a call that only reads, by its name',
      detail({ readOnly: undefined, eventName: 'DescribeInstances' }),
      'read-only',
    ],
    ['a call of our own scans', detail({ eventName: 'GenerateCredentialReport' }), 'read-only'],
    ['a call on data', detail({ eventName: 'PutObject', managementEvent: false }), 'data'],
    ['a call on data, by its category', detail({ eventName: 'PutObject', eventCategory: 'Data' }), 'data'],
  ])('of %s is ignored', (_, given, why) => {
    expect(readMessage(messageOf(given))).toEqual({ ignored: why });
  });

  it.each([
    ['a console sign-in', { 'detail-type': 'AWS Console Sign In via CloudTrail' }],
    ['an event that somebody put on the bus', { source: 'my.app' }],
  ])('of %s is ignored', (_, envelope) => {
    expect(readMessage(messageOf(detail(), envelope))).toEqual({ ignored: 'other' });
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['a list', '[]'],
    ['another thing', '{"Records": []}'],
    ['a topic around no JSON', JSON.stringify({ Type: 'Notification', Message: 'hello' })],
    ['an event without an id', messageOf(detail({ eventID: undefined }))],
    ['an id that no table can hold', messageOf(detail({ eventID: 'a\0b' }))],
    ['a name that no call has', messageOf(detail({ eventName: 'Put Bucket' }))],
    ['a time that is none', messageOf(detail({ eventTime: 'yesterday' }))],
    ['a region that is none', messageOf(detail({ awsRegion: "'; --" }))],
    ['an account that is none', messageOf(detail({ recipientAccountId: '1' }))],
    ['parameters that are a text', messageOf(detail({ requestParameters: 'x' }))],
    ['words about the account of somebody else', messageOf(detail(), { account: '444455556666' })],
  ])('with %s is broken, and says why', (_, body) => {
    expect(readMessage(body)).toEqual({ broken: expect.stringMatching(/\w/) });
  });
});

describe('who did it', () => {
  it.each([
    ['a session of a role', detail()['userIdentity'], 'arn:aws:iam::111122223333:role/ops/admin (ana)'],
    [
      'a session whose role is not told',
      { arn: 'arn:aws:sts::1:assumed-role/admin/ana' },
      'arn:aws:sts::1:assumed-role/admin/ana',
    ],
    ['a user', { type: 'IAMUser', arn: 'arn:aws:iam::1:user/ana', userName: 'ana' }, 'arn:aws:iam::1:user/ana'],
    ['the root user', { type: 'Root', arn: 'arn:aws:iam::1:root' }, 'arn:aws:iam::1:root'],
    ['a service', { type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' }, 'autoscaling.amazonaws.com'],
    ['somebody of another account', { type: 'AWSAccount', principalId: 'AIDA:x', accountId: '444455556666' }, 'AIDA:x'],
    ['a text that no table can hold', { arn: 'a\0b\ud800' }, 'a\ufffdb\ufffd'],
    ['nobody', {}, null],
    ['nothing', undefined, null],
  ])('is %s', (_, identity, actor) => {
    expect(actorOf(identity as Parameters<typeof actorOf>[0])).toBe(actor);
  });
});
