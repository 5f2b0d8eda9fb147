import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the process of a live run and the tests it starts know together. */
export type LiveRun = {
  readonly runId: string;
  readonly accountId: string;
  readonly region: string;
  /** A role that Cognito may assume to write import logs; questions about import jobs are not asked without. */
  readonly logsRoleArn: string | null;
  /** From one request to the next: a live run must leave the account's quotas to the account. */
  readonly paceMs: number;
  /** Holds `run.json` and the journals. */
  readonly directory: string;
};

/** Pools of live runs are known by this beginning of their name and by this tag. */
export const POOL_PREFIX = 'poolferry-live-';
export const POOL_TAG = 'poolferry-live-run';

const VARIABLE = 'POOLFERRY_LIVE_RUN';

export const liveEnvironment = ({ directory }: LiveRun): Readonly<Record<string, string>> => ({
  [VARIABLE]: directory,
});

/** The live run that this process belongs to; nothing in every other test run. */
export const currentLiveRun = (): LiveRun | undefined => {
  const directory = process.env[VARIABLE];
  return directory === undefined ? undefined : JSON.parse(readFileSync(join(directory, 'run.json'), 'utf8'));
};

type Journals = {
  readonly pools: { readonly created: string } | { readonly removed: string };
  readonly findings: Finding;
  readonly 'not-run': { readonly test: string; readonly reason: string };
};

export type Finding = { readonly question: string; readonly sandbox: string } & (
  | { readonly verdict: 'same' | 'different'; readonly aws: string }
  | { readonly verdict: 'not asked' | 'failed'; readonly reason: string }
);

/** Written at once, so that it is there whatever becomes of the process. */
export const journal = <Name extends keyof Journals>({ directory }: LiveRun, name: Name, entry: Journals[Name]) =>
  appendFileSync(join(directory, `${name}.jsonl`), `${JSON.stringify(entry)}\n`);

export const readJournal = <Name extends keyof Journals>({ directory }: LiveRun, name: Name): Journals[Name][] => {
  const path = join(directory, `${name}.jsonl`);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  // What the last write did not finish has no line end behind it.
  return lines.slice(0, -1).map((line) => JSON.parse(line));
};
