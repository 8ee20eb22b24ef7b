/** An objective, a window, a rule or a series that cannot be what it says. */
export class SloError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SloError';
  }
}
