import { resolve } from 'node:path';
import { explainAwsError } from '../../aws/clients/explain-error.ts';
import { createLedger } from '../../aws/ledger/create-ledger.ts';
import { createLedgerClient } from '../../aws/ledger/ledger-client.ts';
import { importFileLimits } from '../../core/csv/import-limits.ts';
import { RefusedError } from '../../core/errors.ts';
import { assertExportable, type ExportSettings } from '../../core/export/export-settings.ts';
import { exportUsers } from '../../core/export/export-users.ts';
import { createPackageWriter } from '../files/package-writer.ts';
import type { Command, CommandContext } from './command.ts';
import { type ConnectedPool, connectPools } from './connect-pools.ts';
import { readMarking } from './export-marking.ts';
import { summarizeExport, toExportJson } from './export-summary.ts';
import { importColumnsOf } from './import-columns-of.ts';
import { listUsersOf } from './list-users-of.ts';
import { secondFactorsOf } from './second-factors-of.ts';

export const exportCommand: Command = {
  name: 'export',
  summary: 'Writes the users of the source pool to a package that import reads.',
  description:
    "Lists the source pool and writes a directory with import files in the target's format, the users in them, and " +
    'everybody who was left out, with the reason and the way out. Changes nothing in AWS. The same pool gives the same ' +
    'package, byte for byte.',
  options: [
    {
      flags: '--out <dir>',
      description: 'Directory to write; must be new, empty or the same package.',
      required: true,
    },
    { flags: '--include-disabled', description: 'Also export disabled users, in parts of their own.' },
    { flags: '--only-missing', description: 'Leave out users whom the ledger knows to have crossed.' },
    { flags: '--mfa <how>', description: 'Second factors: check (reads every user) or drop.', parse: parseMfa },
    { flags: '--mark-verified-list <file>', description: 'Vouch for these users: one source sub per line.' },
    { flags: '--mark-all-verified', description: 'Vouch for the address of every user.' },
    { flags: '--merge <file>', description: 'Decided merges. Not built yet: refused.' },
    { flags: '--filter <expression>', description: 'Export a part of the pool. Not built yet: refused.' },
    { flags: '--limit <number>', description: 'Export a few users. Not built yet: refused.' },
  ],
  examples: [
    {
      command: 'poolferry export --out package',
      explains: 'Writes ./package from the pools of poolferry.config.json.',
    },
    {
      command: 'poolferry export --out rest --only-missing',
      explains: 'Later: only those who have not crossed by signing in.',
    },
  ],
  writesToAws: false,
  needs: ['source', 'target'],
  async run(context) {
    refuseWhatIsNotBuilt(context);
    const directory = String(context.options.out);
    const marking = await readMarking(context);
    const { source, target } = await connectPools(context, ['source', 'target']);
    const settings: ExportSettings = {
      source,
      target,
      header: await importColumnsOf(target, context),
      users: context.config.users,
      includeDisabled: context.options.includeDisabled === true,
      onlyMissing: context.options.onlyMissing === true,
      marking,
      mfa: context.options.mfa as ExportSettings['mfa'],
      toolVersion: context.toolVersion,
      limits: importFileLimits,
    };
    assertExportable(settings);
    if (settings.mfa === 'check') {
      context.warn(
        'Reading second factors makes every exported user a monthly active user of the source, which is billed.',
      );
    }

    const writer = await createPackageWriter(resolve(context.workingDirectory, directory));
    const result = await context.progress(
      'Exporting',
      (progress) =>
        exportUsers(settings, {
          listUsers: () => listUsersOf(source, context, progress),
          listCrossedSubs: () => listCrossedSubs(target, context),
          secondFactors: secondFactorsOf(source, context),
          writer,
          onPhase: (phase) => progress.note(phase),
          onListed: () => progress.advance(),
        }),
      { unit: 'users', ...(source.profile.estimatedUsers > 0 ? { total: source.profile.estimatedUsers } : {}) },
    );
    return {
      exitCode: result.manifest.counts.rejected > 0 ? 3 : 0,
      json: toExportJson(result, directory),
      summary: summarizeExport(result, directory),
    };
  },
};

function parseMfa(value: string): string {
  if (value !== 'check' && value !== 'drop') throw new Error('is "check" or "drop"');
  return value;
}

const refuseWhatIsNotBuilt = ({ options, config }: CommandContext) => {
  for (const name of ['merge', 'filter', 'limit']) {
    if (options[name] !== undefined) {
      throw new RefusedError(`--${name} is not built yet.`, {
        code: 'not-built-yet',
        hint: 'Nothing was written. Run it without that option.',
      });
    }
  }
  if (options.onlyMissing === true && config.ledger === undefined) {
    throw new RefusedError('--only-missing needs the ledger, which knows who has crossed.', {
      code: 'ledger-missing',
      hint: 'Set "ledger.tableName" in the configuration, or run it without --only-missing.',
    });
  }
};

/** Whoever is bound has crossed; whoever was forgotten must not come back. The ledger stands beside the target pool. */
async function* listCrossedSubs(target: ConnectedPool, { config, signal }: CommandContext) {
  const tableName = config.ledger?.tableName ?? '';
  try {
    for await (const row of createLedger({ client: createLedgerClient(target.settings), tableName, signal }).list()) {
      if (row.state !== 'reserved') yield row.previousSub;
    }
  } catch (error) {
    throw explainAwsError(error, { doing: `read the ledger "${tableName}"`, action: 'dynamodb:Scan' });
  }
}
