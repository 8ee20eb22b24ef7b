import type { AlarmState } from '../../incident/incident';
import { parseAtLeast } from './at-least';
import { AlarmRuleError } from './error';
import type { Expression } from './expression';
import { Limits, MAX_CHARACTERS } from './limits';
import { Scanner } from './scanner';

/** What a condition may begin with, for error messages. */
const CONDITIONS =
  'write ALARM(name), OK(name), INSUFFICIENT_DATA(name), AT_LEAST(count, state, (names)), NOT, TRUE, FALSE or (';
const STATES: ReadonlySet<string> = new Set<AlarmState>(['OK', 'ALARM', 'INSUFFICIENT_DATA']);
const KEYWORDS: readonly string[] = ['AND', 'OR', 'NOT', 'AT_LEAST', ...STATES];

export interface ParsedRule {
  readonly expression: Expression;
  /** The alarms it names, in the order of their first mention, each with the place of that. */
  readonly children: ReadonlyMap<string, number>;
}

export function parseRule(rule: string): ParsedRule {
  if (rule.length > MAX_CHARACTERS) {
    const allowed = `${MAX_CHARACTERS} characters are allowed: move a part into a composite alarm of its own`;
    throw new AlarmRuleError(rule, MAX_CHARACTERS, `the rule has ${rule.length} characters`, allowed);
  }
  return new Parser(new Scanner(rule)).parse();
}

class Parser {
  private readonly limits: Limits;

  constructor(private readonly scanner: Scanner) {
    this.limits = new Limits(scanner);
  }

  parse(): ParsedRule {
    const expression = this.any();
    if (!this.scanner.done) throw this.unexpected('write AND or OR between two conditions');
    return { expression, children: this.limits.children };
  }

  private any(): Expression {
    const operands = [this.all()];
    while (this.scanner.takeWord('OR')) operands.push(this.all());
    return operands.length === 1 ? (operands[0] as Expression) : { kind: 'or', operands };
  }

  private all(): Expression {
    const operands = [this.negation()];
    while (this.scanner.takeWord('AND')) operands.push(this.negation());
    return operands.length === 1 ? (operands[0] as Expression) : { kind: 'and', operands };
  }

  /** A loop, not recursion: a rule of nothing but NOT must not exhaust the stack. */
  private negation(): Expression {
    let negated = false;
    while (this.scanner.takeWord('NOT')) negated = !negated;
    const operand = this.condition();
    return negated ? { kind: 'not', operand } : operand;
  }

  private condition(): Expression {
    if (this.scanner.take('(')) return this.group();
    const word = this.scanner.peekWord();
    if (/^(true|false)$/i.test(word)) return this.literal(word);
    if (STATES.has(word)) return this.state(word as AlarmState);
    if (this.scanner.takeWord('AT_LEAST')) return parseAtLeast(this.scanner, this.limits);
    throw this.unexpected(CONDITIONS);
  }

  private group(): Expression {
    this.limits.element();
    const inner = this.any();
    this.scanner.expect(')', 'to close the bracket, or AND or OR before another condition');
    return inner;
  }

  private literal(word: string): Expression {
    this.limits.element();
    this.scanner.take(word);
    return { kind: 'literal', value: word.toUpperCase() === 'TRUE' };
  }

  private state(state: AlarmState): Expression {
    this.scanner.take(state);
    this.scanner.expect('(', `after ${state}: ${state}(name)`);
    const alarm = this.limits.child(() => this.scanner.name());
    this.scanner.expect(')', 'after the alarm name; a name with a space, bracket or comma needs double quotes');
    return { kind: 'state', state, alarm };
  }

  private unexpected(allowed: string): AlarmRuleError {
    const word = this.scanner.peekWord();
    const keyword = KEYWORDS.find((candidate) => candidate === word.toUpperCase() && candidate !== word);
    const hint = keyword ? `write ${keyword} in capitals` : allowed;
    return this.scanner.error(this.scanner.describeNext(), hint);
  }
}
