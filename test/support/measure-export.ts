/**
 * In a process of its own, over the pool that AWS_ENDPOINT_URL names: exports it (`export`), or only lists it by a loop of
 * SDK calls (`bare`), at so many requests a second if a last argument says so, and prints what that took as JSON.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CognitoIdentityProviderClient, ListUsersCommand } from '@aws-sdk/client-cognito-identity-provider';
import { createCognitoClient } from '../../aws/users/cognito-client.ts';
import { createRateLimit } from '../../core/flow/rate-limit.ts';
import { limitHeapGrowth } from '../../scripts/shell/limit-heap-growth.ts';
import { systemClock } from '../../scripts/system-clock.ts';
import { exportGeneratedPool } from './export-generated-pool.ts';

const [mode, sourcePoolId = '', targetPoolId = '', requestsPerSecond = '0'] = process.argv.slice(2);

const listBare = async () => {
  const client = new CognitoIdentityProviderClient({ region: 'eu-west-1', maxAttempts: 1 });
  let users = 0;
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListUsersCommand({
        UserPoolId: sourcePoolId,
        Limit: 60,
        ...(token === undefined ? {} : { PaginationToken: token }),
      }),
    );
    users += page.Users?.length ?? 0;
    token = page.PaginationToken;
  } while (token !== undefined);
  return { users };
};

const unitsPerSecond = Number(requestsPerSecond);
const limits =
  unitsPerSecond === 0
    ? {}
    : { rateLimit: createRateLimit({ unitsPerSecond, unitsPerCall: 1, burstUnits: 2, clock: systemClock }) };

const exportPool = async () => {
  // As the program does.
  limitHeapGrowth();
  const directory = mkdtempSync(join(tmpdir(), 'poolferry-measure-'));
  try {
    const client = createCognitoClient({ region: 'eu-west-1', maxAttempts: 1 });
    let listedMs = 0;
    const onPhase = (phase: string) => {
      if (phase === 'settling who gets which name') listedMs = performance.now() - startedMs;
    };
    const wanted = { client, sourcePoolId, targetPoolId, directory, onPhase, ...limits };
    const { manifest } = await exportGeneratedPool(wanted);
    const { counts, listing } = manifest;
    return { users: counts.listed, exported: counts.exported, rejected: counts.rejected, mode: listing.mode, listedMs };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

const startedMs = performance.now();
const started = process.cpuUsage();
const outcome = await (mode === 'bare' ? listBare() : exportPool());
const { user, system } = process.cpuUsage(started);
const cpuUs = user + system;
const elapsedMs = performance.now() - startedMs;
const maxRssBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(`${JSON.stringify({ ...outcome, cpuUs, maxRssBytes, elapsedMs })}\n`);
