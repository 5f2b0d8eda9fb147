export type SandboxClaim = {
  readonly behaviour: string;
  readonly certainty: string;
  /** `contract/users.contract.test.ts`, and a title in it. */
  readonly test?: { readonly file: string; readonly title: string };
};

/** Rows of `sandbox/README.md`: `| behaviour | source | D | `file`: title |`. A title may have a bar in it, a cell before not. */
export const readSandboxClaims = (markdown: string): SandboxClaim[] =>
  markdown
    .split('\n')
    .map((line) => /^\| (.+?) +\| (.*?) *\| +([^|]*?) *\| (.+?) *\|$/.exec(line))
    .filter((match) => match !== null)
    .filter(([, behaviour = '']) => behaviour !== 'behaviour' && !/^-+$/.test(behaviour))
    .map(([, behaviour = '', , certainty = '', proof = '']) => {
      const [, file, title] = /^`([\w./-]+)`: (.+)$/.exec(proof) ?? [];
      return { behaviour, certainty, ...(file === undefined || title === undefined ? {} : { test: { file, title } }) };
    });
