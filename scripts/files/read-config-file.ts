import { readFile } from 'node:fs/promises';
import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';

export type ConfigFile =
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly problems: readonly string[] }
  | { readonly kind: 'read'; readonly raw: unknown };

/** Reads JSON with comments and trailing commas. Problems name line and column; the file is never written. */
export const readConfigFile = async (path: string): Promise<ConfigFile> => {
  try {
    // Leaves a byte order mark out. Another encoding would only look like a heap of mistakes.
    return parseConfigText(new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path)));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { kind: 'missing' };
    const problem =
      code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'is not UTF-8 text' : `cannot be read (${code ?? message})`;
    return { kind: 'unreadable', problems: [problem] };
  }
};

const parseConfigText = (text: string): ConfigFile => {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true, disallowComments: false });
  const problems = [
    ...errors.map(({ error, offset }) => `${position(text, offset)}: ${toWords(printParseErrorCode(error))}`),
    ...(tree === undefined ? [] : repeatedKeys(tree)).map(
      ({ key, offset }) => `${position(text, offset)}: "${key}" is given twice`,
    ),
  ];
  if (problems.length > 0) return { kind: 'unreadable', problems: [...new Set(problems)] };
  if (tree === undefined) return { kind: 'unreadable', problems: ['the file is empty'] };
  // Builds objects without a prototype: a key named "__proto__" is an unknown key like any other.
  return { kind: 'read', raw: getNodeValue(tree) };
};

const repeatedKeys = (node: Node): { key: string; offset: number }[] => {
  const children = node.children ?? [];
  const seen = new Set<string>();
  const here =
    node.type !== 'object'
      ? []
      : children.flatMap(({ children: [name] = [] }) => {
          const key = String(name?.value);
          const isRepeated = seen.has(key);
          seen.add(key);
          return isRepeated ? [{ key, offset: name?.offset ?? 0 }] : [];
        });
  return [...here, ...children.flatMap(repeatedKeys)];
};

const position = (text: string, offset: number) => {
  const before = text.slice(0, offset).split('\n');
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
};

/** `CommaExpected` -> `comma expected`. */
const toWords = (code: string) => code.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
