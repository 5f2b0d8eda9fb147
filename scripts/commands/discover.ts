import { resolve } from 'node:path';
import { watchEndpoint } from '../../aws/clients/watch-endpoint.ts';
import { describeTable } from '../../aws/tables/describe-table.ts';
import { samplePage } from '../../aws/tables/sample-page.ts';
import { createTableClient } from '../../aws/tables/table-client.ts';
import { discoverTable, type TableDiscovery } from '../../core/discover/discover-table.ts';
import { planSample, type SamplePlan, seededNumbers } from '../../core/discover/sample-plan.ts';
import { PoolferryError } from '../../core/errors.ts';
import { createRateLimit } from '../../core/flow/rate-limit.ts';
import { persist } from '../../core/remap/persist.ts';
import { defaultPace } from '../../core/remap/remap-settings.ts';
import type { TableFacts } from '../../core/remap/table-facts.ts';
import { text, warning } from '../terminal/blocks.ts';
import type { Command, CommandContext } from './command.ts';
import { discoveryBlocks, planBlocks } from './discover-report.ts';
import { chooseTables } from './discover-which-tables.ts';
import { readIdentityMap } from './remap-identity-map.ts';
import { announceTables, describePace } from './remap-tables.ts';
import { wholeNumber } from './whole-number.ts';

type Failure = { readonly tableName: string; readonly message: string; readonly hint?: string };

export const discoverCommand: Command = {
  name: 'discover',
  summary: 'Finds the tables and fields that hold owners.',
  description:
    'Reads a sample of each table and looks at every attribute, at every depth, for ids of the identity map: in which ' +
    'form they stand, and how often. Prints a "tables" section for the configuration on stdout, to be reviewed, and on ' +
    'stderr what it found and what it cannot tell. Shows paths and counts, never values. What a sample does not have ' +
    'may still be in the table. Changes nothing in AWS and no file.',
  options: [
    { flags: '--map <file>', description: 'The identity map that "poolferry map" wrote.', required: true },
    { flags: '--table <name...>', description: 'Tables to look into. Default: those of the configuration.' },
    { flags: '--name-pattern <glob>', description: 'Tables by name; * is any text: "*-abc123-dev".' },
    { flags: '--appsync-api-id <id>', description: 'Tables behind the AppSync API of an Amplify app.' },
    {
      flags: '--sample <items>',
      description: 'Items to read of each table. Default: 1000',
      default: 1000,
      parse: wholeNumber(1, 1_000_000),
    },
    {
      flags: '--seed <number>',
      description: 'Decides which items are read; another one reads others. Default: 1',
      default: 1,
      parse: wholeNumber(0, 2 ** 32 - 1),
    },
  ],
  examples: [
    {
      command: 'poolferry discover --map identity-map.jsonl --appsync-api-id abc123',
      explains: 'An Amplify app: all of its tables.',
    },
    {
      command: 'poolferry discover --map identity-map.jsonl --name-pattern "*-abc123-dev"',
      explains: 'Tables by their names.',
    },
  ],
  writesToAws: false,
  needs: ['target'],
  async run(context) {
    const { lookup } = await readIdentityMap(resolve(context.workingDirectory, String(context.options.map)));
    const { region, profile } = context.config.target ?? {};
    const client = createTableClient({
      ...(region === undefined ? {} : { region }),
      ...(profile === undefined ? {} : { profile }),
    });
    const endpointOf = watchEndpoint(client);
    const { names, remarks } = await chooseTables(context, client);

    const failures: Failure[] = [];
    const described: TableFacts[] = [];
    for (const name of names) {
      const facts = await orFailure(context, failures, name, () =>
        persist({ ...context, onNote: () => undefined }, describePace, () => describeTable(client, name)),
      );
      if (facts !== undefined) described.push(facts);
    }
    announceTables(context, described, endpointOf());
    const random = seededNumbers(Number(context.options.seed));
    const planned = described.map((facts) => ({
      facts,
      plan: planSample(facts, Number(context.options.sample), random),
    }));
    context.say(...planBlocks(planned, context.config.limits.readUnitsPerSecond));
    for (const remark of remarks) context.say(text(remark));

    const found: TableDiscovery[] = [];
    for (const { facts, plan } of planned) {
      const result = await orFailure(context, failures, facts.name, () =>
        context.progress(
          `Reading ${facts.name}`,
          (progress) => {
            const { clock, random: jitter, signal, config } = context;
            const { readUnitsPerSecond: unitsPerSecond } = config.limits;
            const ports = {
              lookup,
              clock,
              random: jitter,
              signal,
              readLimit: createRateLimit({ unitsPerSecond, unitsPerCall: 0, clock }),
              readPage: (request: Parameters<typeof samplePage>[1]) => samplePage(client, request),
              onItems: (items: number) => progress.advance(items),
              onNote: (note: string) => progress.note(note),
            };
            return discoverTable(facts, plan, ports, defaultPace);
          },
          { unit: 'items', total: sampleSize(facts, plan) },
        ),
      );
      if (result !== undefined) found.push(result);
    }

    const tables = found.flatMap(({ table }) => table ?? []);
    context.data(`${JSON.stringify({ tables }, null, 2)}\n`);
    return {
      exitCode: failures.length === 0 ? 0 : 3,
      json: { tables, found, failures, remarks },
      summary: [
        ...found.flatMap(discoveryBlocks),
        ...failures.map(({ tableName, message, hint = '' }) => warning(`${tableName}: ${message} ${hint}`.trimEnd())),
        text(
          tables.length === 0
            ? 'There is nothing to propose for the configuration.'
            : 'The proposal for the configuration is on stdout. Review it: nothing is written to poolferry.config.json.',
        ),
      ],
    };
  },
};

const sampleSize = ({ estimatedItems }: TableFacts, { items }: SamplePlan) =>
  estimatedItems > 0 ? Math.min(estimatedItems, items) : items;

/** One table that cannot be read does not keep the others from being looked into; an interruption does. */
const orFailure = async <T>(
  { signal }: CommandContext,
  failures: Failure[],
  tableName: string,
  work: () => Promise<T>,
): Promise<T | undefined> => {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PoolferryError) || error.exitCode !== 1 || signal.aborted) throw error;
    const { message, hint } = error;
    failures.push({ tableName, message, ...(hint === undefined ? {} : { hint }) });
    return undefined;
  }
};
