import { resolve } from 'node:path';
import type { Config } from '../../core/config/schema.ts';
import type { ClosableRunStore } from '../../core/journal/create-run-store.ts';
import type { CommandContext, TargetLine } from '../commands/command.ts';
import { createLocalRunStore } from '../files/local-run-store.ts';
import { type Block, facts, warning } from '../terminal/blocks.ts';
import { showProgress } from '../terminal/show-progress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { toVisibleText } from '../terminal/visible-text.ts';
import { askConsent } from './ask-consent.ts';
import type { CliInput } from './cli-input.ts';
import { endpointFacts } from './endpoint-facts.ts';
import type { ParsedOptions } from './parse-options.ts';

export type ShellContext = CommandContext & {
  readonly runs: ClosableRunStore;
  /** Whether the command stopped after its plan. */
  readonly wasPlanned: () => boolean;
};

type ContextSettings = {
  readonly input: CliInput;
  readonly parsed: ParsedOptions;
  readonly config: Config;
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  readonly signal: AbortSignal;
};

/** What a command gets from the shell. */
export const createContext = ({ input, parsed, config, stdout, stderr, signal }: ContextSettings): ShellContext => {
  const { clock, environment, workingDirectory } = input;
  const { globals } = parsed;
  let planned = false;
  const announced: TargetLine[] = [];
  const say = (...blocks: readonly Block[]) => {
    if (!globals.quiet) stderr.print(blocks);
  };

  return {
    config,
    options: parsed.options,
    arguments: parsed.arguments,
    clock,
    random: input.random,
    signal,
    environment,
    workingDirectory,
    toolVersion: input.toolVersion,
    runs: createLocalRunStore({
      ...input.holder,
      stateDirectory: resolve(workingDirectory, globals.stateDir ?? '.poolferry'),
      clock,
      breakLock: globals.breakLock === true,
    }),
    wasPlanned: () => planned,
    announceTarget(lines) {
      announced.push(...lines);
      say(facts(...lines.map(toFact), ...endpointFacts(environment, lines)));
    },
    say,
    warn: (message) => stderr.print([warning(message)]),
    async consent(plan, typed) {
      const answer = await askConsent(plan, {
        globals,
        stderr,
        stdin: input.stdin,
        endpoints: endpointFacts(environment, announced),
        signal,
        typed,
      });
      planned = answer === 'planned';
      return answer;
    },
    progress(title, work, options) {
      if (globals.quiet) return work(silent);
      const { unit = 'items', total } = options ?? {};
      return showProgress({ terminal: stderr, clock, title, unit, total }, work);
    },
    data(content) {
      if (globals.json) return;
      if (typeof content !== 'string') return stdout.print(content);
      // A pipe gets the bytes; a screen only what cannot steer it.
      const isScreen = input.stdout.isTTY === true;
      input.stdout.write(isScreen ? content.split('\n').map(toVisibleText).join('\n') : content);
    },
  };
};

const silent = { setTotal: () => undefined, advance: () => undefined, note: () => undefined };

const toFact = ({ role, what, account, region, credentials }: TargetLine) => {
  const rest = [region, account && `account ${account}`, credentials && `by ${credentials}`].filter(Boolean);
  return [role, [what, ...rest].join(', ')] as const;
};
