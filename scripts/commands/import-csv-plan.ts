import { type Block, text, warning } from '../terminal/blocks.ts';
import type { CsvFacts } from './import-input.ts';

/** What a plain CSV means for the rest of a migration. */
export const csvNotes = ({ isReadByOthers, rowsWithHash }: CsvFacts, hasLedger: boolean): Block[] => [
  text(
    'A plain CSV does not say who its users were in another pool. They get no place in the identity map, and nothing that ' +
      'an old user owns is rewritten to them.',
  ),
  ...(hasLedger
    ? [
        warning(
          'The ledger does not know these users, and keeps nobody out whom it was asked to forget. If one of them is also a user of the source who has not crossed, that ' +
            'user can cross no more under this name: Cognito calls the trigger only for names that nobody has. Export ' +
            'users of the source instead, and import the package.',
        ),
      ]
    : []),
  ...(isReadByOthers
    ? [
        warning(
          rowsWithHash > 0
            ? 'Others on this machine may read the file, and the password hashes in it: take that right away (chmod 600).'
            : 'Others on this machine may read the file: take that right away (chmod 600).',
        ),
      ]
    : []),
];

export const csvExperience = ({ algorithm, rowsWithHash }: CsvFacts, rows: number): string[] => [
  `${rowsWithHash} of ${rows} rows bring a password along, hashed by ${algorithm}. These users sign in with it as before.`,
  'Until their first sign-in the app must use USER_PASSWORD_AUTH (or ADMIN_USER_PASSWORD_AUTH): SRP fails for them. A password reset before that throws the hash away.',
  "The pool's password policy is not applied to these passwords.",
  ...(rowsWithHash === rows
    ? []
    : ['The others get no message now; their first sign-in is refused until they choose "Forgot password".']),
  'Only pools on the newer infrastructure of AWS take hashes; on another one no job is made, and nobody is imported.',
];
