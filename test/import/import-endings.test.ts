import { describe, it } from 'vitest';
import {
  control,
  type Ending,
  expectEnding,
  goByPhone,
  hourMs,
  jobsOf,
  occupyAccount,
  onceAt,
  onceJobIs,
  prepareEndings,
  site,
  stopJob,
  twoFailed,
  untroubled,
  world,
} from '../support/import-endings.ts';
import { emailOf, people } from '../support/import-site.ts';

const tenSquatted = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

const endings: readonly [string, Ending][] = [
  ['Succeeded with failed rows', { disturb: goByPhone, ...twoFailed }],
  [
    'Failed before any row, because the role cannot be assumed',
    {
      disturb: () => control({ importLogsRole: 'cannot be assumed' }),
      firstRun: { exitCode: 1, says: 'import.logsRoleArn' },
      mend: () => control({ importLogsRole: 'works' }),
      statuses: ['Failed', 'Succeeded'],
      ...untroubled,
    },
  ],
  [
    'Failed over too many failed rows',
    {
      disturb() {
        control({
          importTroubleMinimum: 3,
          importTroublePerImportedUser: 0,
          importTroubleCheckRows: 1,
        });
        return onceJobIs('Pending', () => site.squat(...tenSquatted));
      },
      firstRun: { exitCode: 1, says: 'x squatted: Somebody else holds' },
      statuses: ['Failed', 'Succeeded'],
      imported: 2,
      failedByCode: { squatted: 10 },
      async correct(csv) {
        for (const n of tenSquatted) {
          await world.sandbox.cognito.call('AdminDeleteUser', { UserPoolId: site.target, Username: emailOf(n) });
        }
        return csv;
      },
    },
  ],
  [
    'Stopped by somebody in the middle',
    {
      disturb() {
        control({ importInProgressMs: 10_000, importPollsPerStatus: Infinity });
        return async () => {
          const [job] = await jobsOf(site.target);
          if (job?.Status === 'InProgress' && job.ImportedUsers >= 3) await stopJob();
        };
      },
      firstRun: { exitCode: 1, says: 'ended as Stopped' },
      mend: () => control({ importInProgressMs: 0 }),
      statuses: ['Stopped', 'Succeeded'],
      ...untroubled,
    },
  ],
  [
    'Expired, because a job of another pool was active for longer',
    {
      async disturb() {
        control({ importExpiresAfterMs: hourMs });
        await occupyAccount(1.5 * hourMs);
      },
      statuses: ['Expired', 'Succeeded'],
      ...untroubled,
    },
  ],
  ...(['PreconditionNotMetException', 'TooManyRequestsException', 'LimitExceededException'] as const).map(
    (error): [string, Ending] => [
      `kept waiting by another job of the account, with ${error}`,
      {
        async disturb() {
          control({ importSecondJobError: error });
          await occupyAccount(hourMs / 2);
        },
        ...untroubled,
      },
    ],
  ),
  [
    'made anew, because its upload URL expired',
    {
      disturb: () => onceAt('PutObject', () => world.clock.advanceMs(16 * 60_000)),
      statuses: ['Created', 'Succeeded'],
      ...untroubled,
    },
  ],
  [
    'left by Ctrl-C while it runs',
    {
      disturb: () => onceJobIs('InProgress', () => site.interrupt()),
      firstRun: { exitCode: 130, says: 'To continue, run:' },
      ...untroubled,
    },
  ],
  [
    'with people who are gone, disabled or changed in the source',
    {
      async disturb() {
        const at = (n: number) => ({ UserPoolId: site.source, Username: `user${n}` });
        await world.sandbox.cognito.call('AdminDeleteUser', at(1));
        await world.sandbox.cognito.call('AdminDisableUser', at(2));
        const UserAttributes = [{ Name: 'nickname', Value: 'Changed' }];
        await world.sandbox.cognito.call('AdminUpdateUserAttributes', { ...at(4), UserAttributes });
      },
      imported: people - 3,
      failedByCode: { 'gone-from-source': 1, 'disabled-since-export': 1, 'changed-since-export': 1 },
    },
  ],
  [
    'without a row that the trigger holds for another name',
    {
      async disturb() {
        const claim = {
          pk: { S: `user#${site.subs.get(5)}` },
          state: { S: 'reserved' },
          loginHash: { S: 'another' },
          claimedAtMs: { N: '1' },
          triggerClaimedAtMs: { N: '1' },
        };
        await world.sandbox.callDynamoDb('PutItem', { TableName: site.ledgerTable, Item: claim });
      },
      imported: people - 1,
      failedByCode: { 'claimed-by-other-login': 1 },
    },
  ],
];

describe('an import whose job ends', () => {
  prepareEndings();

  it.each(endings)('%s ends with each row in one outcome', (_what, ending) => expectEnding(ending));
});
