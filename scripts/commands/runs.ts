import type { RunRecord } from '../../core/journal/run-store.ts';
import { wasLeft } from '../../core/remap/left-run.ts';
import { tableOptionsOf } from '../../core/remap/remap-identity.ts';
import { table, text } from '../terminal/blocks.ts';
import type { Command } from './command.ts';

export const runsCommand: Command = {
  name: 'runs',
  summary: 'Lists the runs that are kept on this machine.',
  description:
    'Lists runs, newest first. A run that is "unfinished" goes on when the same command is given again; ' +
    'one that is "left" was closed by remap --leave before its end.',
  options: [],
  examples: [
    { command: 'poolferry runs', explains: 'All runs kept in .poolferry:' },
    { command: 'poolferry runs --json', explains: 'The same for a script, with what each run reported:' },
  ],
  writesToAws: false,
  needs: [],
  async run(context) {
    const { runs, problems } = await context.runs.list();
    if (runs.length > 0) {
      const columns = ['Run', 'Command', 'State', 'Started (UTC)', 'Result'].map((title) => ({ title }));
      context.data([table(columns, runs.map(toRow))]);
    } else if (problems.length === 0) {
      context.say(text('No runs are kept here.'));
    }
    for (const problem of problems) context.warn(problem);
    return { exitCode: problems.length > 0 ? 3 : 0, json: { runs: runs.map(toJson), problems }, summary: [] };
  },
};

const toRow = (run: RunRecord): string[] => [
  run.id,
  run.identity.command,
  wasLeft(run) ? 'left' : run.state === 'finished' ? 'finished' : 'unfinished',
  new Date(run.startedAtMs).toISOString().slice(0, 16).replace('T', ' '),
  [aboutOf(run.identity), summarise(run.result)].filter((text) => text !== '').join('; '),
];

/** What tells a remap from another. Names of tables are long: `--json` has them. */
const aboutOf = (identity: RunRecord['identity']): string => {
  const { map } = identity.inputHashes;
  if (identity.command !== 'remap' || map === undefined) return '';
  const { length } = tableOptionsOf(identity);
  const tables = length === 0 ? '' : `${length} ${length === 1 ? 'table' : 'tables'}, `;
  return `${tables}map ${map.slice(0, 8)}`;
};

/** Numbers of a result, `exported 95, rejected 5`; what is nested stays for `--json`. */
const summarise = (result: unknown): string =>
  Object.entries(typeof result === 'object' && result !== null ? result : {})
    .filter(([, value]) => typeof value === 'number')
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

const toJson = ({ id, identity, state, startedAtMs, finishedAtMs, result }: RunRecord) => ({
  id,
  command: identity.command,
  state: state === 'finished' ? 'finished' : 'unfinished',
  sourceUserPoolId: identity.sourceUserPoolId,
  targetUserPoolId: identity.targetUserPoolId,
  ...(identity.command === 'remap'
    ? { tables: tableOptionsOf(identity).map(({ arn }) => arn), mapSha256: identity.inputHashes.map }
    : {}),
  startedAt: new Date(startedAtMs).toISOString(),
  finishedAt: finishedAtMs === undefined ? undefined : new Date(finishedAtMs).toISOString(),
  result,
});
