import { describe, expect, it } from 'vitest';
import { readSourceFiles } from '../support/source-files.ts';
import { type Breach, findDrawerNames, findLayerBreaches, findSandboxMentions } from './layers.ts';

const show = (breaches: readonly Breach[]) => breaches.map(({ path, line, message }) => `${path}:${line} ${message}`);

describe('the layers of the project', () => {
  const files = readSourceFiles();

  it('are all there to be read', () => {
    const layers = new Set(files.map(({ path }) => path.split('/')[0]));

    expect([...layers].sort()).toEqual(['aws', 'core', 'functions', 'infra', 'sandbox', 'scripts', 'test', 'tools']);
  });

  it('import only what they may', () => {
    expect(show(findLayerBreaches(files))).toEqual([]);
  });

  it('have no drawers for things without a name', () => {
    expect(show(findDrawerNames(files))).toEqual([]);
  });

  it('keep the product unaware of its stand-ins', () => {
    expect(show(findSandboxMentions(files))).toEqual([]);
  });
});

describe('the layering rules', () => {
  it.each([
    ['core/x.ts', "import { readFile } from 'node:fs/promises';", 'core/x.ts:1 core may not import "node:fs/promises"'],
    ['core/x.ts', "\nimport type { A } from '../aws/a.ts';", 'core/x.ts:2 core may not import "aws/a.ts"'],
    ['core/x.ts', "import {\n  a,\n  b,\n} from '../scripts/a.ts';", 'core/x.ts:4 core may not import "scripts/a.ts"'],
    ['core/x.ts', "const a = await import('pino');", 'core/x.ts:1 core may not import "pino"'],
    ['core/x.ts', "export * from '@aws-sdk/a';", 'core/x.ts:1 imports "@aws-sdk/a"; only aws imports the SDK'],
    ['scripts/x.ts', "import '@aws-sdk/a';", 'scripts/x.ts:1 imports "@aws-sdk/a"; only aws imports the SDK'],
    ['sandbox/x.ts', "import { a } from '../core/a.ts';", 'sandbox/x.ts:1 sandbox may not import "core/a.ts"'],
    [
      'infra/x.ts',
      "import { a } from '../functions/f/handler.ts';",
      'infra/x.ts:1 infra may not import "functions/f/handler.ts"',
    ],
    ['infra/x.ts', "import { a } from '../core/users/a.ts';", 'infra/x.ts:1 infra may not import "core/users/a.ts"'],
    ['aws/x.ts', "import { a } from '../test/a.ts';", 'aws/x.ts:1 imports "test/a.ts"; nothing imports test'],
    ['aws/x.ts', "import { a } from '../../a.ts';", 'aws/x.ts:1 imports "../a.ts", outside the project'],
    ['core/x.ts', "type A = import('../aws/a.ts').A;", 'core/x.ts:1 core may not import "aws/a.ts"'],
    ['core/x.ts', 'await import(`../aws/a.ts`);', 'core/x.ts:1 core may not import "aws/a.ts"'],
    ['core/x.ts', "await import(/* a */ '../aws/a.ts');", 'core/x.ts:1 core may not import "aws/a.ts"'],
    ['core/x.ts', "/* a */ import { a } from '../aws/a.ts';", 'core/x.ts:1 core may not import "aws/a.ts"'],
    ['core/x.ts', "import { a } // it's\n  from '../aws/a.ts';", 'core/x.ts:2 core may not import "aws/a.ts"'],
    ['core/x.ts', "import{a}from'../aws/a.ts';", 'core/x.ts:1 core may not import "aws/a.ts"'],
    ['core/x.ts', "const a = require('node:fs');", 'core/x.ts:1 core may not import "node:fs"'],
    ['core/x.ts', "import a = require('../aws/a.ts');", 'core/x.ts:1 core may not import "aws/a.ts"'],
    ['core/x.ts', "globalThis.process.getBuiltinModule('fs');", 'core/x.ts:1 core may not import "fs"'],
    [
      'scripts/x.ts',
      "createRequire(import.meta.url)('../infra/a.ts');",
      'scripts/x.ts:1 scripts may not import "infra/a.ts"',
    ],
    ['core/x.ts', "const a = '../aws/a.ts';\nimport(a);", 'core/x.ts:2 imports what cannot be told from the source'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text.
    ['core/x.ts', 'import(`../${a}.ts`);', 'core/x.ts:1 imports what cannot be told from the source'],
    ['extra/x.ts', '', 'extra/x.ts:1 stands in a folder that is no layer'],
  ])('name file and line of a breach in %s: %s', (path, source, expected) => {
    expect(show(findLayerBreaches([{ path, source }]))).toEqual([expected]);
  });

  it.each([
    ['core/x.ts', "import { z } from 'zod';\nimport { a } from './users/a.ts';"],
    ['aws/x.ts', "import { a } from '@aws-sdk/a';\nimport { b } from '../core/b.ts';"],
    ['infra/x.ts', "import { a } from '../functions/f/environment.ts';\nimport { b } from '../core/config/b.ts';"],
    ['test/x.ts', "import { a } from '@aws-sdk/a';\nimport { b } from '../sandbox/b.ts';"],
    ['core/x.ts', "// import { a } from '../aws/a.ts';\n/* import('../aws/a.ts') */\nconst a = 'http://x'; "],
    ['core/x.ts', 'export { a, b };\nconst c = "from \'there\'";'],
    ['scripts/poolferry.js', 'await import(cli.href);'],
  ])('let through what is allowed in %s', (path, source) => {
    expect(findLayerBreaches([{ path, source }])).toEqual([]);
  });

  it('find drawers and mentions of the sandbox', () => {
    const files = [
      { path: 'core/utils.ts', source: '' },
      { path: 'aws/x.ts', source: '\n// as the sandbox does' },
    ];

    expect(show([...findDrawerNames(files), ...findSandboxMentions(files)])).toEqual([
      'core/utils.ts:1 is named after nothing in particular',
      'aws/x.ts:2 knows of the sandbox',
    ]);
  });
});
