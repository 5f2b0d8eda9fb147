/**
 * Attributes that every user pool has and that a user can bring along. `sub` and `identities` are not among them: Cognito
 * makes those itself. Names as in GetCSVHeader.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html, read 2026-11-20.
 */
export const standardAttributes = [
  'name',
  'given_name',
  'family_name',
  'middle_name',
  'nickname',
  'preferred_username',
  'profile',
  'picture',
  'website',
  'email',
  'email_verified',
  'gender',
  'birthdate',
  'zoneinfo',
  'locale',
  'phone_number',
  'phone_number_verified',
  'address',
  'updated_at',
] as const;

const standardNames: ReadonlySet<string> = new Set(standardAttributes);

export const isStandardAttribute = (name: string): boolean => standardNames.has(name);

/** Whether an attribute may be written to another pool at all: standard ones and `custom:` ones, nothing Cognito owns. */
export const isWritableAttribute = (name: string): boolean => isStandardAttribute(name) || name.startsWith('custom:');
