import type { ExportResult } from '../../core/export/export-users.ts';
import { type RejectCode, rejectCodes } from '../../core/export/reject-codes.ts';
import { packageFileNames } from '../../core/journal/package-manifest.ts';
import { type Block, command, facts, heading, list, table, text, warning } from '../terminal/blocks.ts';
import { formatCount } from '../terminal/format-progress.ts';

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
  return [heading('Next'), command(`poolferry import ${quoteIfNeeded(directory)}`)];
};

export const toExportJson = (result: ExportResult, directory: string) => {
  const { manifest, ...rest } = result;
  const { counts, files, complete, listing, options } = manifest;
  return { directory, complete, counts, listing, options, files, ...rest };
};

const describeOutcome = ({ outcome, manifest }: ExportResult, directory: string): Block[] => {
  const { listed, exported, rejected, alreadyCrossed } = manifest.counts;
  const parts = manifest.files.filter(({ name }) => name.endsWith('.csv') && name.startsWith('users-')).length;
  return [
    outcome === 'written'
      ? text(`The package "${directory}" is written.`)
      : text(`The package "${directory}" was there already and says the same. Nothing was written.`),
    facts(
      ['Listed', `${formatCount(listed)}${manifest.listing.mode === 'sharded' ? ', in shards' : ''}`],
      ['Exported', `${formatCount(exported)} in ${parts === 1 ? '1 file' : `${parts} files`}`],
      ['Rejected', formatCount(rejected)],
      ...(alreadyCrossed > 0 ? ([['Crossed already', formatCount(alreadyCrossed)]] as const) : []),
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
        return [formatCount(users), code, `${means} ${wayOut}`];
      }),
    ),
    text(`Each of them, with the reason: ${directory}/${packageFileNames.rejectsForPeople}`),
  ];
};

const describeCoverage = ({ coverage, manifest }: ExportResult): Block[] => {
  if (coverage.length === 0) return [];
  return [
    heading('What the exported users have'),
    table(
      [{ title: 'Users', align: 'right' }, { title: 'Attribute' }, { title: 'Crosses' }],
      coverage.map(({ name, users, crosses }) => [
        `${formatCount(users)} of ${formatCount(manifest.counts.exported)}`,
        name,
        crosses ? 'yes' : name.startsWith('dev:') ? 'no: only for developers' : 'no: not in attributes.copy',
      ]),
    ),
  ];
};

const describeFlags = (result: ExportResult): Block[] => {
  const { markedVerified, markedUnknown, nonAscii, lookAlikes, links, unreadableLinks, mergeProposals } = result;
  const { secondFactorsLost, manifest } = result;
  const notes: string[] = [];
  const note = (count: number, what: string) => {
    if (count > 0) notes.push(`${what}: ${count}`);
  };
  note(links, `Linked identities that stay behind (${packageFileNames.links})`);
  note(unreadableLinks.count, 'Users whose linked identities could not be read');
  note(mergeProposals, `Pairs that may be one person (${packageFileNames.mergeProposal}, only a proposal)`);
  note(nonAscii.count, 'Sign-in names with letters beyond ASCII');
  note(lookAlikes.count, 'Groups of sign-in names that look alike and are kept apart');
  const isNamedInJson = [unreadableLinks, nonAscii, lookAlikes].some(({ count }) => count > 0);
  const warnings: string[] = [];
  if (!manifest.complete) {
    warnings.push(
      'This is a part of the pool. Names that users in it share with others were not seen: do not import it in place of ' +
        'the whole.',
    );
  }
  if (manifest.listing.differences.length > 0) {
    const asAWhole =
      manifest.listing.mode === 'serial'
        ? ['The pool was listed as a whole, which takes longer and misses nobody.']
        : [];
    warnings.push([...asAWhole, ...manifest.listing.differences].join(' '));
  }
  if (markedVerified > 0) warnings.push(`Verified by your word alone: ${markedVerified}.`);
  if (markedUnknown.length > 0) {
    warnings.push(
      `Listed as verified, but no users of the source: ${markedUnknown.length}. A list has one source sub per line; --json ` +
        'names the lines that are none.',
    );
  }
  if (secondFactorsLost > 0) warnings.push(`Users who lose their second factor by crossing: ${secondFactorsLost}.`);
  if (manifest.options.mfa === 'drop') warnings.push('Second factors were not looked at. They do not cross.');
  if (manifest.options.includeDisabled === true) {
    warnings.push('Disabled users are in the package. Their import makes them enabled for as long as its job runs.');
  }
  return [
    ...(notes.length > 0 ? [heading('Worth knowing'), list(notes)] : []),
    ...(isNamedInJson ? [text('The same command with --json names those of whom only a number is told here.')] : []),
    ...warnings.map((each) => warning(each)),
  ];
};

const quoteIfNeeded = (path: string) => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);
