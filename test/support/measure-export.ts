/**
 * In a process of its own, over the pool that AWS_ENDPOINT_URL names: exports it (`export`), or only lists it by a loop of
 * SDK calls (`bare`), without any rate limit of ours, and prints what that took as JSON.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListUsersCommand } from '@aws-sdk/client-cognito-identity-provider';
import { isThrottle, isTransient } from '../../aws/clients/error-kinds.ts';
import { createCognitoClient } from '../../aws/users/cognito-client.ts';
import { describePool } from '../../aws/users/describe-pool.ts';
import { getCsvHeader } from '../../aws/users/get-csv-header.ts';
import { isRefusedParameter, listUsersPage } from '../../aws/users/list-users.ts';
import { exportUsers } from '../../core/export/export-users.ts';
import { createLocalRunStore } from '../../scripts/files/local-run-store.ts';
import { createPackageWriter } from '../../scripts/files/package-writer.ts';
import { systemClock } from '../../scripts/system-clock.ts';
import { buildExportSettings } from './export-world.ts';
import { buildUsersConfig } from './user-builders.ts';

const [mode, sourcePoolId = '', targetPoolId = ''] = process.argv.slice(2);
const client = createCognitoClient({ region: 'eu-west-1', maxAttempts: 1 });

const listBare = async () => {
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

const exportPool = async () => {
  const directory = mkdtempSync(join(tmpdir(), 'poolferry-measure-'));
  try {
    const store = createLocalRunStore({
      stateDirectory: join(directory, 'state'),
      hostName: 'here',
      processId: process.pid,
      isProcessAlive: () => true,
      clock: systemClock,
      breakLock: false,
    });
    const run = await store.open({ command: 'export', inputHashes: {}, options: {} }, 'begin-again');
    const { manifest } = await exportUsers(
      buildExportSettings({
        source: { profile: await describePool(client, sourcePoolId), region: 'eu-west-1' },
        target: { profile: await describePool(client, targetPoolId), region: 'eu-west-1' },
        header: await getCsvHeader(client, targetPoolId),
        users: buildUsersConfig({
          attributes: { copy: ['standard', 'custom:plan'] },
          previousSub: 'custom:prev_sub_id',
        }),
      }),
      {
        listing: {
          listUsersPage: (query) => listUsersPage(client, { userPoolId: sourcePoolId, ...query }),
          rateLimit: { acquire: async () => {}, charge: () => {} },
          isThrottle,
          isTransient,
          isRefused: isRefusedParameter,
          clock: systemClock,
          random: Math.random,
        },
        listCrossedSubs: async function* () {},
        secondFactors: {
          listSecondFactors: async () => [],
          rateLimit: { acquire: async () => {}, charge: () => {} },
        },
        run,
        writer: await createPackageWriter(join(directory, 'package')),
      },
    );
    await run.discard();
    const { counts, listing } = manifest;
    return { users: counts.listed, exported: counts.exported, rejected: counts.rejected, mode: listing.mode };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

const started = process.cpuUsage();
const outcome = await (mode === 'bare' ? listBare() : exportPool());
const { user, system } = process.cpuUsage(started);
const cpuUs = user + system;
process.stdout.write(`${JSON.stringify({ ...outcome, cpuUs, maxRssBytes: process.resourceUsage().maxRSS * 1024 })}\n`);
