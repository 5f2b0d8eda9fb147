import { InterruptedError } from '../../core/errors.ts';
import { type Block, code, command, list, text } from '../terminal/blocks.ts';
import { describeError, errorTrace } from '../terminal/describe-error.ts';
import { toCommandLine } from '../terminal/shell-words.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { JsonDocument } from './json-document.ts';

type ReportSettings = {
  readonly argv: readonly string[];
  readonly stderr: Terminal;
  /** Only with `--json`. */
  readonly document?: JsonDocument | undefined;
  readonly isDebug: boolean;
};

const smallestConfig = [
  '{',
  '  "source": { "userPoolId": "eu-west-1_AbCdEfGhI", "region": "eu-west-1" },',
  '  "target": { "userPoolId": "eu-west-1_JkLmNoPqR", "region": "eu-west-1" }',
  '}',
] as const;

/** Says what went wrong: to people on stderr, and with `--json` as the one document on stdout. */
export const reportError = (error: unknown, { argv, stderr, document, isDebug }: ReportSettings): void => {
  const described = describeError(error);
  const { message, problems = [], lines = [], hint } = described;
  const blocks: Block[] = [
    { kind: 'error', text: message },
    ...(problems.length === 0 ? [] : [list(problems)]),
    ...(lines.length === 0 ? [] : [code(...lines)]),
    ...(described.code === 'config-missing' ? [text('A configuration to begin with:'), code(...smallestConfig)] : []),
    ...nextStep(error, hint, argv),
    ...(isDebug ? [code(...errorTrace(error))] : []),
  ];
  stderr.print(blocks);
  document?.write({ error: described });
};

const nextStep = (error: unknown, hint: string | undefined, argv: readonly string[]): Block[] => {
  if (error instanceof InterruptedError) {
    return [text('What is done stays done. To continue, run:'), command(toCommandLine(argv))];
  }
  return hint === undefined ? [] : [text(hint)];
};
