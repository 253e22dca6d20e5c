/** The services of the sandbox: how each is spoken to, and what it can do. */
import * as accessAnalyzer from '@aws-sdk/client-accessanalyzer';
import * as ec2 from '@aws-sdk/client-ec2';
import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import * as s3Control from '@aws-sdk/client-s3-control';
import * as ses from '@aws-sdk/client-sesv2';
import * as sts from '@aws-sdk/client-sts';
import { accessAnalyzerHandlers } from './access-analyzer.js';
import type { CallContext, Handler, Handlers } from './context.js';
import { ec2Handlers } from './ec2/handlers.js';
import { assertRegionEnabled } from './ec2/region-settings.js';
import { AwsError } from './errors.js';
import { iamHandlers } from './iam/handlers.js';
import type { Protocol } from './protocol/protocol.js';
import { queryProtocol } from './protocol/query.js';
import { restJsonProtocol } from './protocol/rest-json.js';
import { restXmlProtocol } from './protocol/rest-xml.js';
import { s3ControlHandlers } from './s3/account-block.js';
import { s3Addressing, s3ControlAddressing } from './s3/addressing.js';
import { s3Handlers } from './s3/handlers.js';
import { sesHandlers } from './ses/handlers.js';
import { ec2Region } from './state.js';
import { stsHandlers } from './sts/handlers.js';
import { operationsOf } from './wire/schema.js';

/** A service: its wire protocol, and its operations by name. */
export interface Service {
  protocol: Protocol;
  handler: (action: string) => ((call: CallContext, input: unknown) => object) | undefined;
}

/** The names that services have in call logs and faults; those of their SigV4 scope but for S3 Control. */
export type ServiceName = 's3' | 's3-control' | 'ec2' | 'iam' | 'sts' | 'ses' | 'access-analyzer';

function from(handlers: Handlers): Service['handler'] {
  return (action) => {
    const handler: Handler | undefined = handlers[action];
    // The protocol parsed the input by the schema of this very operation, whose type the handler names.
    return handler === undefined ? undefined : (call, input) => handler(call, input as never);
  };
}

function fromEc2(action: string): ReturnType<Service['handler']> {
  const handler = ec2Handlers[action];
  if (handler === undefined) return undefined;
  return (call, input) => {
    assertRegionEnabled(call);
    if (typeof input === 'object' && input !== null && 'DryRun' in input && input.DryRun === true) {
      throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
    }
    // As above: the schema of this operation made the input.
    return handler({ ...call, ec2: ec2Region(call.account, call.region) }, input as never);
  };
}

const S3_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** Every service by name. */
export const SERVICES: Readonly<Record<ServiceName, Service>> = {
  s3: {
    protocol: restXmlProtocol(operationsOf(s3), s3Addressing, S3_NAMESPACE),
    handler: from(s3Handlers),
  },
  's3-control': {
    protocol: restXmlProtocol(
      operationsOf(s3Control),
      s3ControlAddressing,
      'http://awss3control.amazonaws.com/doc/2018-08-20/',
    ),
    handler: from(s3ControlHandlers),
  },
  ec2: {
    protocol: queryProtocol(operationsOf(ec2), 'ec2', 'http://ec2.amazonaws.com/doc/2016-11-15/'),
    handler: fromEc2,
  },
  iam: {
    protocol: queryProtocol(operationsOf(iam), 'query', 'https://iam.amazonaws.com/doc/2010-05-08/'),
    handler: from(iamHandlers),
  },
  sts: {
    protocol: queryProtocol(operationsOf(sts), 'query', 'https://sts.amazonaws.com/doc/2011-06-15/'),
    handler: from(stsHandlers),
  },
  ses: { protocol: restJsonProtocol(operationsOf(ses)), handler: from(sesHandlers) },
  'access-analyzer': {
    protocol: restJsonProtocol(operationsOf(accessAnalyzer)),
    handler: from(accessAnalyzerHandlers),
  },
};
