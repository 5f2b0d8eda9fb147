import { RefusedError } from '../errors.ts';
import { canonicalJson } from '../journal/canonical-json.ts';
import type { PackageManifest } from '../journal/package-manifest.ts';
import { type ExportSettings, toManifestOptions } from './export-settings.ts';
import type { PackageWriter } from './package-port.ts';

/** What makes a package the answer to these settings, as far as it is known before the users are. */
export const identifyPackage = (settings: ExportSettings) => ({
  source: { userPoolId: settings.source.profile.userPoolId, region: settings.source.region },
  target: { userPoolId: settings.target.profile.userPoolId, region: settings.target.region },
  options: toManifestOptions(settings),
  header: [...settings.header],
});

type Identity = ReturnType<typeof identifyPackage>;

/** Refuses to make a package where one stands that was made otherwise; names what is different. */
export const assertSameExport = async (settings: ExportSettings, writer: PackageWriter): Promise<void> => {
  const existing = await writer.existing();
  if (existing === undefined) return;
  const differences = namesOfDifferences(existing, identifyPackage(settings));
  if (differences.length === 0) return;
  throw new RefusedError(`The directory holds a package that was made otherwise: ${differences.join(', ')}.`, {
    code: 'package-differs',
    hint: 'Choose another directory with --out, or move that one away.',
  });
};

const namesOfDifferences = (found: Pick<PackageManifest, keyof Identity>, meant: Identity): string[] => {
  const differs = (one: unknown, other: unknown) => canonicalJson(one ?? null) !== canonicalJson(other ?? null);
  const [made, asked]: Record<string, unknown>[] = [found.options, meant.options];
  return [
    ...(differs(found.source, meant.source) ? ['source pool'] : []),
    ...(differs(found.target, meant.target) ? ['target pool'] : []),
    ...(differs(found.header, meant.header) ? ["the target's import columns"] : []),
    ...Object.keys({ ...made, ...asked })
      .filter((name) => differs(made?.[name], asked?.[name]))
      .sort(),
  ];
};
