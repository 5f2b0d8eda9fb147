export type PasswordCharacter = 'uppercase' | 'lowercase' | 'number' | 'symbol';

/** What a pool asks of passwords that people choose. */
export type PasswordPolicy = { readonly minLength: number; readonly requires: readonly PasswordCharacter[] };

/** https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html, read 2026-11-20: these, and spaces within. */
const patterns: Readonly<Record<PasswordCharacter, RegExp>> = {
  uppercase: /[A-Z]/,
  lowercase: /[a-z]/,
  number: /[0-9]/,
  symbol: /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]|\S \S/,
};

export const keepsPolicy = (password: string, { minLength, requires }: PasswordPolicy): boolean =>
  [...password].length >= minLength && requires.every((character) => patterns[character].test(password));
