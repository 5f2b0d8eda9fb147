import { describe, it } from 'vitest';
import {
  control,
  type Ending,
  expectEnding,
  goByPhone,
  onceAt,
  onceJobIs,
  prepareEndings,
  twoFailed,
  untroubled,
  verifyBy,
  withPhones,
  world,
} from '../support/import-endings.ts';
import { people } from '../support/import-site.ts';

const endings: readonly [string, Ending][] = [
  [
    'stuck in Pending for a day',
    {
      disturb: () =>
        control({
          importPendingMs: Infinity,
          importPollsPerStatus: Infinity,
        }),
      firstRun: { exitCode: 1, says: 'has been Pending for a day' },
      mend: () => control({ importPendingMs: 0 }),
      ...untroubled,
    },
  ],
  [
    'kept from being made by throttling for minutes',
    {
      disturb: () => world.sandbox.faults.add({ kind: 'throttle', operation: 'CreateUserImportJob', times: 40 }),
      ...untroubled,
    },
  ],
  [
    'not made, because the pool has all the jobs it may have',
    {
      disturb: () => control({ importJobsPerPool: 0 }),
      firstRun: { exitCode: 1, says: 'let no import job of this run begin' },
      mend: () => control({ importJobsPerPool: 1_000 }),
      ...untroubled,
    },
  ],
  [
    'not started, because the pool no longer verifies an address by itself',
    {
      disturb: () => onceAt('PutObject', () => verifyBy()),
      firstRun: { exitCode: 1, says: 'AutoVerifiedAttributes' },
      mend: () => verifyBy('email'),
      ...untroubled,
    },
  ],
  [
    'made anew, because Cognito never sees its upload',
    {
      disturb: () => control({ importUploadSeenAfterMs: 3 * 60_000 }),
      firstRun: { exitCode: 1, says: 'took none of 3 uploads' },
      mend: () => control({ importUploadSeenAfterMs: 0 }),
      statuses: ['Created', 'Succeeded'],
      ...untroubled,
    },
  ],
  ...(
    ['CreateUserImportJob', 'StartUserImportJob', 'DescribeUserImportJob', 'PutObject', 'ListUsers'] as const
  ).flatMap((operation): [string, Ending][] => [
    [
      `through although connections break at ${operation}`,
      {
        disturb: () => {
          world.sandbox.faults.add({ kind: 'reset', applied: true, operation, times: 1 });
          world.sandbox.faults.add({ kind: 'reset', applied: false, operation, times: 1 });
        },
        // A job whose making was not answered is left behind.
        ...(operation === 'CreateUserImportJob' ? { statuses: ['Created', 'Succeeded'] } : {}),
        ...untroubled,
      },
    ],
  ]),
  [
    'through although every other call is throttled',
    {
      disturb: () => world.sandbox.faults.add({ kind: 'throttle', service: 'cognito-idp', probability: 0.5 }),
      ...untroubled,
    },
  ],
  [
    'left by credentials that end while it runs',
    {
      disturb: () =>
        onceJobIs('InProgress', () => world.sandbox.faults.add({ kind: 'expired-token', service: 'cognito-idp' })),
      firstRun: { exitCode: 1, says: 'AWS rejected the credentials' },
      mend: () => world.sandbox.faults.clear(),
      ...untroubled,
    },
  ],
  ['without a log', { disturb: () => control({ importLog: 'missing' }), ...untroubled }],
  [
    'without a log, with failed rows',
    {
      disturb() {
        control({ importLog: 'missing' });
        goByPhone();
      },
      imported: people - 2,
      failedByCode: { 'no-verdict': 2 },
      correct: withPhones,
    },
  ],
  [
    'with a log whose group comes late',
    {
      disturb() {
        world.sandbox.logs.streamsLateByMs = 20_000;
        goByPhone();
      },
      ...twoFailed,
    },
  ],
  [
    'with a log whose lines come late',
    {
      disturb() {
        world.sandbox.logs.lateByMs = 20_000;
        goByPhone();
      },
      ...twoFailed,
    },
  ],
  [
    'with a log that these credentials may not read',
    {
      disturb() {
        world.sandbox.faults.add({ kind: 'access-denied', service: 'logs' });
        goByPhone();
      },
      imported: people - 2,
      failedByCode: { 'no-verdict': 2 },
      correct: withPhones,
    },
  ],
  ...(
    [
      ['of 2023', 'documented', 'no-verified-contact'],
      ['of 2024', 'seen in 2024', 'no-verified-contact'],
      ['that nobody has seen', 'other words', 'rejected-by-cognito'],
      ['that is no longer lines of that form', 'other form', 'no-verdict'],
    ] as const
  ).flatMap(([what, importWording, code]): [string, Ending][] =>
    [false, true].map((importLineNumbersCountHeader) => [
      `with a log in a wording ${what}, its header ${importLineNumbersCountHeader ? 'counted' : 'not counted'}`,
      {
        disturb() {
          control({ importWording, importLineNumbersCountHeader });
          goByPhone();
        },
        imported: people - 2,
        failedByCode: { [code]: 2 },
        correct: withPhones,
      },
    ]),
  ),
];

describe('an import whose job ends', () => {
  prepareEndings();

  it.each(endings)('%s ends with each row in one outcome', (_what, ending) => expectEnding(ending));
});
