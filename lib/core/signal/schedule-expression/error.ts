/** A text that is not a schedule expression. */
export class ScheduleExpressionError extends Error {
  constructor(text: string, what: string, allowed: string) {
    const shown = text.length > 80 ? `${text.slice(0, 77)}...` : text;
    super(`schedule '${shown}' is not valid: ${what}; ${allowed}`);
    this.name = 'ScheduleExpressionError';
  }
}
