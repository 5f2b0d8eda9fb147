import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RefusedError } from '../../core/errors.ts';
import type { PoolProfile } from '../../core/users/pool-profile.ts';
import { writeFileAtomically } from '../files/write-file-atomically.ts';
import { type Block, text } from '../terminal/blocks.ts';
import type { Command } from './command.ts';
import { connectPools } from './connect-pools.ts';

export const poolsCommand: Command = {
  name: 'pools',
  summary: 'Describes both pools to a file that the deployment reads.',
  description:
    'Writes the settings of both user pools that the migration depends on: sign-in options, attributes, verification. ' +
    'The deployment is made from this file, without network or credentials. It holds no users. Changes nothing in AWS.',
  options: [{ flags: '--out <file>', description: 'File to write.', default: 'poolferry.pools.json' }],
  examples: [{ command: 'poolferry pools', explains: 'Writes ./poolferry.pools.json.' }],
  writesToAws: false,
  needs: ['source', 'target'],
  async run(context) {
    const file = String(context.options.out);
    const path = resolve(context.workingDirectory, file);
    await assertReplaceable(path, file);
    const { source, target } = await connectPools(context, ['source', 'target']);
    const pools = { source: source.profile, target: target.profile };
    // Settings, no personal data: this file is meant to be committed.
    await writeFileAtomically(path, `${JSON.stringify(pools, null, 2)}\n`, 0o644).catch((cause: unknown) => {
      throw cannotWrite(file, cause);
    });
    return {
      exitCode: 0,
      json: { file, ...pools },
      summary: [text(`Both pools are described in "${file}".`), ...tellSourceTriggers(source.profile)],
    };
  },
};

/** What they do, mails for instance, they do whenever the trigger checks a password. */
const tellSourceTriggers = ({ signInTriggers = [] }: PoolProfile): Block[] =>
  signInTriggers.length === 0
    ? []
    : [
        text(
          `The source has functions of its own (${signInTriggers.join(', ')}): Cognito runs them whenever the migration trigger signs somebody in there.`,
        ),
      ];

/** Replaces only what an earlier call wrote. */
const assertReplaceable = async (path: string, file: string) => {
  let existing: string;
  try {
    existing = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw cannotWrite(file, error);
  }
  if (!isPoolsFile(existing)) {
    throw new RefusedError(`"${file}" exists and does not describe pools.`, {
      code: 'file-exists',
      hint: 'Choose another name with --out, or remove it.',
    });
  }
};

const cannotWrite = (file: string, cause: unknown) => {
  const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
  return new RefusedError(`Cannot write "${file}" (${code}).`, {
    code: 'file-unwritable',
    hint: 'Check --out: its directory must exist and be yours to write to.',
    cause,
  });
};

/** Also one that an earlier version wrote, which today's schema may not accept any more. */
const isPoolsFile = (content: string): boolean => {
  try {
    const { source, target } = JSON.parse(content) as Record<string, { signIn?: unknown } | undefined>;
    return source?.signIn !== undefined && target?.signIn !== undefined;
  } catch {
    return false;
  }
};
