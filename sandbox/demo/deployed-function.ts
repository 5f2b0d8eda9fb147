import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export type DeployedFunction = {
  readonly modulePath: string;
  readonly handlerName: string;
  readonly environment: Readonly<Record<string, string>>;
};

type Template = {
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Type: string;
        readonly Properties: { readonly Handler: string; readonly Environment?: { readonly Variables: object } };
        readonly Metadata?: Readonly<Record<string, string>>;
      }
    >
  >;
};

/** Reads from a cloud assembly what Lambda would run: the bundle, the handler's name and the environment, all literal. */
export const readDeployedFunction = async (cloudAssembly: string, constructId: string): Promise<DeployedFunction> => {
  const templates = (await readdir(cloudAssembly)).filter((name) => name.endsWith('.template.json'));
  for (const name of templates) {
    const template = JSON.parse(await readFile(join(cloudAssembly, name), 'utf8')) as Template;
    const found = Object.entries(template.Resources).find(
      ([id, { Type }]) => Type === 'AWS::Lambda::Function' && id.startsWith(constructId),
    );
    if (found === undefined) continue;
    const { Properties, Metadata } = found[1];
    const [file = '', handlerName = ''] = Properties.Handler.split('.');
    return {
      modulePath: resolve(cloudAssembly, Metadata?.['aws:asset:path'] ?? '', `${file}.mjs`),
      handlerName,
      environment: literalStrings(constructId, Properties.Environment?.Variables ?? {}),
    };
  }
  throw new Error(`The synthesised stack has no function "${constructId}".`);
};

const literalStrings = (constructId: string, variables: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables).map(([name, value]) => {
      if (typeof value !== 'string') throw new Error(`${name} of "${constructId}" is not known before deployment.`);
      return [name, value];
    }),
  );
