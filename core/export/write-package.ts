import { encodeReport } from '../csv/encode-report.ts';
import { type PackageLink, type PackageManifest, packageFileNames } from '../journal/package-manifest.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { Decisions } from './decide-users.ts';
import { type ExportSettings, toManifestOptions } from './export-settings.ts';
import { mergeProposalColumns, proposeMerges } from './merge-proposal.ts';
import type { PackageWriter } from './package-port.ts';
import { readLinks } from './read-links.ts';
import type { RejectCode } from './reject-codes.ts';
import type { ImportRowRules } from './to-import-row.ts';
import { writeParts } from './write-parts.ts';
import { toJsonLines } from './write-pieces.ts';

/** Writes every file of a package, the manifest and the final name last. `listed` users were decided upon. */
export const writePackage = async (
  listed: number,
  decisions: Decisions,
  rules: ImportRowRules,
  settings: ExportSettings,
  writer: PackageWriter,
) => {
  const { exported, rejects, crossed } = decisions;
  const links = exported.flatMap(({ user }) => readableLinks(user));
  const merges = proposeMerges(decisions.duplicateGroups);
  const { files, users } = await writeParts(exported, rules, settings.limits, writer);
  const write = async (name: string, rows: number, chunks: Iterable<string>) => {
    files.push({ name, rows, ...(await writer.write(name, chunks)) });
  };
  await write(packageFileNames.users, users.length, toJsonLines(users));
  await write(packageFileNames.rejects, rejects.length, toJsonLines(rejects));
  const forPeople = rejects.map(({ sub, username, code, message }) => [sub, username, code, message]);
  const report = encodeReport(['sub', 'username', 'code', 'message'], forPeople);
  await write(packageFileNames.rejectsForPeople, rejects.length, [report]);
  await write(packageFileNames.links, links.length, toJsonLines(links));
  await write(packageFileNames.mergeProposal, merges.length, [encodeReport(mergeProposalColumns, merges)]);

  const manifest: PackageManifest = {
    schemaVersion: 1,
    toolVersion: settings.toolVersion,
    ...identifyPackage(settings),
    complete: true,
    counts: {
      listed,
      exported: exported.length,
      rejected: rejects.length,
      alreadyCrossed: crossed,
      rejectedByCode: countByCode(rejects),
    },
    listing: { mode: 'serial', differences: [] },
    files,
  };
  return { outcome: await writer.finish(manifest), manifest, links: links.length, mergeProposals: merges.length };
};

/** What makes a package the answer to these settings, as far as it is known before the users are. */
export const identifyPackage = ({ source, target, header, ...settings }: ExportSettings) => ({
  source: { userPoolId: source.profile.userPoolId, region: source.region },
  target: { userPoolId: target.profile.userPoolId, region: target.region },
  options: toManifestOptions({ source, target, header, ...settings }),
  header: [...header],
});

const readableLinks = (user: UserRecord): readonly PackageLink[] => {
  const links = readLinks(user);
  return links === 'unreadable' ? [] : links;
};

const countByCode = (rejects: readonly { readonly code: RejectCode }[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { code } of rejects) counts[code] = (counts[code] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
};
