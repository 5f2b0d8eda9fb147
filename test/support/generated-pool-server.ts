/**
 * A process that answers, over HTTP, the calls of an export for a generated source pool and an empty target. Says its
 * address on stdout. Settings stand in GENERATED_POOL: {"size":..., "latencyMs":..., "requestsPerSecond":...}.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGeneratedPool, strideOf } from './generated-pool.ts';

type Settings = {
  readonly size: number;
  readonly pageSize?: number;
  readonly latencyMs?: number;
  readonly requestsPerSecond?: number;
};

const {
  size,
  pageSize = 60,
  latencyMs = 0,
  requestsPerSecond,
}: Settings = JSON.parse(process.env.GENERATED_POOL ?? '{}');
const pool = createGeneratedPool(size);
const stride = strideOf(size);

const standard = ['name', 'given_name', 'family_name', 'email', 'phone_number', 'locale', 'zoneinfo', 'birthdate'];
const custom = ['custom:plan', 'custom:prev_sub_id'];
const header = [
  'cognito:username',
  ...standard,
  'email_verified',
  'phone_number_verified',
  ...custom,
  'cognito:mfa_enabled',
];
const text = (Name: string) => ({
  Name,
  AttributeDataType: 'String',
  Mutable: true,
  Required: false,
  StringAttributeConstraints: { MinLength: '0', MaxLength: '2048' },
});
const flag = (Name: string) => ({ Name, AttributeDataType: 'Boolean', Mutable: true, Required: false });
const SchemaAttributes = [...[...standard, ...custom].map(text), flag('email_verified'), flag('phone_number_verified')];

const describePool = (id: string) => ({
  UserPool: {
    Id: id,
    Name: id,
    MfaConfiguration: 'OFF',
    AutoVerifiedAttributes: ['email'],
    SchemaAttributes,
    EstimatedNumberOfUsers: id.endsWith('Source') ? size : 0,
    ...(id.endsWith('Target')
      ? { UsernameAttributes: ['email'], UsernameConfiguration: { CaseSensitive: false } }
      : {}),
  },
});

type ListUsers = { readonly Limit?: number; readonly Filter?: string; readonly PaginationToken?: string };

const listUsers = ({ Limit = 60, Filter, PaginationToken }: ListUsers): string => {
  const prefix = Filter === undefined ? undefined : /^sub \^= "([0-9a-f]+)"$/.exec(Filter)?.[1];
  const [first, end] = Filter === undefined ? [0, size] : prefix === undefined ? [0, 0] : pool.range(prefix);
  const from = PaginationToken === undefined ? first : Number(PaginationToken);
  const to = Math.min(end, from + Limit, from + pageSize);
  const users: string[] = [];
  for (let at = from; at < to; at += 1) {
    users.push(pool.user(Filter === undefined ? Number((BigInt(at) * BigInt(stride)) % BigInt(size)) : at));
  }
  return `{"Users":[${users.join(',')}]${to < end ? `,"PaginationToken":"${to}"` : ''}}`;
};

let balance = requestsPerSecond ?? 0;
let filledAtMs = performance.now();
/** A bucket of one second's requests, as a quota per second allows. */
const isThrottled = (): boolean => {
  if (requestsPerSecond === undefined) return false;
  const nowMs = performance.now();
  balance = Math.min(requestsPerSecond, balance + ((nowMs - filledAtMs) / 1000) * requestsPerSecond);
  filledAtMs = nowMs;
  if (balance < 1) return true;
  balance -= 1;
  return false;
};

const identity =
  '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
  '<Arn>arn:aws:iam::111122223333:user/x</Arn><UserId>x</UserId><Account>111122223333</Account>' +
  '</GetCallerIdentityResult></GetCallerIdentityResponse>';

const answer = (operation: string, body: string): readonly [status: number, body: string] => {
  switch (operation) {
    case '':
      return [200, identity];
    case 'DescribeUserPool':
      return [200, JSON.stringify(describePool(JSON.parse(body).UserPoolId))];
    case 'GetCSVHeader':
      return [200, JSON.stringify({ CSVHeader: header })];
    case 'ListUsers':
      return isThrottled() ? [400, '{"__type":"TooManyRequestsException"}'] : [200, listUsers(JSON.parse(body))];
    default:
      return [400, '{"__type":"InvalidAction"}'];
  }
};

const readBody = async (request: IncomingMessage) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const server = createServer(async (request, response) => {
  const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? '';
  const [status, body] = answer(operation, await readBody(request));
  const send = () => {
    response.writeHead(status, { 'content-type': operation === '' ? 'text/xml' : 'application/x-amz-json-1.1' });
    response.end(body);
  };
  if (latencyMs > 0 && operation === 'ListUsers') setTimeout(send, latencyMs);
  else send();
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`),
);
