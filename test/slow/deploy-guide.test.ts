import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registry } from '../../scripts/commands/registry.ts';
import { findCommand } from '../../scripts/shell/find-command.ts';
import { parseOptions } from '../../scripts/shell/parse-options.ts';
import { projectRoot } from '../support/source-files.ts';

const guide = readFileSync(`${projectRoot}docs/deploy.md`, 'utf8');
const snippets = [...guide.matchAll(/^ *```(\w+)(?: ([^\n]+))?\n([\s\S]*?)^ *```$/gm)].map(
  ([, language, name, code = '']) => ({
    language,
    name,
    code,
  }),
);
const snippet = (name: string) => snippets.find((each) => each.name === name)?.code ?? '';

/** What Amplify gives a backend to work with, as its documentation shows it: a stack for auth, and stacks of one's own. */
const amplify = {
  'node_modules/@aws-amplify/backend/package.json':
    '{ "name": "@aws-amplify/backend", "type": "module", "exports": { "types": "./index.d.ts", "default": "./index.js" } }',
  'node_modules/@aws-amplify/backend/index.d.ts': `import type { Stack } from 'aws-cdk-lib';
import type { CfnUserPoolClient, IUserPool } from 'aws-cdk-lib/aws-cognito';
export const defineBackend: (parts: { auth: object }) => {
  createStack(name: string): Stack;
  auth: { resources: { userPool: IUserPool; cfnResources: { cfnUserPoolClient: CfnUserPoolClient } } };
};`,
  'node_modules/@aws-amplify/backend/index.js': `import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
export const defineBackend = () => {
  const root = new Stack(new App(), 'amplify-backend');
  const userPool = new UserPool(new NestedStack(root, 'auth'), 'Pool');
  const cfnUserPoolClient = userPool.addClient('Client').node.defaultChild;
  return { createStack: (name) => new NestedStack(root, name), auth: { resources: { userPool, cfnResources: { cfnUserPoolClient } } } };
};`,
  'auth/resource.js': 'export const auth = {};',
  'auth/resource.d.ts': 'export declare const auth: object;',
};

describe('docs/deploy.md', () => {
  let folder: string;
  beforeAll(() => {
    // Within the package, so that it finds itself by the name that other people know it by.
    folder = mkdtempSync(`${projectRoot}dist/snippets-`);
    for (const file of ['poolferry.config.json', 'poolferry.pools.json']) {
      cpSync(`${projectRoot}infra/example/${file}`, join(folder, file));
    }
    for (const [path, content] of Object.entries(amplify)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(['cdk', 'own-pool', 'wrapped', 'amplify-gen2'])(
    'has a snippet "%s" that compiles and synthesises',
    (name) => {
      const file = `${name}.ts`;
      writeFileSync(join(folder, file), snippet(name));
      const run = (...args: string[]) =>
        execFileSync(process.execPath, args, {
          cwd: folder,
          encoding: 'utf8',
          env: { ...process.env, CDK_OUTDIR: join(folder, `${name}.out`) },
        });

      const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', 'node'];
      run(`${projectRoot}node_modules/typescript/bin/tsc`, '--ignoreConfig', ...options, file);
      run(file);

      const templates = readdirSync(join(folder, `${name}.out`)).filter((each) => each.endsWith('.template.json'));
      const written = templates.map((each) => readFileSync(join(folder, `${name}.out`, each), 'utf8')).join('');
      expect(written).toContain('UserMigration trigger of eu-west-1_aTargetPl');
      // Attached by the app where it makes the pool, and only there.
      expect(written.includes('"LambdaConfig"')).toBe(name === 'own-pool' || name === 'amplify-gen2');
    },
  );

  it('has a handler of a wrapped function that compiles', () => {
    writeFileSync(join(folder, 'wrapped-handler.ts'), snippet('wrapped-handler'));

    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', ''];
    execFileSync(
      process.execPath,
      [`${projectRoot}node_modules/typescript/bin/tsc`, '--ignoreConfig', ...options, 'wrapped-handler.ts'],
      { cwd: folder },
    );
  });

  it('names only commands that the command line accepts', () => {
    const lines = [...guide.matchAll(/(?:npx |`)poolferry ([a-z][^`\n#]*)/g)].map(([, line = '']) => line.trim());

    expect(lines.length).toBeGreaterThan(8);
    for (const line of lines) {
      const found = findCommand(line.split(' '), registry);
      expect(found.kind, line).toBe('built');
      if (found.kind === 'built') expect(parseOptions(found.command, found.rest).problems, line).toEqual([]);
    }
  });

  it('has a hook for Amplify Gen 1 that is a shell script', () => {
    const hook = snippet('amplify/hooks/post-push.sh');

    expect(hook).toContain('poolferry trigger attach --execute --yes');
    execFileSync('bash', ['-n'], { input: hook });
  });
});
