import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { toClientConfig } from '../../aws/clients/client-settings.ts';
import { isThrottle, isTransient } from '../../aws/clients/error-kinds.ts';
import { explainAwsError } from '../../aws/clients/explain-error.ts';
import { type CognitoClient, createCognitoClient } from '../../aws/users/cognito-client.ts';
import { listSecondFactors } from '../../aws/users/list-second-factors.ts';
import { listUsersPage } from '../../aws/users/list-users.ts';

type Answer = (response: ServerResponse) => void;

const json = { 'content-type': 'application/x-amz-json-1.1' };
const says =
  (status: number, body = '', headers: Record<string, string> = json): Answer =>
  (response) =>
    void response.writeHead(status, headers).end(body);
const page = says(200, '<html>canary</html>', { 'content-type': 'text/html' });
const beginsOnly: Answer = (response) => {
  response.writeHead(200, { ...json, 'content-length': '500' });
  response.write('{"Users":[{"Us');
};

let answer: Answer;
const server = createServer((request, response) => {
  request.resume().on('end', () => answer(response));
});
let client: CognitoClient;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'x');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'y');
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
beforeEach(() => {
  client = createCognitoClient({ region: 'eu-west-1', maxAttempts: 1, requestTimeoutMs: 300, socketTimeoutMs: 300 });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const listOnce = () => listUsersPage(client, { userPoolId: 'eu-west-1_Source' });
const failureOf = async (how: Answer) => {
  answer = how;
  return await listOnce().then(
    (users) => expect.fail(`taken for a page: ${JSON.stringify(users)}`),
    (error: unknown) => error,
  );
};
const explained = (error: unknown) => explainAwsError(error, { doing: 'list', action: 'cognito-idp:ListUsers' });

describe('an answer to ListUsers', () => {
  it.each<[string, Answer]>([
    ['without a body', says(200)],
    ['that says nothing at all', says(204)],
    ['that is an empty object', says(200, '{}')],
    ['that is null', says(200, 'null')],
    ['whose users are null', says(200, '{"Users":null}')],
    ['whose users are no list', says(200, '{"Users":{}}')],
    ['that is an error with the status of success', says(200, '{"__type":"InternalErrorException"}')],
    ['that is the page of a proxy', page],
    ['that is half of one', says(200, '{"Users":[{"Us')],
  ])('%s is no end of a listing: it is asked for again, and told if it lasts', async (_what, how) => {
    const error = await failureOf(how);

    expect(isTransient(error)).toBe(true);
    expect(explained(error)).toMatchObject({ code: 'not-aws', hint: expect.stringContaining('proxy') });
    expect(explained(error).message).toMatch(/not AWS \(HTTP 20[04]\)/);
    expect(explained(error).message).not.toContain('canary');
  });

  it('that stops half way is given up like one that does not come', async () => {
    const error = await failureOf(beginsOnly);
    expect(isTransient(error)).toBe(true);
    expect(explained(error)).toMatchObject({ code: 'unreachable', message: expect.stringContaining('TimeoutError') });
  });

  it.each([
    ['after ten seconds', {}, 10_000],
    ['by the deadline alone where the caller has one', { requestTimeoutMs: 3_500 }, 0],
  ])('that stalls is given up %s', (_when, settings, socketTimeout) => {
    expect(toClientConfig(settings).requestHandler).toMatchObject({ socketTimeout });
  });

  it.each([302, 307, 400, 403, 404, 407])(
    'of somebody who is not AWS (HTTP %d) is told as that, and not asked for again',
    async (status) => {
      for (const body of ['', '<html>canary</html>']) {
        const error = await failureOf(says(status, body, { location: 'http://127.0.0.1:9/' }));
        expect(isTransient(error) || isThrottle(error)).toBe(false);
        expect(explained(error)).toMatchObject({
          code: 'not-aws',
          message: `Could not list: what answered was not AWS (HTTP ${status}).`,
        });
      }
    },
  );

  it('may be a page without users, also without a token', async () => {
    answer = says(200, '{"Users":[],"PaginationToken":"t"}');
    expect(await listOnce()).toEqual({ users: [], paginationToken: 't' });
    answer = says(200, '{"Users":[],"PaginationToken":null}');
    expect(await listOnce()).toEqual({ users: [] });
  });
});

describe('an answer to AdminGetUser', () => {
  it.each(['', '{}', 'null'])('that names no user (%j) does not say that they have no second factor', async (body) => {
    answer = says(200, body);
    const error = await listSecondFactors(client, { userPoolId: 'eu-west-1_Source', username: 'ann' }).then(
      (factors) => expect.fail(`taken for ${JSON.stringify(factors)}`),
      (thrown: unknown) => thrown,
    );
    expect(isTransient(error)).toBe(true);
  });
});
