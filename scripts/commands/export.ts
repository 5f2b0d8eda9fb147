import { resolve } from 'node:path';
import { isOfAws } from '../../aws/clients/error-kinds.ts';
import { isRefusedParameter } from '../../aws/users/list-users.ts';
import { importFileLimits } from '../../core/csv/import-limits.ts';
import { RefusedError } from '../../core/errors.ts';
import { assertExportable, type ExportSettings } from '../../core/export/export-settings.ts';
import { type ExportPorts, exportUsers } from '../../core/export/export-users.ts';
import { explainDiskError } from '../files/explain-disk-error.ts';
import { createPackageWriter } from '../files/package-writer.ts';
import type { Command, CommandContext, Progress } from './command.ts';
import { type ConnectedPool, connectPools } from './connect-pools.ts';
import { listCrossedSubs } from './export-crossed.ts';
import { exportOptions, readExportOptions } from './export-options.ts';
import { planExport } from './export-plan.ts';
import { leaveExportRun, openExportRun } from './export-run.ts';
import { summarizeExport, toExportJson } from './export-summary.ts';
import { importColumnsOf } from './import-columns-of.ts';
import { explainListingError, listingOf } from './list-users-of.ts';
import { secondFactorsOf } from './second-factors-of.ts';

export const exportCommand: Command = {
  name: 'export',
  summary: 'Writes the users of the source pool to a package that import reads.',
  description:
    "Lists the source pool and writes a directory with import files in the target's format, the users in them, and " +
    'everybody who was left out, with the reason and the way out. Changes nothing in AWS. The same pool gives the same ' +
    'package, byte for byte. Interrupted, the same command continues.',
  options: exportOptions,
  examples: [
    {
      command: 'poolferry export --out package',
      explains: 'Writes ./package from the pools of poolferry.config.json.',
    },
    {
      command: 'poolferry export --out rest --only-missing',
      explains: 'Later: only those who have not crossed by signing in.',
    },
    {
      command: 'poolferry export --out merged --merge reviewed.csv',
      explains: 'After a review of merge-proposal.csv, with the rows that are right.',
    },
  ],
  writesToAws: false,
  needs: ['source', 'target'],
  async run(context) {
    const directory = String(context.options.out);
    const decided = await readExportOptions(context);
    const pools = await connectPools(context, ['source', 'target']);
    const settings: ExportSettings = {
      ...pools,
      header: await importColumnsOf(pools.target, context),
      users: context.config.users,
      ...decided,
      toolVersion: context.toolVersion,
      limits: importFileLimits,
    };
    assertExportable(settings);
    context.say(...planExport(settings, context.config));
    warnBefore(settings, context);

    const writer = await createPackageWriter(resolve(context.workingDirectory, directory));
    const run = await openExportRun(settings, context).catch((error: unknown) => {
      throw explainDiskError(error, keepFailed) ?? error;
    });
    const { estimatedUsers } = pools.source.profile;
    const result = await context.progress(
      'Exporting',
      (progress) =>
        exportUsers(settings, { ...connectExport(pools, context, progress), run, writer }).catch(async (error) => {
          // What went wrong first is what a person must hear of.
          await leaveExportRun(run).catch(() => undefined);
          throw explainFailure(error, settings, pools);
        }),
      { unit: 'users', ...(estimatedUsers > 0 ? { total: estimatedUsers } : {}) },
    );
    // The package stands; what was kept to continue is of no use any more, and about real people.
    await run.discard();
    return {
      exitCode: result.manifest.counts.rejected > 0 ? 3 : 0,
      json: toExportJson(result, directory),
      summary: summarizeExport(result, directory),
    };
  },
};

/** Timers wake late: a bucket of one would lose what runs over meanwhile. */
const listingBurst = 2;

const keepFailed = {
  doing: 'keep what was listed',
  code: 'state-unwritable',
  hint: 'Mend that, or keep it elsewhere with --state-dir, and run the same command again.',
};

const explainFailure = (error: unknown, { selection }: ExportSettings, { source }: Pools): unknown => {
  const ofDisk = explainDiskError(error, keepFailed);
  if (ofDisk !== undefined) return ofDisk;
  // It may hold an address, which is not repeated. What it may be:
  // https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-manage-user-accounts.html, read 2026-11-20.
  if (selection.filter !== undefined && isRefusedParameter(error)) {
    return new RefusedError('ListUsers does not take what --filter says.', {
      code: 'bad-filter',
      hint:
        `It is one attribute, = or ^=, and a value in quotes: --filter 'email ^= "ann"'. Of attributes there are username, ` +
        'email, phone_number, name, given_name, family_name, preferred_username, cognito:user_status, status and sub.',
      cause: error,
    });
  }
  return isOfAws(error) ? explainListingError(error, source) : error;
};

type Pools = { readonly source: ConnectedPool; readonly target: ConnectedPool };

const connectExport = (
  pools: Pools,
  context: CommandContext,
  progress: Progress,
): Omit<ExportPorts, 'run' | 'writer'> => ({
  listing: listingOf(pools.source, context, progress, listingBurst),
  listCrossedSubs: () => listCrossedSubs(pools, context),
  secondFactors: secondFactorsOf(pools.source, context),
  onPhase: (phase) => progress.note(phase),
  onListed: (users) => progress.advance(users),
});

const warnBefore = ({ mfa, onlyMissing }: ExportSettings, { warn, config }: CommandContext) => {
  if (mfa === 'check') {
    warn('Reading second factors makes every exported user a monthly active user of the source, which is billed.');
  }
  if (onlyMissing && config.ledger === undefined) {
    warn('Without "ledger" in the configuration, only imports that are kept here tell who has crossed.');
  }
};
