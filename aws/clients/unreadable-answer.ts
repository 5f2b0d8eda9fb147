/** An answer of success that does not say what the service always says in it. */
export class UnreadableAnswerError extends Error {
  override readonly name: string = 'UnreadableAnswerError';
  readonly $metadata: { readonly httpStatusCode?: number | undefined };

  constructor({ httpStatusCode }: { readonly httpStatusCode?: number | undefined }) {
    super('The answer does not say what it always says.');
    this.$metadata = { httpStatusCode };
  }
}
