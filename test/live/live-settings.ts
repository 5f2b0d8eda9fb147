import { parseArgs } from 'node:util';

export type LiveSettings = {
  readonly accountId: string;
  readonly region: string;
  readonly logsRoleArn: string | null;
  readonly sweep: boolean;
  /** Which contract files to run, by the beginning of their names; null: all. */
  readonly only: string | null;
  readonly report: string;
};

export const USAGE = `\
Usage: npm run test:live [-- OPTIONS]

  --account ID      the account that may be used, 12 digits; or POOLFERRY_LIVE_ACCOUNT_ID
  --region REGION   the Region to make pools in; or POOLFERRY_LIVE_REGION
  --logs-role ARN   a role with which Cognito writes import logs; or POOLFERRY_LIVE_LOGS_ROLE_ARN
  --only TEXT       run only the files in test/contract whose name begins with this, such as import-jobs
  --report FILE     where to write what was found (default: live-report.json)
  --sweep           only remove pools that earlier runs left behind

It makes user pools in that account, asks and removes them. docs/live.md says what that needs and costs.`;

type Environment = Readonly<Record<string, string | undefined>>;

/** What to do, or why not: all problems at once. Nothing is taken from a profile or a default. */
export const parseLiveSettings = (args: readonly string[], environment: Environment): LiveSettings | string => {
  const problems: string[] = [];
  let values: Record<string, string | boolean | undefined> = {};
  try {
    const text = { type: 'string' } as const;
    const options = {
      account: text,
      region: text,
      'logs-role': text,
      only: text,
      report: text,
      sweep: { type: 'boolean' },
    } as const;
    values = parseArgs({ args: [...args], options }).values;
  } catch (error) {
    problems.push((error as Error).message);
  }
  const accountId = String(values.account ?? environment.POOLFERRY_LIVE_ACCOUNT_ID ?? '');
  const region = String(values.region ?? environment.POOLFERRY_LIVE_REGION ?? '');
  const logsRoleArn = values['logs-role'] ?? environment.POOLFERRY_LIVE_LOGS_ROLE_ARN ?? null;
  if (environment.CI !== undefined && environment.CI !== 'false') {
    problems.push('It is never part of CI, and CI is set.');
  }
  if (!/^\d{12}$/.test(accountId)) {
    problems.push('Name the account that may be used: --account, or POOLFERRY_LIVE_ACCOUNT_ID.');
  }
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    problems.push('Name the Region to use: --region, or POOLFERRY_LIVE_REGION.');
  }
  if (logsRoleArn !== null && !/^arn:aws[a-z-]*:iam::\d{12}:role\/.+/.test(String(logsRoleArn))) {
    problems.push('The role for the logs is not the ARN of a role.');
  }
  if (problems.length > 0) return problems.join('\n');
  return {
    accountId,
    region,
    logsRoleArn: logsRoleArn === null ? null : String(logsRoleArn),
    sweep: values.sweep === true,
    only: values.only === undefined ? null : String(values.only),
    report: String(values.report ?? 'live-report.json'),
  };
};
