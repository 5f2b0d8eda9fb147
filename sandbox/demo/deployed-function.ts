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
        readonly Properties: {
          readonly Handler: string;
          readonly Code: { readonly S3Key: string };
          readonly Environment?: { readonly Variables: object };
        };
      }
    >
  >;
};

type Assets = { readonly files: Readonly<Record<string, { readonly source: { readonly path: string } }>> };

/** Reads from a cloud assembly what Lambda would run: the bundle, the handler's name and the environment, all literal. */
export const readDeployedFunction = async (cloudAssembly: string, constructId: string): Promise<DeployedFunction> => {
  const templates = (await readdir(cloudAssembly)).filter((name) => name.endsWith('.template.json'));
  for (const name of templates) {
    const template = await readJson<Template>(join(cloudAssembly, name));
    const found = Object.entries(template.Resources).find(
      ([id, { Type }]) => Type === 'AWS::Lambda::Function' && id.startsWith(constructId),
    );
    if (found === undefined) continue;
    const { Handler, Code, Environment } = found[1].Properties;
    const assets = await readJson<Assets>(join(cloudAssembly, name.replace('.template.', '.assets.')));
    const bundle = assets.files[Code.S3Key.replace(/\.zip$/, '')]?.source.path;
    if (bundle === undefined) throw new Error(`The synthesised stack has no bundle for "${constructId}".`);
    const [file = '', handlerName = ''] = Handler.split('.');
    return {
      modulePath: resolve(cloudAssembly, bundle, `${file}.mjs`),
      handlerName,
      environment: literalStrings(constructId, Environment?.Variables ?? {}),
    };
  }
  throw new Error(`The synthesised stack has no function "${constructId}".`);
};

const readJson = async <T>(path: string): Promise<T> => JSON.parse(await readFile(path, 'utf8')) as T;

const literalStrings = (constructId: string, variables: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables).map(([name, value]) => {
      if (typeof value !== 'string') throw new Error(`${name} of "${constructId}" is not known before deployment.`);
      return [name, value];
    }),
  );
