import { readFileSync } from 'node:fs';
import { type ParseError, parse as parseJsonc, printParseErrorCode } from 'jsonc-parser';
import { parseConfig } from '../core/config/parse-config.ts';
import { type PoolsFile, parsePoolsFile } from '../core/config/pools-file.ts';
import type { Config } from '../core/config/schema.ts';
import { ProblemsError, RefusedError } from '../core/errors.ts';

export type Project = { readonly config: Config; readonly pools: PoolsFile };

/** Reads what a stack is made from: the configuration, and the description of both pools that `poolferry pools` wrote. */
export const readProject = (configPath: string, poolsPath: string): Project => {
  const config = parseConfig(readJsonc(configPath, 'Create it first; README.md shows one.'));
  if (!config.ok) throw new ProblemsError(configPath, config.problems, { code: 'config-invalid' });
  const pools = parsePoolsFile(
    readJsonc(poolsPath, `Create it with: poolferry pools --out ${poolsPath}`),
    config.config,
  );
  if (!pools.ok) {
    throw new ProblemsError(poolsPath, pools.problems, {
      code: 'pools-file-invalid',
      hint: `Write it anew: poolferry pools --out ${poolsPath}`,
    });
  }
  return { config: config.config, pools: pools.pools };
};

const readJsonc = (path: string, hint: string): unknown => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new RefusedError(`Cannot read "${path}".`, { code: 'file-unreadable', hint, cause });
  }
  const errors: ParseError[] = [];
  const value: unknown = parseJsonc(text, errors, { allowTrailingComma: true });
  if (errors.length > 0) {
    const problems = errors.map(
      ({ error, offset }) => `line ${text.slice(0, offset).split('\n').length}: ${printParseErrorCode(error)}`,
    );
    throw new ProblemsError(`"${path}" is not JSON`, problems, { code: 'config-syntax' });
  }
  return value;
};
