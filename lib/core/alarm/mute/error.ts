/** A mute rule CloudWatch would refuse, or one whose schedule can never come due. */
export class MuteRuleError extends Error {
  /** The property at fault, such as `expression`. */
  readonly property: string;

  constructor(name: string | undefined, property: string, what: string, allowed: string) {
    super(`Mute rule${name === undefined ? '' : ` '${name}'`}: '${property}' is not valid: ${what}; ${allowed}`);
    this.name = 'MuteRuleError';
    this.property = property;
  }
}

/** Refuses one property of one rule. */
export type Refuse = (what: string, allowed: string) => MuteRuleError;
