import { readFileSync } from 'node:fs';
import { type Finding, type LiveRun, readJournal } from './live-run.ts';

export type LiveReport = {
  readonly runId: string;
  readonly accountId: string;
  readonly region: string;
  /** Where an endpoint override sent the requests; null: AWS. */
  readonly endpoint: string | null;
  readonly startedAt: string;
  readonly questions: readonly Finding[];
  readonly contract: {
    readonly passed: number;
    readonly failed: readonly string[];
    readonly notRun: readonly { readonly test: string; readonly reason: string }[];
  };
  readonly pools: { readonly created: number; readonly left: readonly string[] };
};

type TestResults = {
  readonly testResults: readonly {
    readonly name: string;
    readonly message?: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
};

const QUESTION = 'a live run settles';

/** Everything that the run found out, from what it wrote down on its way. */
export const makeReport = (
  run: LiveRun,
  facts: Pick<LiveReport, 'endpoint' | 'startedAt'> & { readonly left: readonly string[]; readonly results: string },
): LiveReport => {
  const tests = readResults(facts.results);
  const contract = tests.filter(({ name }) => !name.includes(QUESTION));
  return {
    runId: run.runId,
    accountId: run.accountId,
    region: run.region,
    endpoint: facts.endpoint,
    startedAt: facts.startedAt,
    questions: readJournal(run, 'findings'),
    contract: {
      passed: contract.filter(({ status }) => status === 'passed').length,
      failed: contract.filter(({ status }) => status === 'failed').map(({ name }) => name),
      notRun: readJournal(run, 'not-run'),
    },
    pools: { created: readJournal(run, 'pools').filter((entry) => 'created' in entry).length, left: facts.left },
  };
};

/** None where the run was ended before its tests were. */
const readResults = (path: string): { readonly name: string; readonly status: string }[] => {
  let results: TestResults;
  try {
    results = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return [];
  }
  return results.testResults.flatMap(({ name: file, message = '', assertionResults }) => {
    const tests = assertionResults.map(({ fullName, status }) => ({ name: fullName, status }));
    // A file whose beforeAll failed has no results of its own.
    return message === '' || tests.length > 0 ? tests : [{ name: file, status: 'failed' }];
  });
};

/** The report for people, as lines. */
export const reportLines = (report: LiveReport): string[] => {
  const { questions, contract, pools, endpoint } = report;
  const where = endpoint === null ? 'AWS' : `${endpoint}, which is not AWS`;
  const toLines = (finding: Finding): string[] => {
    const title = finding.question.replace(`${QUESTION} `, '');
    const answer = 'aws' in finding ? [`    found:   ${finding.aws}`] : [`    ${finding.reason}`];
    return [`  ${finding.verdict.padEnd(10)}${title}`, `    sandbox: ${finding.sandbox}`, ...answer];
  };
  return [
    `Account ${report.accountId}, Region ${report.region}, run ${report.runId}; asked: ${where}`,
    '',
    'Questions',
    ...questions.flatMap(toLines),
    '',
    `Contract tests: ${contract.passed} passed, ${contract.failed.length} failed, ${contract.notRun.length} not run`,
    ...contract.failed.map((name) => `  failed    ${name}`),
    ...[...new Set(contract.notRun.map(({ reason }) => reason))].map((reason) => {
      const count = contract.notRun.filter((entry) => entry.reason === reason).length;
      return `  not run   ${count}: ${reason}`;
    }),
    '',
    `Pools: ${pools.created} made, ${pools.left.length} left behind`,
    ...pools.left.map((id) => `  left      ${id} (npm run test:live -- --sweep)`),
  ];
};
