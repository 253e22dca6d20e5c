import { describe, expect, it } from '@jest/globals';
import { createSandboxAccount } from './account.js';
import { unframe, type SandboxRequest } from './http.js';

describe('a body in aws-chunked framing', () => {
  it('loses chunk sizes, signatures and trailers', () => {
    const framed = '5;chunk-signature=abc\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n';
    const headers = { 'content-encoding': 'aws-chunked' };
    expect(unframe(headers, Buffer.from(framed)).toString()).toBe('hello world');
    expect(unframe({}, Buffer.from(framed)).toString()).toBe(framed);
  });
});

describe('a request on the wire', () => {
  const account = createSandboxAccount();
  const signed = (service: string, region = 'us-east-1'): Record<string, string> => ({
    authorization: `AWS4-HMAC-SHA256 Credential=AKIA/20260101/${region}/${service}/aws4_request, Signature=0`,
  });
  const ask = (request: Partial<SandboxRequest>) => {
    const { status, headers, body } = account.handle({
      method: 'POST',
      host: '127.0.0.1',
      path: '/',
      query: {},
      headers: {},
      body: Buffer.alloc(0),
      ...request,
    });
    return { status, headers, text: body.toString() };
  };

  it('finds the bucket in the host or in the path', () => {
    account.invoke('s3', 'CreateBucket', { Bucket: 'the.bucket' });
    const get = { method: 'GET', query: { versioning: '' }, headers: signed('s3') };
    for (const address of [
      { host: 'the.bucket.s3.us-east-1.amazonaws.com', path: '/' },
      { host: 'the.bucket.s3.amazonaws.com', path: '/' },
      { host: 'the.bucket.localhost', path: '/' },
      { host: 's3.us-east-1.amazonaws.com', path: '/the.bucket' },
      { host: '127.0.0.1', path: '/the.bucket/' },
    ]) {
      expect(ask({ ...get, ...address })).toMatchObject({
        status: 200,
        text: expect.stringContaining('<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'),
      });
    }
  });

  it('writes an error of EC2, of IAM, of S3 and of SES each in its own form', () => {
    const unknown = Buffer.from('Action=MakeCoffee&Version=1');
    expect(ask({ headers: signed('ec2'), body: unknown })).toMatchObject({
      status: 400,
      text: expect.stringMatching(
        /<Response><Errors><Error><Code>InvalidAction<\/Code><Message>[^<]+<\/Message><\/Error><\/Errors><RequestID>[^<]+<\/RequestID><\/Response>$/,
      ),
    });
    const noUser = Buffer.from('Action=GetUser&UserName=x&Version=2010-05-08');
    expect(ask({ headers: signed('iam'), body: noUser })).toMatchObject({
      status: 404,
      text: expect.stringMatching(/<ErrorResponse xmlns="[^"]+"><Error><Type>Sender<\/Type><Code>NoSuchEntity<\/Code>/),
    });
    expect(ask({ method: 'GET', path: '/nothing', query: { acl: '' }, headers: signed('s3') })).toMatchObject({
      status: 404,
      headers: { 'x-amz-request-id': expect.any(String) },
      text: expect.stringMatching(/<Error><Code>NoSuchBucket<\/Code><Message>[^<]+<\/Message><BucketName>nothing</),
    });
    const head = ask({ method: 'HEAD', path: '/nothing', headers: signed('s3') });
    expect(head).toMatchObject({ status: 404, text: '' });
    expect(ask({ path: '/v2/email/outbound-emails', headers: signed('ses'), body: Buffer.from('{') })).toMatchObject({
      status: 400,
      headers: { 'x-amzn-errortype': 'SerializationException' },
    });
  });

  it('is refused for a service that the sandbox does not have, or without any', () => {
    expect(ask({ headers: signed('dynamodb') })).toMatchObject({ status: 404 });
    expect(ask({ host: 'example.org' })).toMatchObject({
      status: 404,
      text: expect.stringContaining('UnknownEndpoint'),
    });
  });

  it('is known by its host when it has no signature', () => {
    const body = Buffer.from('Action=GetCallerIdentity&Version=2011-06-15');
    expect(ask({ host: 'sts.eu-west-1.amazonaws.com', body })).toMatchObject({ status: 200 });
    expect(account.calls.at(-1)).toMatchObject({ service: 'sts', action: 'GetCallerIdentity', region: 'eu-west-1' });
  });
});
