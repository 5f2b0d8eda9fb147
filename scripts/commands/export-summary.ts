import type { ExportResult } from '../../core/export/export-users.ts';
import { type RejectCode, rejectCodes } from '../../core/export/reject-codes.ts';
import { packageFileNames } from '../../core/journal/package-manifest.ts';
import { type Block, command, facts, heading, list, table, text, warning } from '../terminal/blocks.ts';

/** What a person reads after an export: what came out, who did not and why, which data crosses, what to do next. */
export const summarizeExport = (result: ExportResult, directory: string): Block[] => [
  ...describeOutcome(result, directory),
  ...describeRejects(result, directory),
  ...describeCoverage(result),
  ...describeFlags(result),
  ...describeNext(result, directory),
];

const describeNext = ({ manifest }: ExportResult, directory: string): Block[] => {
  if (manifest.counts.exported === 0) return [text('There is nobody to import.')];
  if (manifest.options.includeDisabled === true) return [];
  return [heading('Next'), command(`poolferry import ${quoteIfNeeded(directory)}`)];
};

export const toExportJson = (result: ExportResult, directory: string) => {
  const { manifest, lookAlikes, ...rest } = result;
  const { counts, files, complete, listing, options } = manifest;
  return { directory, complete, counts, listing, options, files, ...rest, lookAlikes };
};

const describeOutcome = ({ outcome, manifest }: ExportResult, directory: string): Block[] => {
  const { listed, exported, rejected, alreadyCrossed } = manifest.counts;
  const parts = manifest.files.filter(({ name }) => name.endsWith('.csv') && name.startsWith('users-')).length;
  return [
    outcome === 'written'
      ? text(`The package "${directory}" is written.`)
      : text(`The package "${directory}" was there already and says the same. Nothing was written.`),
    facts(
      ['Listed', String(listed)],
      ['Exported', `${exported} in ${parts === 1 ? '1 file' : `${parts} files`}`],
      ['Rejected', String(rejected)],
      ...(alreadyCrossed > 0 ? ([['Crossed already', String(alreadyCrossed)]] as const) : []),
    ),
  ];
};

const describeRejects = ({ manifest }: ExportResult, directory: string): Block[] => {
  const codes = Object.entries(manifest.counts.rejectedByCode);
  if (codes.length === 0) return [];
  return [
    heading('Who was left out, and the way out'),
    table(
      [{ title: 'Users', align: 'right' }, { title: 'Code' }, { title: 'What it means, what to do' }],
      codes.map(([code, users]) => {
        const { means, wayOut } = rejectCodes[code as RejectCode];
        return [String(users), code, `${means} ${wayOut}`];
      }),
    ),
    text(`Each of them, with the reason: ${directory}/${packageFileNames.rejectsForPeople}`),
  ];
};

const describeCoverage = ({ coverage }: ExportResult): Block[] => {
  if (coverage.length === 0) return [];
  return [
    heading('What the exported users have'),
    table(
      [{ title: 'Users', align: 'right' }, { title: 'Attribute' }, { title: 'Crosses' }],
      coverage.map(({ name, users, crosses }) => [String(users), name, crosses ? 'yes' : 'no: not in attributes.copy']),
    ),
  ];
};

const describeFlags = (result: ExportResult): Block[] => {
  const { markedVerified, markedUnknown, lookAlikes, links, unreadableLinks, mergeProposals, manifest } = result;
  const { secondFactorsLost } = result;
  const notes: string[] = [];
  const note = (count: number, what: string) => {
    if (count > 0) notes.push(`${what}: ${count}`);
  };
  note(links, `Linked identities that stay behind (${packageFileNames.links})`);
  note(unreadableLinks.length, 'Users whose linked identities could not be read');
  note(mergeProposals, `Pairs that may be one person (${packageFileNames.mergeProposal}, only a proposal)`);
  note(lookAlikes.nonAscii.length, 'Sign-in names with letters beyond ASCII');
  note(lookAlikes.groups.length, 'Groups of sign-in names that look alike and are kept apart');
  const warnings: string[] = [];
  if (markedVerified > 0) warnings.push(`Verified by your word alone: ${markedVerified}.`);
  if (markedUnknown.length > 0)
    warnings.push(`Listed as verified, but no users of the source: ${markedUnknown.length}.`);
  if (secondFactorsLost > 0) warnings.push(`Users who lose their second factor by crossing: ${secondFactorsLost}.`);
  if (manifest.options.mfa === 'drop') warnings.push('Second factors were not looked at. They do not cross.');
  if (manifest.options.includeDisabled === true) {
    warnings.push('Disabled users are in the package. Importing such packages is not built yet.');
  }
  return [
    ...(notes.length > 0 ? [heading('Worth knowing'), list(notes)] : []),
    ...warnings.map((each) => warning(each)),
  ];
};

const quoteIfNeeded = (path: string) => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);
