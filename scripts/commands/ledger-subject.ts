import { readSub } from '../../core/ledger/read-sub.ts';
import type { OptionSpec } from './command.ts';

/** The source user whom a command of the ledger is about. */
export const subOption: OptionSpec = {
  flags: '--sub <sub>',
  description: 'The sub that the user has in the source pool.',
  required: true,
  parse: readSub,
};
