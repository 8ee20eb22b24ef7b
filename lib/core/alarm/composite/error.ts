/** A text that is not a composite alarm rule, or a rule that names an alarm nobody knows. */
export class AlarmRuleError extends Error {
  /** Where it goes wrong, counted from 1. */
  readonly column: number;

  constructor(rule: string, position: number, what: string, allowed: string) {
    super(`Alarm rule '${shorten(rule)}' is not valid at column ${position + 1}: ${what}; ${allowed}`);
    this.name = 'AlarmRuleError';
    this.column = position + 1;
  }
}

function shorten(text: string): string {
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
