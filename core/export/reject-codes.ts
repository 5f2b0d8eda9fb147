/** What a person is told about a reject: what it means, and the way out for users who have it. */
export type RejectExplanation = { readonly means: string; readonly wayOut: string };

const lazily = 'They can still cross by signing in through the trigger.';

/** Every reason for which `export` leaves a user out. Codes are part of the package format: they are added, never renamed. */
export const rejectCodes = {
  disabled: {
    means: 'The user is disabled in the source.',
    wayOut: 'Leave them behind, or export with --include-disabled.',
  },
  'external-provider': {
    means: 'The user signs in through an identity provider and has no password to carry.',
    wayOut: 'They reappear when they first sign in through that provider in the target.',
  },
  unconfirmed: {
    means: 'The user never confirmed the sign-up.',
    wayOut: 'They sign up again in the target, or an administrator confirms them in the source first.',
  },
  'status-not-carried': {
    means: 'The user is in a status that does not cross (archived, compromised, unknown).',
    wayOut: 'Mend the user in the source, then export again.',
  },
  'no-sign-in-name': {
    means: 'The user lacks the attribute that is the sign-in name in the target.',
    wayOut: 'Add it in the source, or choose another "users.username".',
  },
  'unverified-sign-in-name': {
    means: 'The address that would be the sign-in name was never verified in the source.',
    wayOut: 'Have it verified in the source, or vouch for it with --mark-verified-list.',
  },
  'no-verified-address': {
    means: 'The target imports only users with an address it verifies, and the source has not verified it.',
    wayOut: 'Have it verified in the source, or vouch for it with --mark-verified-list.',
  },
  'verified-without-address': {
    means: 'The source says an address is verified that the user does not have.',
    wayOut: 'Mend the user in the source, then export again.',
  },
  'duplicate-sign-in-name': {
    means: 'Several users would have the same sign-in name in the target.',
    wayOut: 'Mend them in the source, or choose who gets it with "users.duplicates".',
  },
  'duplicate-none-verified': {
    means:
      'Several users would have the same sign-in name, and none of them proved it. Of usernames that differ only in case ' +
      'the older one is the proof.',
    wayOut:
      'Have the rightful one verify the address in the source, or give usernames to the oldest with "users.duplicates": ' +
      '"oldest-created". Then export again.',
  },
  'duplicate-not-chosen': {
    means:
      'Another user with the same sign-in name was chosen or has crossed already, or it is an address that only that one ' +
      'verified.',
    wayOut:
      'Give this user another address in the source if both are people of their own; one that only the other verified may be ' +
      'verified by this user too. If the other one is rejected too, mend that first: nobody has the name.',
  },
  merged: {
    means: 'You decided that this account becomes part of another one.',
    wayOut:
      'Nothing to do once the other user crosses: the identity map leads to them what this one owns. If they are rejected ' +
      'too, mend that and export again.',
  },
  'second-factor': {
    means: 'The user has a second factor, and "users.mfa.passwordOnly" denies crossing without it.',
    wayOut: 'Set it to "reset" if those users may enrol their second factor anew.',
  },
  vanished: {
    means: 'The user was listed at first and was gone later on: deleted while the export was running.',
    wayOut: 'Nothing to do. If they still exist, export again.',
  },
  'missing-required': {
    means: 'The user lacks an attribute that the target requires.',
    wayOut: 'Add it in the source, then export again.',
  },
  'unknown-attribute': {
    means: 'The user has an attribute that the target does not know.',
    wayOut: 'Add it to the target, or take it out of "users.attributes.copy".',
  },
  'value-too-long': {
    means: 'An attribute is longer than the target allows.',
    wayOut: 'Shorten it in the source, or take it out of "users.attributes.copy".',
  },
  'value-too-short': {
    means: 'An attribute is shorter than the target allows.',
    wayOut: 'Mend it in the source, or take it out of "users.attributes.copy".',
  },
  'bad-number': {
    means: 'An attribute is not a number, or outside the range of the target.',
    wayOut: 'Mend it in the source, or take it out of "users.attributes.copy".',
  },
  'bad-boolean': {
    means: 'An attribute is neither true nor false.',
    wayOut: 'Mend it in the source, or take it out of "users.attributes.copy".',
  },
  'bad-date': {
    means: 'A date is not one, or not written as YYYY-MM-DD.',
    wayOut: `Mend it in the source, then export again. ${lazily}`,
  },
  'bad-phone-number': {
    means: 'The phone number is not a plus sign, country code and digits.',
    wayOut: 'Mend it in the source, then export again.',
  },
  'bad-email': {
    means: 'The e-mail address is not one.',
    wayOut: 'Mend it in the source, then export again.',
  },
  'bad-username': {
    means: 'The target cannot have this username: too long, white space, or the shape of an alias.',
    wayOut: 'Choose another "users.username".',
  },
  'unsafe-value': {
    means: "A value holds something that Cognito's import format cannot carry safely.",
    wayOut: `Mend it in the source, then export again. ${lazily}`,
  },
  'row-too-long': {
    means: 'All values together are longer than a row of an import file may be.',
    wayOut: `Take attributes out of "users.attributes.copy". ${lazily}`,
  },
} as const satisfies Record<string, RejectExplanation>;

export type RejectCode = keyof typeof rejectCodes;
