import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toClientConfig } from '../../aws/clients/client-settings.ts';
import { listByName } from '../../aws/sign-in/list-by-name.ts';

type Page = { readonly Users: object[]; readonly PaginationToken?: string };
const user = (n: number) => ({ Username: `user${n}`, Enabled: true, Attributes: [{ Name: 'sub', Value: `sub-${n}` }] });

describe('listing by name', () => {
  let pages: Page[] = [];
  const requests: { Filter?: string; PaginationToken?: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    requests.push(JSON.parse(body));
    const page = pages.shift();
    response.writeHead(page === undefined ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(page ?? { __type: 'TooManyRequestsException', message: 'canary' }));
  });
  let client: CognitoIdentityProviderClient;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = new CognitoIdentityProviderClient({
      ...toClientConfig({ region: 'eu-west-1', maxAttempts: 1 }),
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const list = async (...answers: Page[]) => {
    pages = answers;
    requests.length = 0;
    const source = { client, userPoolId: 'eu-west-1_aSourcePl' };
    const answer = await listByName(source, 'email = "a@b"', new AbortController().signal);
    return answer.kind === 'listed' ? answer.users.map(({ username }) => username) : answer;
  };

  it('asks once where one page is all', async () => {
    expect(await list({ Users: [user(1)] })).toEqual(['user1']);
    expect(requests).toEqual([{ UserPoolId: 'eu-west-1_aSourcePl', Filter: 'email = "a@b"', Limit: 60 }]);
  });

  it('looks behind empty pages, because only a page without a token proves that nobody else follows', async () => {
    const pages = [
      { Users: [], PaginationToken: 'one' },
      { Users: [user(1)], PaginationToken: 'two' },
      { Users: [user(2)] },
    ];

    expect(await list(...pages)).toEqual(['user1', 'user2']);
    expect(requests.map(({ PaginationToken }) => PaginationToken)).toEqual([undefined, 'one', 'two']);
  });

  it('does not call a name settled that still had pages to come', async () => {
    const more = { Users: [user(1)], PaginationToken: 'more' };

    expect(await list(more, more, more, more)).toEqual({ kind: 'unfinished' });
    expect(requests).toHaveLength(3);
  });

  it('names the error, and nothing of its text', async () => {
    expect(await list()).toEqual({ kind: 'error', call: 'ListUsers', name: 'TooManyRequestsException' });
    expect(requests).toHaveLength(1);
  });
});
