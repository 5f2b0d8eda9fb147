import type { Config } from '../../core/config/schema.ts';
import type { ExportSettings } from '../../core/export/export-settings.ts';
import { describeListing } from '../../core/export/listing/list-pool.ts';
import { findBlankColumns, findMappingNotes } from '../../core/users/mapping-notes.ts';
import { usernameMode } from '../../core/users/target-login.ts';
import { type Block, facts, heading, list } from '../terminal/blocks.ts';
import { formatCount, formatDuration } from '../terminal/format-progress.ts';

/** What an export is going to do, said before anybody is listed. */
export const planExport = (settings: ExportSettings, { limits }: Pick<Config, 'limits'>): Block[] => [
  ...planFacts(settings, limits.listRequestsPerSecond),
  ...planMapping(settings),
];

const planMapping = ({ users, source, target }: ExportSettings): Block[] => {
  const notes = findMappingNotes(users, { source: source.profile, target: target.profile });
  return notes.length === 0 ? [] : [heading('Attributes of which the target asks more'), list(notes)];
};

const planFacts = (settings: ExportSettings, requestsPerSecond: number): Block[] => {
  const blank = findBlankColumns(settings.users, settings.header);
  return [
    heading('Plan'),
    facts(
      ['Users', describeUsers(settings)],
      ['Listing', describePace(settings, requestsPerSecond)],
      ['Sign-in name', describeSignIn(settings)],
      ['Shared names', settings.users.duplicates],
      ['Unverified', describeMarking(settings)],
      ...(settings.mfa === undefined ? [] : ([['Second factors', settings.mfa]] as const)),
      ...(settings.includeDisabled ? ([['Disabled users', 'exported, in parts of their own']] as const) : []),
      ...(settings.onlyMissing ? ([['Crossed users', 'left out']] as const) : []),
      ['Attributes', describeCopy(settings)],
      ...(blank.length > 0 ? ([['Left blank', blank.join(', ')]] as const) : []),
      ...(settings.merges.size > 0 ? ([['Merges', `${settings.merges.size}, as decided`]] as const) : []),
    ),
  ];
};

const describeUsers = ({ source, selection }: ExportSettings) => {
  const all = `about ${formatCount(source.profile.estimatedUsers)}, by the pool's own estimate`;
  const { filter, limit } = selection;
  const parts = [
    ...(filter === undefined ? [] : [`only those with ${filter}`]),
    ...(limit === undefined ? [] : [`only ${formatCount(limit)} of them`]),
  ];
  return [all, ...parts].join('; ');
};

const describePace = ({ source, selection }: ExportSettings, requestsPerSecond: number) => {
  const { estimatedUsers } = source.profile;
  const { shards, pages } = describeListing({ ...selection, estimatedUsers });
  const how = shards > 0 ? `in ${shards} shards` : 'as a whole';
  const atLeast = formatDuration((pages / requestsPerSecond) * 1000);
  return `${how}, ${requestsPerSecond} requests a second, at least ${atLeast}`;
};

const describeSignIn = ({ users, target }: ExportSettings) => {
  const mode = usernameMode(users.username, target.profile);
  const name = {
    keep: 'the username',
    'source-sub': 'the source sub',
    email: 'email',
    phone_number: 'phone_number',
    'email-or-phone': 'the first verified one of email and phone_number',
  }[mode];
  return `${name}, ${target.profile.caseSensitive ? 'upper and lower case told apart' : 'whatever its case'}`;
};

const describeCopy = ({ users }: ExportSettings) => {
  const { copy, rename } = users.attributes;
  return copy.map((name) => (Object.hasOwn(rename, name) ? `${name} as ${rename[name]}` : name)).join(', ');
};

const describeMarking = ({ marking }: ExportSettings) => {
  if (marking.kind === 'all') return 'vouched for by you, all of them';
  return marking.kind === 'listed' ? `vouched for by you, ${marking.subs.size} of them; others rejected` : 'rejected';
};
