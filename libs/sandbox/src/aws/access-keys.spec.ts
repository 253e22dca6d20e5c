import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from '@jest/globals';
import { createSandboxAccount, sandboxRequestHandler, startSandboxServer } from './index.js';
import { makeAccessKey, makeUser } from './make/identities.js';

describe('access keys', () => {
  it('belong to their user as long as he has them', async () => {
    const account = createSandboxAccount();
    const key = makeAccessKey(account.state, new Date(0));
    const user = makeUser(account.state, 'ana', new Date(0), { accessKeys: [key] });
    const sts = new STSClient({
      region: 'us-east-1',
      credentials: { accessKeyId: key.id, secretAccessKey: 'x' },
      requestHandler: sandboxRequestHandler(account),
    });
    const who = async () => (await sts.send(new GetCallerIdentityCommand({}))).Arn;
    expect([await who(), await who()]).toEqual([user.arn, user.arn]);
    user.accessKeys = [];
    expect(await who()).toBe(account.defaultCaller.arn);
    user.accessKeys = [key];
    expect(await who()).toBe(user.arn);
    account.state.iam.users.delete('ana');
    expect(await who()).toBe(account.defaultCaller.arn);
  });
});

describe('the server', () => {
  it('counts every request, those that it does not understand too', async () => {
    const server = await startSandboxServer(createSandboxAccount());
    try {
      await fetch(server.url);
      await fetch(`${server.url}/?Action=Nonsense`, { method: 'POST' });
      expect(server.requests()).toBe(2);
    } finally {
      await server.close();
    }
  });
});
