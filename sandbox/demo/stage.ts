import type { Sandbox } from '../sandbox.ts';
import type { AppClient } from './clients/app-client.ts';
import type { CommandLine } from './command-line.ts';
import type { Evidence } from './evidence.ts';
import type { Screen } from './screen.ts';
import type { World } from './world.ts';

/** What a step works with. What it sees goes into the notebook, for the checks at the end. */
export type Stage = {
  readonly sandbox: Sandbox;
  readonly world: World;
  readonly screen: Screen;
  readonly commandLine: CommandLine;
  /** The app, as its people use it after the release that points at the target. */
  readonly app: AppClient;
  /** The folder of this run: configuration, packages, maps, logs. */
  readonly directory: string;
  readonly notebook: Notebook;
};

type Mutable<T> = T extends readonly (infer Item)[] ? Item[] : T;

/** Evidence while it is being gathered. */
export type Notebook = { -readonly [Name in keyof Evidence]?: Mutable<Evidence[Name]> } & {
  signIns: Mutable<Evidence['signIns']>;
  refusals: Mutable<Evidence['refusals']>;
  rejects: Mutable<Evidence['rejects']>;
  identityMap: Mutable<Evidence['identityMap']>;
};

export type StepName =
  | 'deploy'
  | 'index'
  | 'lazy-sign-in'
  | 'export'
  | 'import'
  | 'reset'
  | 'map'
  | 'remap'
  | 'verify'
  | 'sign-in-again'
  | 'check';

export type Step = {
  readonly name: StepName;
  readonly title: string;
  run(stage: Stage): Promise<void>;
};
