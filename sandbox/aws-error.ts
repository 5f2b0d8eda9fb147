/** An error as AWS words it on the wire: `name` is the error type that SDK clients match on. */
export class AwsError extends Error {
  readonly httpStatus: number;

  constructor(name: string, message: string, httpStatus = 400) {
    super(message);
    this.name = name;
    this.httpStatus = httpStatus;
  }
}

/** What AWS may well do but the sandbox does not: refused by name, so that nothing passes by accident. */
export const notServed = (what: string): AwsError =>
  new AwsError('NotServedBySandbox', `The sandbox does not serve ${what}.`);
