import { encodeReport } from '../csv/encode-report.ts';
import { type PackageManifest, type PackageUser, packageFileNames } from '../journal/package-manifest.ts';
import type { Scratch } from '../journal/scratch.ts';
import { createSorter, type Sorter } from '../spill/create-sorter.ts';
import { createLineWriter } from './create-line-writer.ts';
import { createPartWriter, type PartRow, type PartWriter, type RowPlace } from './create-part-writer.ts';
import { createRejectWriters } from './create-reject-writers.ts';
import type { DecidedUser } from './decide-all.ts';
import type { ExportedUser } from './decide-user.ts';
import type { ExportSettings } from './export-settings.ts';
import { createExportTally } from './export-tally.ts';
import { mergeProposalColumns } from './merge-proposal.ts';
import type { PackageWriter } from './package-port.ts';
import { readLinks } from './read-links.ts';
import { createSample } from './sample.ts';
import type { SettledNames, UserName } from './settle-names.ts';

/** Disabled users are imported enabled and disabled right after, so they come in parts small enough for that to be soon. */
const maxDisabledPerPart = 250;

type Sources = {
  readonly decided: AsyncIterable<readonly DecidedUser[]>;
  readonly names: Pick<SettledNames, 'absorbed' | 'proposals'>;
  readonly settings: ExportSettings;
};

/** Writes every file of a package but its manifest, keeping no more than a few users in memory. */
export const writePackageFiles = async (
  { decided, names, settings }: Sources,
  writer: PackageWriter,
  scratch: Scratch,
) => {
  const { header, limits, memory } = settings;
  const parts = createPartWriter(header, limits, writer);
  const rejects = await createRejectWriters(writer);
  const links = await createLineWriter(packageFileNames.links, writer);
  const placed = await createUserLines(
    settings.includeDisabled ? createSorter(scratch, 'placed', memory) : undefined,
    writer,
  );
  const disabled = createSorter(scratch, 'disabled', memory);
  const tally = createExportTally(settings);
  const unreadableLinks = createSample<string>();

  const addExported = async (exported: ExportedUser) => {
    const { user, line, joined } = exported;
    const found = readLinks(user);
    if (found === 'unreadable') unreadableLinks.add(user.sub);
    else for (const link of found) links.add(`${JSON.stringify(link)}\n`);
    const row = { line, joined };
    const packageUser = toPackageUser(exported, names.absorbed.get(user.sub));
    if (user.enabled) placed.add(user.sub, toUserLine(packageUser, parts.addHere(row) ?? (await parts.add(row))));
    else disabled.add(user.sub, JSON.stringify({ ...row, packageUser } satisfies DisabledRow));
  };

  for await (const users of decided) {
    for (const each of users) {
      tally.add(each);
      const { decision } = each;
      if (decision.kind === 'exported') await addExported(decision.exported);
      if (decision.kind === 'rejected') rejects.add(decision.reject);
    }
    for (const writing of [parts, rejects, links, placed, disabled]) await writing.relieve();
  }
  await placeDisabled(disabled, placed, parts);
  const files = [
    ...(await parts.end()),
    await placed.end(),
    ...(await rejects.end()),
    await links.end(),
    await writeProposal(names.proposals, writer),
  ];
  return { files, tally: tally.get(), rejectedByCode: rejects.counts(), unreadableLinks: unreadableLinks.get() };
};

type UnplacedUser = Pick<PackageUser, 'sub' | 'username' | 'targetUsername'> & {
  readonly disabled?: true | undefined;
  readonly markedVerified?: PackageUser['markedVerified'];
  readonly merged?: readonly UserName[] | undefined;
};
type DisabledRow = PartRow & { readonly packageUser: UnplacedUser };

const toPackageUser = (
  { user, login, markedVerified }: ExportedUser,
  merged: readonly UserName[] | undefined,
): UnplacedUser => ({
  sub: user.sub,
  username: user.username,
  targetUsername: login,
  disabled: user.enabled ? undefined : true,
  markedVerified: markedVerified.length === 0 ? undefined : [...markedVerified],
  merged,
});

/** JSON leaves out what is undefined. */
const toUserLine = (
  { sub, username, targetUsername, disabled, markedVerified, merged }: UnplacedUser,
  { part, row }: RowPlace,
): string => JSON.stringify({ sub, username, targetUsername, part, row, disabled, markedVerified, merged });

const placeDisabled = async (disabled: Sorter, placed: UserLines, parts: PartWriter): Promise<void> => {
  let isApart = false;
  for await (const lines of disabled.sorted()) {
    if (!isApart) await parts.beginApart(maxDisabledPerPart);
    isApart = true;
    for (const { key, text } of lines) {
      const { packageUser, ...row } = JSON.parse(text) as DisabledRow;
      placed.add(key, toUserLine(packageUser, await parts.add(row)));
    }
    await parts.relieve();
    await placed.relieve();
  }
  await disabled.clear();
};

type UserLines = {
  add(sub: string, line: string): void;
  relieve(): Promise<void>;
  end(): Promise<PackageManifest['files'][number]>;
};

/** The file of users, by sub. They come in that order, unless some are disabled and placed last: then they are sorted. */
const createUserLines = async (sorter: Sorter | undefined, writer: PackageWriter): Promise<UserLines> => {
  const file = await createLineWriter(packageFileNames.users, writer);
  if (sorter === undefined) {
    return { add: (_sub, line) => file.add(`${line}\n`), relieve: file.relieve, end: file.end };
  }
  return {
    add: sorter.add,
    relieve: sorter.relieve,
    async end() {
      for await (const lines of sorter.sorted()) {
        for (const { text } of lines) file.add(`${text}\n`);
        await file.relieve();
      }
      await sorter.clear();
      return file.end();
    },
  };
};

/** A user who shares several names is proposed once, for the first of them. */
const writeProposal = async (proposals: Sorter, writer: PackageWriter): Promise<PackageManifest['files'][number]> => {
  const file = await createLineWriter(packageFileNames.mergeProposal, writer, encodeReport([mergeProposalColumns]));
  let last: string | undefined;
  for await (const lines of proposals.sorted()) {
    for (const { key, text } of lines) {
      if (key !== last) file.add(encodeReport([JSON.parse(text) as string[]]));
      last = key;
    }
    await file.relieve();
  }
  return file.end();
};
