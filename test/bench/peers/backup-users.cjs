/**
 * In a process of its own: `cognito-backup-restore` writes the pool that AWS_ENDPOINT_URL names to JSON, by the function its
 * command line calls. It makes no import files.
 */
const { mkdtempSync, rmSync, statSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { CognitoIdentityServiceProvider } = require('aws-sdk');
const { backupUsers } = require('cognito-backup-restore');

const poolId = process.argv[2];
const client = new CognitoIdentityServiceProvider({
  endpoint: process.env.AWS_ENDPOINT_URL,
  region: 'eu-west-1',
  credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
});
const directory = mkdtempSync(join(tmpdir(), 'poolferry-peer-'));
const startedMs = performance.now();
const before = process.cpuUsage();

backupUsers(client, poolId, directory).then(() => {
  const { user, system } = process.cpuUsage(before);
  const bytes = statSync(join(directory, `${poolId}.json`)).size;
  const maxRssBytes = process.resourceUsage().maxRSS * 1024;
  const elapsedMs = performance.now() - startedMs;
  process.stdout.write(`${JSON.stringify({ bytes, cpuUs: user + system, maxRssBytes, elapsedMs })}\n`);
  rmSync(directory, { recursive: true, force: true });
});
