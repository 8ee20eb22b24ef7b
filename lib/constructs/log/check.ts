import { Token } from 'aws-cdk-lib';
import { closest } from '../../core/closest';

/** Names every property of `Props`, so that none is forgotten here. */
export type OptionNames<Props> = Readonly<Record<keyof Required<Props>, true>>;

/** Refuses options that are not known, as a misspelt one would be ignored without a word. */
export function checkOptions<Props extends object>(caller: string, options: Props, names: OptionNames<Props>): void {
  const allowed = Object.keys(names);
  const unknown = Object.keys(options).find((key) => !allowed.includes(key));
  if (unknown === undefined) return;
  const meant = closest(unknown, allowed);
  throw new Error(
    `${caller}: there is no option '${unknown}'${meant ? `, did you mean '${meant}'?` : ''}; there are ${allowed.join(', ')}`,
  );
}

export function demand(caller: string, fits: boolean, message: string): void {
  if (!fits) throw new Error(`${caller}: ${message}`);
}

/** Refuses tokens where the value decides what is built. */
export function checkPlain(caller: string, property: string, value: unknown): void {
  demand(
    caller,
    !Token.isUnresolved(value),
    `'${property}' must be known when the app is synthesized, got a token; pass a plain value`,
  );
}
