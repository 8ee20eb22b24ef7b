/** What EventBridge would not take as the input of a target. */
export class InputTemplateError extends Error {
  constructor(what: string, allowed: string) {
    super(`target input is not valid: ${what}; ${allowed}`);
    this.name = 'InputTemplateError';
  }
}
