/** Messages as EventBridge puts them on the change queue. */
import { randomUUID } from 'node:crypto';

export type Detail = Record<string, unknown>;

/** What CloudTrail says of a call, in the account 111122223333 unless it says otherwise. */
export const detailOf = (eventName: string, service: string, more: Detail = {}): Detail => ({
  eventVersion: '1.11',
  eventID: randomUUID(),
  eventName,
  eventSource: `${service}.amazonaws.com`,
  eventTime: '2026-01-15T12:00:00Z',
  awsRegion: 'us-east-1',
  recipientAccountId: '111122223333',
  sourceIPAddress: '203.0.113.5',
  readOnly: false,
  managementEvent: true,
  eventCategory: 'Management',
  eventType: 'AwsApiCall',
  userIdentity: {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLE:ana',
    arn: 'arn:aws:sts::111122223333:assumed-role/admin/ana',
    accountId: '111122223333',
    sessionContext: {
      sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::111122223333:role/ops/admin', userName: 'admin' },
    },
  },
  requestParameters: null,
  responseElements: null,
  ...more,
});

/** It as the body of a message. */
export const messageOf = (detail: Detail, envelope: Detail = {}): string =>
  JSON.stringify({
    version: '0',
    id: randomUUID(),
    'detail-type': 'AWS API Call via CloudTrail',
    source: `aws.${String(detail['eventSource']).split('.')[0]}`,
    account: detail['recipientAccountId'],
    time: detail['eventTime'],
    region: detail['awsRegion'],
    resources: [],
    detail,
    ...envelope,
  });
