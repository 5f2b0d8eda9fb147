import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RefusedError } from '../../core/errors.ts';
import type { ExportSettings } from '../../core/export/export-settings.ts';
import { noMerges, readMergeDecisions } from '../../core/export/merge-decisions.ts';
import type { CommandContext, OptionSpec } from './command.ts';
import { readMarking } from './export-marking.ts';

const parseMfa = (value: string): string => {
  if (value !== 'check' && value !== 'drop') throw new Error('is "check" or "drop"');
  return value;
};

const parseLimit = (value: string): number => {
  const limit = /^[1-9]\d{0,8}$/.test(value) ? Number(value) : 0;
  if (limit === 0) throw new Error('is a whole number from 1');
  return limit;
};

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html, read 2026-11-20. */
const parseFilter = (value: string): string => {
  if (value.trim() === '' || value.length > 256) throw new Error('has 1 to 256 characters');
  return value;
};

export const exportOptions: readonly OptionSpec[] = [
  {
    flags: '--out <dir>',
    description: 'Directory to write; must be new, empty or the same package.',
    required: true,
  },
  { flags: '--include-disabled', description: 'Also export disabled users, in parts of their own.' },
  {
    flags: '--only-missing',
    description: 'Leave out users who are proven to have crossed: by the ledger, or by an import kept here.',
  },
  { flags: '--mfa <how>', description: 'Second factors: check (reads every user) or drop.', parse: parseMfa },
  { flags: '--mark-verified-list <file>', description: 'Vouch for these users: one source sub per line.' },
  { flags: '--mark-all-verified', description: 'Vouch for the address of every user.' },
  { flags: '--merge <file>', description: 'Merge the users of a reviewed merge-proposal.csv.' },
  {
    flags: '--filter <expression>',
    description: 'List only a part of the pool, by a filter of ListUsers. The package is marked as incomplete.',
    parse: parseFilter,
  },
  {
    flags: '--limit <number>',
    description: 'List only so many users, whoever comes first. The package is marked as incomplete.',
    parse: parseLimit,
  },
  { flags: '--serial', description: 'List the pool as a whole, not in shards: slower, and beyond doubt.' },
  { flags: '--restart', description: 'Forget what an interrupted export has listed.' },
];

/** What the options of an export decide, files that they name included. */
export const readExportOptions = async (
  context: CommandContext,
): Promise<Pick<ExportSettings, 'includeDisabled' | 'onlyMissing' | 'marking' | 'mfa' | 'selection' | 'merges'>> => {
  const { options } = context;
  return {
    includeDisabled: options.includeDisabled === true,
    onlyMissing: options.onlyMissing === true,
    marking: await readMarking(context),
    mfa: options.mfa as ExportSettings['mfa'],
    selection: {
      serial: options.serial === true,
      ...(typeof options.filter === 'string' ? { filter: options.filter } : {}),
      ...(typeof options.limit === 'number' ? { limit: options.limit } : {}),
    },
    merges: await readMerges(context),
  };
};

const readMerges = async ({ options, workingDirectory }: CommandContext) => {
  const { merge } = options;
  if (typeof merge !== 'string') return noMerges;
  const text = await readFile(resolve(workingDirectory, merge), 'utf8').catch((cause: unknown) => {
    throw new RefusedError(`Cannot read "${merge}".`, { code: 'file-unreadable', hint: 'Check --merge.', cause });
  });
  return readMergeDecisions(text, merge);
};
