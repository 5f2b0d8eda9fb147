import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Sandbox, SandboxOptions } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { refusal } from '../support/aws-under-test.ts';
import { isAlive } from '../support/is-alive.ts';
import { addPool, signIn, startStillSandbox } from '../support/trigger-world.ts';

const withSandbox = async <T>(options: Partial<SandboxOptions>, use: (sandbox: Sandbox) => Promise<T>): Promise<T> => {
  const sandbox = await startStillSandbox(options);
  try {
    return await use(sandbox);
  } finally {
    await sandbox.close();
  }
};

const post = async (url: string, headers: Record<string, string>, body = '{}') => {
  const response = await fetch(url, { method: 'POST', headers, body });
  return { status: response.status, body: await response.text(), type: response.headers.get('x-amzn-errortype') };
};

const SIGNED = { authorization: 'AWS4-HMAC-SHA256 Credential=x' };

describe('the sandbox', () => {
  it('gives the same ids, codes and tokens for the same seed and calls', async () => {
    const run = (seed: string) =>
      withSandbox({ seed }, async (sandbox) => {
        const pool = await addPool(sandbox, { AutoVerifiedAttributes: ['email'] });
        sandbox.cognito.seedUser(pool.userPoolId, {
          username: 'ana',
          attributes: { email: 'ana@example.com', email_verified: 'true' },
          password: 'right',
        });
        await sandbox.cognito.call('ForgotPassword', { ClientId: pool.clientId, Username: 'ana' });
        const tokens = await signIn(sandbox, pool, 'ana', 'right');
        return JSON.stringify([pool, tokens, sandbox.cognito.outbox, sandbox.cognito.snapshot(pool.userPoolId)]);
      });

    const [first, again, other] = [await run('one'), await run('one'), await run('two')];

    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('gives a user the same sub whoever was created before', async () => {
    const subs = (names: readonly string[]) =>
      withSandbox({}, async (sandbox) => {
        const { userPoolId } = await addPool(sandbox);
        const users = names.map((username) => sandbox.cognito.seedUser(userPoolId, { username }));
        return users.map(({ sub }) => sub);
      });

    const [forward, backward] = [await subs(['ana', 'bo']), await subs(['bo', 'ana'])];

    expect(forward).toEqual(backward.toReversed());
  });

  it('refuses an operation that it does not serve, by name', () =>
    withSandbox({}, async ({ url, cognito, secrets }) => {
      const target = (name: string) => ({ ...SIGNED, 'x-amz-target': name });

      await expect(post(url, target('AWSCognitoIdentityProviderService.AdminLinkProviderForUser'))).resolves.toEqual({
        status: 400,
        type: 'NotServedBySandbox:',
        body: '{"__type":"NotServedBySandbox","message":"The sandbox does not serve the operation AdminLinkProviderForUser."}',
      });
      await expect(post(url, target('Logs_20140328.PutLogEvents'))).resolves.toMatchObject({ status: 400 });
      await expect(post(url, target('AmazonSSM.GetParameter'))).resolves.toMatchObject({ status: 400 });
      await expect(refusal(cognito.call('AdminForgetDevice'))).resolves.toContain('NotServedBySandbox');
      expect(() => secrets.call('DeleteSecret', {})).toThrow('does not serve');
    }));

  it('refuses a member of a request that it would have to ignore', () =>
    withSandbox({}, async ({ cognito }) => {
      const call = cognito.call('GetCSVHeader', { Invented: true });

      await expect(refusal(call)).resolves.toBe(
        'NotServedBySandbox: The sandbox does not serve the member Invented of GetCSVHeader.',
      );
    }));

  it('seeds nobody into a group that is not there', () =>
    withSandbox({}, async (sandbox) => {
      const { userPoolId } = await addPool(sandbox);
      const seed = () => sandbox.cognito.seedUser(userPoolId, { username: 'ana', groups: ['ghosts'] });

      expect(seed).toThrow('Group not found.');
      expect(sandbox.cognito.snapshot(userPoolId).users).toEqual([]);
    }));

  it('asks for a signature where AWS does', () =>
    withSandbox({}, async ({ url }) => {
      const target = (operation: string) => ({ 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}` });

      await expect(post(url, target('ListUsers'))).resolves.toMatchObject({
        type: 'MissingAuthenticationTokenException:',
      });
      await expect(post(url, target('InitiateAuth'))).resolves.toMatchObject({ type: 'InvalidParameterException:' });
    }));

  it('is not there for a page that reaches loopback under a name of its own', () =>
    withSandbox({}, async ({ url }) => {
      const status = await new Promise((resolve, reject) => {
        const call = request(url, { method: 'POST', headers: { host: 'evil.example' } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        call.once('error', reject);
        call.end();
      });

      expect(status).toBe(403);
    }));

  it('counts the requests that it served', () =>
    withSandbox({}, async ({ url, requests }) => {
      await post(url, { ...SIGNED, 'x-amz-target': 'AWSCognitoIdentityProviderService.ListUsers' });

      expect(requests).toEqual([{ service: 'cognito-idp', operation: 'ListUsers', status: 400 }]);
    }));

  it.each(['dynoxide', 'dynalite'] as const)('starts %s, where it is installed, and ends it', async (engine) => {
    const sandbox = await startSandbox({ seed: 'tables', dynamodb: engine }).catch((error: Error) => error);
    if (sandbox instanceof Error) {
      expect(sandbox.message).toContain('not installed');
      return;
    }
    const { url } = sandbox.dynamodb;
    await sandbox.callDynamoDb('CreateTable', {
      TableName: 'Users',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    });
    const tables = await sandbox.callDynamoDb('ListTables', {});
    const missing = refusal(sandbox.callDynamoDb('GetItem', { TableName: 'None', Key: { id: { S: '1' } } }));

    await expect(missing).resolves.toContain('ResourceNotFoundException');
    const connected = await connectTo(url);
    await sandbox.close();

    expect(tables).toMatchObject({ TableNames: ['Users'] });
    await hungUp(connected);
  });

  it('takes everything down with the process that started it, even one that is killed', async () => {
    const parent = spawn(process.execPath, [fileURLToPath(new URL('./fixtures/doomed-parent.ts', import.meta.url))], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const { functionPid, dynamoDbUrl } = JSON.parse(await firstLine(parent));
    const connected = await connectTo(dynamoDbUrl);

    parent.kill('SIGKILL');
    await once(parent, 'close');

    await expect.poll(() => isAlive(functionPid)).toBe(false);
    await hungUp(connected);
  });
});

const firstLine = async (child: ChildProcess): Promise<string> => {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += chunk;
    if (text.includes('\n')) break;
  }
  return text;
};

/** Whoever answers at a port later may be somebody else, who got it next; a connection is to one process. */
const connectTo = async (url: string): Promise<Socket> => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  // It may break in the meantime: that is what is waited for.
  return socket.on('error', () => undefined).resume();
};

const hungUp = async (socket: Socket): Promise<void> => {
  if (!socket.closed) await once(socket, 'close');
};
