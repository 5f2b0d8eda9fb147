import { posix } from 'node:path';

export type SourceFile = { readonly path: string; readonly source: string };
export type Breach = { readonly path: string; readonly line: number; readonly message: string };

type Layer = {
  /** Folders or files of ours that may be imported, besides the layer's own. `*` stands for one folder. */
  readonly ours: readonly string[];
  /** Packages that may be imported; a trailing `*` matches any rest. */
  readonly packages: readonly string[];
  /** Files that may import what only the running program knows. */
  readonly computed?: readonly string[];
};

const anything: Layer = { ours: ['**'], packages: ['*'], computed: ['**'] };

/** Who may import whom. What is not allowed here is a breach. */
const layers: Readonly<Record<string, Layer>> = {
  core: {
    ours: [],
    packages: ['zod', 'csv-parse*', 'csv-stringify*', 'p-map', 'fastest-levenshtein', 'node:crypto', 'node:zlib'],
  },
  aws: { ours: ['core'], packages: ['@aws-sdk/*', '@smithy/*', 'node:*'] },
  functions: {
    ours: ['core', 'aws'],
    packages: ['@middy/*', '@aws-lambda-powertools/*', 'aws-lambda', 'zod', 'zod/mini', 'node:*'],
  },
  scripts: {
    ours: ['core', 'aws'],
    packages: ['commander', 'jsonc-parser', 'csv-parse*', 'csv-stringify*', 'zod', 'node:*'],
    computed: ['scripts/poolferry.js'],
  },
  infra: {
    ours: [
      'core/config',
      'core/errors.ts',
      'core/identity/name-hash-key-secret-id.ts',
      'core/migrate-user/reasons.ts',
      'functions/*/environment.ts',
    ],
    packages: ['aws-cdk-lib*', 'constructs', 'jsonc-parser', 'node:*'],
  },
  sandbox: {
    ours: [],
    packages: ['aws-amplify*', 'bcryptjs', 'dynalite', 'otpauth', 'node:*'],
    computed: ['sandbox/functions/function-runtime.ts'],
  },
  tools: { ...anything, ours: ['core', 'aws', 'functions', 'scripts', 'infra'] },
  test: anything,
};

const importPatterns = [
  /(?:^|[\n;{}])\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/g,
  /(?:^|[\n;{}])\s*import\s*['"]([^'"]+)['"]/g,
  /\b(?:import|require|getBuiltinModule)\s*\(\s*['"`]([^'"`$]+)['"`]/g,
  /\bcreateRequire\s*\([^)]*\)\s*\(\s*['"`]([^'"`]+)['"`]/g,
];

/** An import of what only the running program knows. */
const computedImport = /\b(?:import|require|getBuiltinModule)\s*\((?!\s*['"`][^'"`$]*['"`])/g;

const comments = /\/\*[\s\S]*?\*\/|('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*")|\/\/[^\n]*/g;

/** Comments as spaces, so that lines and what stands behind them stay where they are. */
const withoutComments = (source: string) =>
  source.replace(comments, (found, quoted?: string) => quoted ?? found.replace(/[^\n]/g, ' '));

/** Every import that crosses a border it may not, each with its file and line. */
export const findLayerBreaches = (files: readonly SourceFile[]): Breach[] => files.flatMap(breachesIn);

const breachesIn = ({ path, source }: SourceFile): Breach[] => {
  const layerName = path.split('/')[0] ?? '';
  const layer = layers[layerName];
  if (layer === undefined) return [{ path, line: 1, message: 'stands in a folder that is no layer' }];
  const code = withoutComments(source);
  const breaches = importsOf(code).flatMap(({ specifier, line }) => {
    const message = specifier.startsWith('.')
      ? checkOurs(layerName, layer, posix.join(posix.dirname(path), specifier))
      : checkPackage(layerName, layer, specifier);
    return message === undefined ? [] : [{ path, line, message }];
  });
  const mayCompute = layer.computed?.some((allowed) => isWithin(path, allowed));
  return mayCompute ? breaches : [...breaches, ...computedImportsIn(path, code)];
};

const computedImportsIn = (path: string, code: string): Breach[] =>
  [...code.matchAll(computedImport)].map(({ index }) => ({
    path,
    line: lineAt(code, index),
    message: 'imports what cannot be told from the source',
  }));

const importsOf = (code: string) =>
  importPatterns
    .flatMap((pattern) => [...code.matchAll(pattern)])
    .map((match) => {
      const specifier = match[1] ?? '';
      return { specifier, line: lineAt(code, match.index + match[0].lastIndexOf(specifier)) };
    });

const lineAt = (code: string, index: number) => code.slice(0, index).split('\n').length;

const checkOurs = (layerName: string, layer: Layer, importedPath: string): string | undefined => {
  if (importedPath.startsWith('..')) return `imports "${importedPath}", outside the project`;
  const importedLayer = importedPath.split('/')[0];
  if (importedLayer === 'test' && layerName !== 'test') return `imports "${importedPath}"; nothing imports test`;
  if (importedLayer === layerName) return undefined;
  if (layer.ours.some((allowed) => isWithin(importedPath, allowed))) return undefined;
  return `${layerName} may not import "${importedPath}"`;
};

const isWithin = (path: string, allowed: string) => {
  if (allowed === '**') return true;
  const pattern = new RegExp(`^${allowed.replace(/[.]/g, '\\.').replace(/\*/g, '[^/]+')}(?:/|$)`);
  return pattern.test(path);
};

const checkPackage = (layerName: string, layer: Layer, specifier: string): string | undefined => {
  if (specifier.startsWith('@aws-sdk/') && layerName !== 'aws' && layerName !== 'test') {
    return `imports "${specifier}"; only aws imports the SDK`;
  }
  const isAllowed = layer.packages.some((allowed) =>
    allowed.endsWith('*') ? specifier.startsWith(allowed.slice(0, -1)) : specifier === allowed,
  );
  return isAllowed ? undefined : `${layerName} may not import "${specifier}"`;
};

const drawers = /(?:^|\/)[^/]*\b(?:utils?|helpers?|common|manager|misc)\b[^/]*(?:\/|$)/;

/** Files and folders whose name says nothing about what is in them. */
export const findDrawerNames = (files: readonly SourceFile[]): Breach[] =>
  files
    .filter(({ path }) => drawers.test(path))
    .map(({ path }) => ({ path, line: 1, message: 'is named after nothing in particular' }));

const product = new Set(['core', 'aws', 'functions', 'scripts', 'infra']);

/** Places where the product knows of its own stand-ins. */
export const findSandboxMentions = (files: readonly SourceFile[]): Breach[] =>
  files
    .filter(({ path }) => product.has(path.split('/')[0] ?? ''))
    .flatMap(({ path, source }) =>
      source
        .split('\n')
        .flatMap((text, index) =>
          /sandbox|dynoxide|dynalite/i.test(text) ? [{ path, line: index + 1, message: 'knows of the sandbox' }] : [],
        ),
    );
