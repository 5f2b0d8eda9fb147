/** Why a row was not imported, for people: what it means, and what to do about it. */
export const importCodes = {
  'gone-from-source': {
    explains: 'The source no longer has this user.',
    wayOut: 'Nothing to do, unless the user should not have been deleted.',
  },
  'disabled-since-export': {
    explains: 'The source disabled this user after the export.',
    wayOut: 'Enable the user there and use --retry, or leave it.',
  },
  'enabled-since-export': {
    explains: 'The source enabled this user after the export, whose row was to be disabled.',
    wayOut: 'Export again and import the new package.',
  },
  'changed-since-export': {
    explains: 'The source user changed after the export, so the row is out of date.',
    wayOut: 'Export again and import the new package.',
  },
  'duplicate-since-export': {
    explains: 'Another source user with the same sign-in name appeared after the export.',
    wayOut: 'Export again: the export settles duplicates.',
  },
  squatted: {
    explains: 'Somebody else holds the sign-in name in the target.',
    wayOut:
      'Find out who signed up there. If that user has to go, delete it and use --retry; or export again with another name.',
  },
  unproven: {
    explains: 'The target has a user of this name who may be the same person, but nothing proves it.',
    wayOut: 'If you know it, state the pair in a file for "poolferry map --pairs".',
  },
  'name-taken': {
    explains: 'Somebody in the target has a sign-in name of the row, and a plain CSV proves nothing about who is who.',
    wayOut:
      'If it is the same person there is nothing to do; if not, correct the row, or find out who signed up there.',
  },
  'crossing-now': {
    explains: 'The trigger is carrying this user at this moment.',
    wayOut: 'Nothing: the ledger takes note at the first sign-in, and the map follows it.',
  },
  'crossed-and-gone': {
    explains: 'This user crossed before and is no longer in the target.',
    wayOut: 'Nothing: a user who was deleted in the target stays out.',
  },
  forgotten: {
    explains: 'This user was forgotten on request.',
    wayOut: 'Nothing: the tombstone keeps the user out. Where the target has them after all, delete them there.',
  },
  'claimed-by-other-login': {
    explains: 'The ledger holds a claim of this user for another sign-in name.',
    wayOut: 'Let the user finish signing in under that name, then use --retry.',
  },
  'no-verified-contact': {
    explains: 'No address of the row is verified, and the target asks for one.',
    wayOut: 'Verify the address in the source and export again; in a plain CSV, correct the row.',
  },
  'rejected-by-cognito': {
    explains: 'The import job refused the row.',
    wayOut:
      'Correct the user in the source and export again, or the row in a plain CSV; or mend the target and use --retry.',
  },
  'skipped-by-cognito': {
    explains: 'The import job says the user exists, yet the target shows nobody of that name.',
    wayOut: 'Use --retry.',
  },
  'gone-from-target': {
    explains: 'The import job made the user, but the target no longer shows one of that name.',
    wayOut: 'Find out who deleted it; nothing brings it back by itself.',
  },
  'no-verdict': {
    explains: 'The job ended without a word about the row, and the target has no such user.',
    wayOut: 'Use --retry.',
  },
} as const;

export type ImportCode = keyof typeof importCodes;

/** Failures whose rows are worth a look: the row itself, or who stands in its way in the target, was refused. */
export const codesWorthAnotherImport: ReadonlySet<ImportCode> = new Set([
  'squatted',
  'name-taken',
  'no-verified-contact',
  'rejected-by-cognito',
  'skipped-by-cognito',
  'no-verdict',
]);
