/** What makes a person of the cast interesting. `ordinary` people have none of the troubles. */
export type Kind =
  | 'ordinary'
  | 'comma'
  | 'quote'
  | 'newline'
  | 'non-latin'
  | 'mixed-case-address'
  | 'unverified-phone'
  | 'twin-username'
  | 'odd-birthdate'
  | 'shared-address'
  | 'shared-address-by-case'
  | 'unverified-address'
  | 'no-address'
  | 'disabled'
  | 'federated'
  | 'unconfirmed'
  | 'temporary-password'
  | 'reset-required';

/** A user of the source pool as the demo means it, before any pool has it. */
export type Person = {
  /** What they sign in with in the source. */
  readonly username: string;
  readonly kind: Kind;
  readonly password: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly status: 'CONFIRMED' | 'UNCONFIRMED' | 'FORCE_CHANGE_PASSWORD' | 'RESET_REQUIRED' | 'EXTERNAL_PROVIDER';
  readonly enabled: boolean;
  readonly createdAtMs: number;
  readonly groups: readonly string[];
};

/** A person who stands in the source pool, and so has a `sub` there. */
export type SeededPerson = Person & { readonly sub: string };

export const emailOf = (person: Person): string | undefined => person.attributes.email;

export const isEmailVerified = (person: Person): boolean => person.attributes.email_verified === 'true';
